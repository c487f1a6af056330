package dev.tandem.http;

import dev.tandem.bus.Bus;
import dev.tandem.task.FeedQuery;
import dev.tandem.task.FeedReply;
import dev.tandem.task.FeedReply.Changes;
import dev.tandem.task.TaskRoutes;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All streams of one person on one event loop. Most stand at the same place of the feed: they are
 * live, and what comes next is read once and written to all. Who comes from further back, or reads
 * too slowly, is read for alone, one page at a time, until it stands where the others do. So memory
 * holds one page a stream at most, and nobody is passed over: a stream's place moves only with what
 * is written to it.
 */
final class Audience {
  private static final Logger log = LoggerFactory.getLogger(Audience.class);
  private static final int PAGE = 100;

  /** A client that has not taken what was written by then is cut off; it may come again. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /** Long enough for a usual transaction to end. */
  private static final Duration WHILE_UNSETTLED = Duration.ofMillis(20);

  private final Vertx vertx;
  private final Bus bus;
  private final long userId;
  private final Set<EventStream> members = new HashSet<>();
  private final Set<EventStream> live = new LinkedHashSet<>();
  private final List<EventStream> waiting = new ArrayList<>();

  /** Where the live ones are; null without any. */
  private @Nullable String place;

  /** Whether the live ones are being read for: the place may lie within the feed then. */
  private boolean reading;

  private boolean wokenAgain;

  /** Whether the last reading failed: each of very many would say the same. */
  private boolean troubled;

  Audience(Vertx vertx, Bus bus, long userId) {
    this.vertx = vertx;
    this.bus = bus;
    this.userId = userId;
  }

  Set<EventStream> members() {
    return Set.copyOf(members);
  }

  int size() {
    return members.size();
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  /** Where the live streams wait for news; empty while there are none, or news is being read. */
  Optional<String> waitingAt() {
    return reading ? Optional.empty() : Optional.ofNullable(place);
  }

  void join(EventStream stream) {
    members.add(stream);
    catchUp(stream);
  }

  /** Whether it was there. */
  boolean leave(EventStream stream) {
    waiting.remove(stream);
    unsubscribe(stream);
    return members.remove(stream);
  }

  /** There may be something to read. */
  void wake() {
    if (reading) {
      wokenAgain = true;
    } else if (place != null) {
      reading = true;
      readOn(place);
    }
  }

  /** What is no part of the feed goes to whoever can take it now. */
  void tell(Buffer event) {
    for (EventStream stream : members) {
      if (!stream.isFull()) {
        stream.write(event);
      }
    }
  }

  private void readOn(String from) {
    wokenAgain = false;
    if (live.isEmpty()) {
      settle();
      return;
    }
    // Whatever goes wrong is tried again: nobody else would ever read for the live ones.
    bus.ask(TaskRoutes.FEED, new FeedQuery(userId, from, PAGE), Call.ASK_LIMIT)
        .map(
            reply -> {
              if (reply instanceof Changes changes) {
                tell(from, changes);
              } else {
                // The feed has begun anew: they come again, and learn that they have to as well.
                List.copyOf(live).forEach(stream -> stream.end(StreamEnd.EXPIRED));
                settle();
              }
              return reply;
            })
        .onFailure(failure -> again(failure, () -> readOn(from)));
  }

  private void again(Throwable failure, Runnable action) {
    if (!troubled) {
      troubled = true;
      log.warn("The events of user {} cannot be read: {}", userId, failure.toString());
    }
    vertx.setTimer(AFTER_FAILURE.toMillis(), fired -> action.run());
  }

  private void tell(String from, Changes changes) {
    troubled = false;
    if (!changes.changes().isEmpty()) {
      Buffer text = EventText.of(changes);
      for (EventStream stream : List.copyOf(live)) {
        if (stream.isFull()) {
          stream.reach(from);
          unsubscribe(stream);
          catchUpOnceDrained(stream);
        } else {
          stream.write(text);
        }
      }
    }
    if (live.isEmpty()) {
      settle();
      return;
    }
    place = changes.cursor();
    if (changes.hasMore()) {
      readOn(changes.cursor());
      return;
    }
    if (changes.unsettled()) {
      vertx.setTimer(WHILE_UNSETTLED.toMillis(), fired -> wake());
    }
    boolean woken = wokenAgain;
    // Also if there is more news: who waits would wait for as long as somebody writes.
    settle();
    if (woken) {
      wake();
    }
  }

  private void settle() {
    reading = false;
    List<EventStream> next = List.copyOf(waiting);
    waiting.clear();
    next.forEach(this::catchUp);
  }

  private void unsubscribe(EventStream stream) {
    live.remove(stream);
    if (live.isEmpty()) {
      place = null;
    }
  }

  /** Reads for one stream until it stands where the live ones do, or where the feed ends. */
  private void catchUp(EventStream stream) {
    if (!members.contains(stream) || stream.isOver()) {
      return;
    }
    if (stream.cursor().equals(place)) {
      // Be they read for or not: what is read then begins there.
      live.add(stream);
      return;
    }
    if (reading) {
      waiting.add(stream);
      return;
    }
    String until = place;
    bus.ask(TaskRoutes.FEED, new FeedQuery(userId, stream.cursor(), until, PAGE), Call.ASK_LIMIT)
        .map(
            reply -> {
              told(stream, until, reply);
              return reply;
            })
        .onFailure(failure -> again(failure, () -> catchUp(stream)));
  }

  /**
   * @param until where the live ones were when it was asked
   */
  private void told(EventStream stream, @Nullable String until, FeedReply reply) {
    troubled = false;
    if (!members.contains(stream)) {
      return;
    }
    if (!(reply instanceof Changes changes)) {
      stream.end(StreamEnd.EXPIRED);
      return;
    }
    stream.reach(changes.cursor());
    if (!changes.changes().isEmpty()) {
      stream.write(EventText.of(changes));
    }
    if (!changes.hasMore() && place == null && !reading) {
      place = changes.cursor();
      live.add(stream);
      // What was told between this reading and now.
      wake();
    } else if (stream.isFull()) {
      catchUpOnceDrained(stream);
    } else {
      if (!changes.hasMore() && isPassed(until, stream)) {
        // The feed has moved on since the live ones were read for; once they are past it as well,
        // the stream finds them.
        wake();
      }
      catchUp(stream);
    }
  }

  /** Whether the stream, which has heard all up to where the live ones stand, stands behind it. */
  private boolean isPassed(@Nullable String until, EventStream stream) {
    return until != null && until.equals(place) && !stream.cursor().equals(place);
  }

  private void catchUpOnceDrained(EventStream stream) {
    long patience = vertx.setTimer(PATIENCE.toMillis(), fired -> stream.cut(StreamEnd.SLOW));
    stream.onceDrained(
        () -> {
          vertx.cancelTimer(patience);
          catchUp(stream);
        });
  }
}
