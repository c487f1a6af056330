package dev.tandem.ticktick;

import dev.tandem.sync.PushJob;
import dev.tandem.sync.QueueRoutes.Claimed;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims due rows and works them off, so many at a time. Nudges make it quick; its own poll makes
 * it certain. For one event loop.
 */
final class Dispatcher {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  /** Rows by themselves, or runs of rows that are worked off together. */
  private static final int AT_ONCE = 32;

  /** A due row that another worker holds at this moment is not asked for without a pause. */
  private static final Duration LEAST_WAIT = Duration.ofMillis(20);

  private final Pulse pulse;
  private final ClaimSource source;
  private final Work work;
  private final RunningRows running;
  private final PushListener listener;
  private int slots = AT_ONCE;
  private boolean moreThanRoom;
  private boolean failing;
  private boolean stopped;

  /**
   * Where rows come from.
   *
   * @param lease how long they are claimed for
   */
  record ClaimSource(PushQueue queue, HostBreaker breaker, PushWaiters waiters, Duration lease) {}

  /** What is done with them. */
  record Work(RowWork rows, Plan.Parts plans) {}

  Dispatcher(
      Pulse pulse, ClaimSource source, Work work, RunningRows running, PushListener listener) {
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
    int room = slots;
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
    List<List<PushJob>> runs = AccountRuns.of(claimed.jobs());
    moreThanRoom = runs.size() >= room;
    if (!stopped) {
      runs.forEach(jobs -> begin(jobs, lease));
    }
    return wait(claimed.nextDue());
  }

  private void begin(List<PushJob> jobs, Lease lease) {
    slots--;
    Map<PushJob, Future<Void>> rows =
        jobs.size() == 1
            ? Map.of(jobs.get(0), work.rows().run(jobs.get(0), lease, listener))
            : new Plan(work.plans(), jobs, lease).begin(work.rows(), listener);
    rows.forEach((job, row) -> running.add(TaskKey.of(job), row.onFailure(this::failed)));
    Future.join(List.copyOf(rows.values())).onComplete(done -> ended(jobs.get(0)));
  }

  /** The end of what nobody waited for lets the account's next run be claimed. */
  private void ended(PushJob job) {
    slots++;
    if ((moreThanRoom || !job.interactive()) && !stopped) {
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
