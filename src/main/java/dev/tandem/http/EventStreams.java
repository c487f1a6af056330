package dev.tandem.http;

import dev.tandem.account.AccountTopics;
import dev.tandem.bus.Bus;
import dev.tandem.bus.BusMessage;
import dev.tandem.bus.Registration;
import dev.tandem.bus.Topic;
import dev.tandem.sync.SyncRoutes;
import dev.tandem.task.FeedProbe;
import dev.tandem.task.TaskRoutes;
import dev.tandem.task.TaskTopics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event streams of one event loop. What they tell comes from the feed alone; the bus only says
 * when to look, and what it fails to say, or what another node wrote, is found by a look at all of
 * them together.
 */
final class EventStreams {
  private static final Logger log = LoggerFactory.getLogger(EventStreams.class);
  private static final int MOST = 10_000;
  private static final int MOST_OF_ONE_PERSON = 6_000;
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** After that the client must show its key again. */
  private static final Duration LIFE = Duration.ofMinutes(5);

  /** Up to so much earlier, so that those who came together do not come again together. */
  private static final Duration SPREAD = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final Bus bus;
  private final Clock clock;
  private final Map<Long, Audience> audiences = new HashMap<>();
  private final StreamEnds ends = new StreamEnds();
  private final List<Registration> registrations = new ArrayList<>();
  private final List<Long> timers = new ArrayList<>();
  private int open;
  private boolean over;

  /**
   * @param clock tells when tokens end
   */
  EventStreams(Vertx vertx, Bus bus, Clock clock) {
    this.vertx = vertx;
    this.bus = bus;
    this.clock = clock;
  }

  Future<?> start() {
    timers.add(vertx.setPeriodic(LOOK.toMillis(), fired -> look()));
    timers.add(vertx.setPeriodic(HEARTBEAT.toMillis(), fired -> beat()));
    return Future.all(
        List.of(
            hear(TaskTopics.CHANGED, event -> wake(event.userId())),
            hear(SyncRoutes.FINISHED, event -> wake(event.userId())),
            hear(
                SyncRoutes.CONFLICT_DETECTED,
                event -> {
                  wake(event.userId());
                  at(event.userId(), audience -> audience.tell(EventText.of(event)));
                }),
            hear(
                AccountTopics.CHANGED,
                event -> at(event.userId(), audience -> audience.tell(EventText.of(event)))),
            hear(
                SyncRoutes.BREAKER_CHANGED,
                event ->
                    audiences.values().forEach(audience -> audience.tell(EventText.of(event)))),
            hear(
                AccountTopics.KEY_REVOKED,
                event -> endThose(stream -> stream.isByKey(event.keyId()), StreamEnd.KEY_REVOKED)),
            hear(
                AccountTopics.USER_ERASED,
                event ->
                    endThose(stream -> stream.userId() == event.userId(), StreamEnd.USER_ERASED))));
  }

  /** Ends all streams; their clients come again, to another node. */
  Future<?> stop() {
    over = true;
    timers.forEach(vertx::cancelTimer);
    List.copyOf(audiences.values())
        .forEach(
            audience -> audience.members().forEach(stream -> stream.end(StreamEnd.NODE_STOPS)));
    ends.log(open);
    return Future.join(registrations.stream().map(Registration::remove).toList());
  }

  /** Whether one more of that person's can be served. */
  boolean hasRoom(long userId) {
    Audience audience = audiences.get(userId);
    return !over && open < MOST && (audience == null || audience.size() < MOST_OF_ONE_PERSON);
  }

  void join(EventStream stream) {
    open++;
    Audience audience =
        audiences.computeIfAbsent(stream.userId(), id -> new Audience(vertx, bus, id));
    long end = setEnd(stream);
    stream.onceOver(
        () -> {
          vertx.cancelTimer(end);
          leave(audience, stream);
        });
    audience.join(stream);
    if (over) {
      // It was being opened when the others were ended.
      stream.end(StreamEnd.NODE_STOPS);
    }
  }

  /** Sets the timer that ends a stream: at its token's end, if it has one that comes first. */
  private long setEnd(EventStream stream) {
    long life = LIFE.toMillis() - ThreadLocalRandom.current().nextLong(SPREAD.toMillis());
    long left =
        stream
            .mayLastUntil()
            .map(until -> Duration.between(clock.instant(), until).toMillis() + 1)
            .orElse(life);
    return left < life
        ? vertx.setTimer(Math.max(1, left), fired -> stream.end(StreamEnd.TOKEN_EXPIRED))
        : vertx.setTimer(life, fired -> stream.end(StreamEnd.AGED));
  }

  private void leave(Audience audience, EventStream stream) {
    if (audience.leave(stream)) {
      open--;
      stream.reason().ifPresent(ends::count);
    }
    if (audience.isEmpty()) {
      audiences.remove(stream.userId(), audience);
    }
  }

  private <E extends BusMessage> Future<Registration> hear(Topic<E> topic, Consumer<E> handler) {
    return bus.subscribe(topic, handler).onSuccess(registrations::add);
  }

  private void wake(long userId) {
    at(userId, Audience::wake);
  }

  private void at(long userId, Consumer<Audience> action) {
    Audience audience = audiences.get(userId);
    if (audience != null) {
      action.accept(audience);
    }
  }

  private void endThose(Predicate<EventStream> which, StreamEnd reason) {
    for (Audience audience : List.copyOf(audiences.values())) {
      for (EventStream stream : audience.members()) {
        if (which.test(stream)) {
          stream.end(reason);
        }
      }
    }
  }

  private void look() {
    List<FeedProbe.Place> places = new ArrayList<>();
    audiences.forEach(
        (userId, audience) ->
            audience
                .waitingAt()
                .ifPresent(cursor -> places.add(new FeedProbe.Place(userId, cursor))));
    if (!places.isEmpty()) {
      bus.ask(TaskRoutes.FEED_PROBE, new FeedProbe(places), Call.ASK_LIMIT)
          .onComplete(
              news -> news.userIds().forEach(this::wake),
              failure -> log.debug("events cannot be looked for: {}", failure.getMessage()));
    }
  }

  private void beat() {
    for (Audience audience : audiences.values()) {
      audience.tell(EventText.HEARTBEAT);
    }
    ends.log(open);
  }
}
