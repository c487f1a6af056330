package dev.tandem.ticktick;

import dev.tandem.sync.ProjectJob;
import dev.tandem.sync.ProjectRoutes.Claimed;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims due rows of lists and works them off, so many at a time. Nudges make it quick; its own
 * poll makes it certain. For one event loop.
 */
final class ProjectDispatcher {
  private static final Logger log = LoggerFactory.getLogger(ProjectDispatcher.class);
  private static final int AT_ONCE = 8;

  /** A due row that another worker holds at this moment is not asked for without a pause. */
  private static final Duration LEAST_WAIT = Duration.ofMillis(20);

  private final Pulse pulse;
  private final ProjectQueue queue;
  private final HostBreaker breaker;
  private final ProjectWork work;
  private final Set<Future<Void>> running = new HashSet<>();
  private boolean failing;
  private boolean stopped;

  ProjectDispatcher(Pulse pulse, ProjectQueue queue, HostBreaker breaker, ProjectWork work) {
    this.pulse = pulse;
    this.queue = queue;
    this.breaker = breaker;
    this.work = work;
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
    return pulse
        .stop()
        .compose(done -> Future.join(List.copyOf(running)).<Void>mapEmpty().otherwiseEmpty());
  }

  private Future<Duration> round() {
    int room = AT_ONCE - running.size();
    if (room <= 0 || !breaker.closed()) {
      return Future.succeededFuture(Pulse.LONG);
    }
    long asked = System.nanoTime();
    return queue
        .claim(room)
        .map(claimed -> take(claimed, Lease.from(asked, queue.lease())))
        .onSuccess(taken -> recovered())
        .onFailure(this::failed);
  }

  private Duration take(Claimed claimed, Lease lease) {
    if (!stopped) {
      claimed.jobs().forEach(job -> begin(job, lease));
    }
    Duration next = claimed.nextDue();
    if (next == null) {
      return Pulse.LONG;
    }
    return next.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : next;
  }

  private void begin(ProjectJob job, Lease lease) {
    Future<Void> row = work.run(job, lease).onFailure(this::failed);
    running.add(row);
    row.onComplete(
        done -> {
          running.remove(row);
          if (!stopped) {
            pulse.nudge();
          }
        });
  }

  /** Told once, not at every round: what is claimed runs out by itself and comes again. */
  private void failed(Throwable failure) {
    if (!failing) {
      failing = true;
      log.warn("The lists' queue cannot be worked off for now: {}", failure.getMessage());
    }
  }

  private void recovered() {
    if (failing) {
      failing = false;
      log.info("The lists' queue is worked off again");
    }
  }
}
