package dev.tandem.ticktick;

import dev.tandem.sync.PollRoutes.ClaimedPolls;
import dev.tandem.sync.PollRoutes.Poll;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import dev.tandem.task.TaskTopics.TaskChanged;
import dev.tandem.ticktick.PollRequests.Turn;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims accounts that are due to be read, and reads so many at a time. Nudges make it quick; its
 * own poll makes it certain. For one event loop.
 */
final class Poller {
  private static final Logger log = LoggerFactory.getLogger(Poller.class);
  private static final int AT_ONCE = 8;

  /** An account that somebody else holds at this moment is not asked for without a pause. */
  private static final Duration LEAST_WAIT = Duration.ofMillis(100);

  /** Edits of one user bring the next reading nearer once in this time. */
  private static final Duration HASTENED = Duration.ofSeconds(5);

  private final Pulse pulse;
  private final HostBreaker breaker;
  private final AccountPoll.Parts parts;
  private final Map<Long, Future<?>> running = new HashMap<>();
  private final Map<Long, Wish> wishes = new HashMap<>();
  private final Map<Long, Long> hastened = new HashMap<>();
  private boolean moreThanRoom;
  private boolean failing;
  private boolean stopped;

  /**
   * Somebody waits for a reading that begins from now on.
   *
   * @param end as {@link System#nanoTime}
   */
  private record Wish(Promise<AccountPoll.Outcome> promise, long end) {
    /** Shared with somebody who may wait longer. */
    Wish until(long other) {
      return new Wish(promise, other - end > 0 ? other : end);
    }
  }

  Poller(Pulse pulse, HostBreaker breaker, AccountPoll.Parts parts) {
    this.pulse = pulse;
    this.breaker = breaker;
    this.parts = parts;
  }

  void start() {
    pulse.start(this::round);
  }

  void nudge() {
    pulse.nudge();
  }

  /** Claims nothing more; succeeds when all that runs has ended. */
  Future<Void> stop() {
    stopped = true;
    dismiss(Obstacle.STOPPING);
    return pulse
        .stop()
        .compose(done -> Future.join(List.copyOf(running.values())))
        .transform(ended -> Future.succeededFuture());
  }

  /** The breaker has opened. */
  void heldBack() {
    dismiss(Obstacle.BREAKER_OPEN);
  }

  /** Whoever waits for a reading that has not begun gets none. */
  private void dismiss(Obstacle obstacle) {
    List<Wish> dismissed = List.copyOf(wishes.values());
    wishes.clear();
    dismissed.forEach(wish -> wish.promise.fail(NotReadException.becauseOf(obstacle)));
  }

  /**
   * Reads all lists of an account as they are now. Those who ask before it begins share it; a
   * reading of the account that is under way, here or on another node, is waited for.
   *
   * @param end until when it may begin and wait for the budget, as {@link System#nanoTime}
   * @return fails with a {@link NotReadException} if it cannot begin by then
   */
  Future<AccountPoll.Outcome> read(long accountId, long end) {
    if (stopped || !breaker.closed()) {
      Obstacle obstacle = stopped ? Obstacle.STOPPING : Obstacle.BREAKER_OPEN;
      return Future.failedFuture(NotReadException.becauseOf(obstacle));
    }
    Wish wish =
        wishes.merge(
            accountId, new Wish(Promise.promise(), end), (before, mine) -> before.until(end));
    pulse.nudge();
    return wish.promise.future();
  }

  /** What happens here is a sign of what may happen there. */
  void taskChanged(TaskChanged event) {
    long now = System.nanoTime();
    hastened.values().removeIf(at -> now - at >= HASTENED.toNanos());
    if (event.pushQueued() && hastened.putIfAbsent(event.userId(), now) == null) {
      parts
          .pulls()
          .hasten(event.userId(), parts.pace().base())
          .onFailure(failure -> log.debug("A reading was not hastened", failure));
    }
  }

  private Future<Duration> round() {
    endLateWishes();
    Set<Long> asked = new HashSet<>(wishes.keySet());
    asked.removeAll(running.keySet());
    // Whoever waits does not wait for those who do not.
    int room = Math.max(AT_ONCE - running.size(), asked.size());
    if (room == 0 || !breaker.closed()) {
      return Future.succeededFuture(Pulse.LONG);
    }
    return parts
        .pulls()
        .claim(room, asked)
        .map(claimed -> take(claimed, room))
        .onSuccess(claimed -> recovered())
        .onFailure(this::failed);
  }

  private void endLateWishes() {
    long now = System.nanoTime();
    wishes
        .values()
        .removeIf(
            wish -> {
              boolean late = now - wish.end >= 0;
              if (late) {
                wish.promise.fail(NotReadException.late());
              }
              return late;
            });
  }

  private Duration take(ClaimedPolls claimed, int room) {
    long now = System.nanoTime();
    moreThanRoom = claimed.polls().size() >= room;
    claimed.polls().forEach(poll -> begin(poll, now));
    Duration wait = Optional.ofNullable(claimed.nextDue()).orElse(Pulse.LONG);
    return !wishes.isEmpty() || wait.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : wait;
  }

  /** Also once stopped: it gives the account back, having asked for nothing. */
  private void begin(Poll poll, long claimedAt) {
    long id = poll.accountId();
    Optional<Wish> wish = Optional.ofNullable(wishes.remove(id));
    Turn turn = new Turn(claimedAt, wish.isPresent(), wish.map(Wish::end).orElse(claimedAt));
    Future<AccountPoll.Outcome> reading = new AccountPoll(parts, poll, turn).run();
    running.put(id, reading);
    reading.onComplete(
        done -> {
          running.remove(id, reading);
          wish.ifPresent(asked -> asked.promise.handle(done));
          if (!stopped && (moreThanRoom || wishes.containsKey(id))) {
            pulse.nudge();
          }
        });
    reading.onFailure(this::failed);
  }

  /** Told once, not at every round: what is claimed runs out by itself and comes again. */
  private void failed(Throwable failure) {
    if (!failing) {
      failing = true;
      log.warn("TickTick cannot be read for now: {}", failure.getMessage());
    }
  }

  private void recovered() {
    if (failing) {
      failing = false;
      log.info("TickTick is read again");
    }
  }
}
