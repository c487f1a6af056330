package dev.tandem.ticktick;

import dev.tandem.sync.PushJob;
import dev.tandem.sync.QueueRoutes.Claimed;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims due rows and works them off, so many at a time. Nudges make it quick; its own poll makes
 * it certain. For one event loop.
 */
final class Dispatcher {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  private static final int AT_ONCE = 32;

  /** A due row that another worker holds at this moment is not asked for without a pause. */
  private static final Duration LEAST_WAIT = Duration.ofMillis(20);

  private final Pulse pulse;
  private final ClaimSource source;
  private final RowWork work;
  private final RunningRows running;
  private final PushListener listener;
  private boolean moreThanRoom;
  private boolean failing;
  private boolean stopped;

  /**
   * Where rows come from.
   *
   * @param lease how long they are claimed for
   */
  record ClaimSource(PushQueue queue, HostBreaker breaker, PushWaiters waiters, Duration lease) {}

  Dispatcher(
      Pulse pulse, ClaimSource source, RowWork work, RunningRows running, PushListener listener) {
    this.pulse = pulse;
    this.source = source;
    this.work = work;
    this.running = running;
    this.listener = listener;
  }

  void start() {
    pulse.start(this::round);
  }

  /** Claims nothing more; succeeds when all that runs has ended. */
  Future<Void> stop() {
    stopped = true;
    return pulse.stop().compose(done -> running.ended());
  }

  private Future<Duration> round() {
    int room = AT_ONCE - running.count();
    if (room <= 0 || !source.breaker().closed()) {
      return Future.succeededFuture(Pulse.LONG);
    }
    long asked = System.nanoTime();
    return source
        .queue()
        .claim(room, source.lease(), source.waiters().taskIds())
        .map(claimed -> take(claimed, room, Lease.from(asked, source.lease())))
        .onSuccess(claimed -> recovered())
        .onFailure(this::failed);
  }

  private Duration take(Claimed claimed, int room, Lease lease) {
    moreThanRoom = claimed.jobs().size() >= room;
    if (!stopped) {
      claimed.jobs().forEach(job -> begin(job, lease));
    }
    return wait(claimed.nextDue());
  }

  private void begin(PushJob job, Lease lease) {
    Future<Void> row = work.run(job, lease, listener);
    running.add(TaskKey.of(job), row);
    row.onFailure(this::failed).onComplete(done -> ended());
  }

  private void ended() {
    if (moreThanRoom && !stopped) {
      pulse.nudge();
    }
  }

  private static Duration wait(@Nullable Duration nextDue) {
    if (nextDue == null) {
      return Pulse.LONG;
    }
    return nextDue.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : nextDue;
  }

  /** Told once, not at every round: what is claimed runs out by itself and comes again. */
  private void failed(Throwable failure) {
    if (!failing) {
      failing = true;
      log.warn("The push queue cannot be worked off for now: {}", failure.getMessage());
    }
  }

  private void recovered() {
    if (failing) {
      failing = false;
      log.info("The push queue is worked off again");
    }
  }
}
