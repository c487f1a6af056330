package dev.tandem.ticktick;

import dev.tandem.sync.CreateIntent;
import dev.tandem.sync.OrphanSearch.Listing;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import dev.tandem.ticktick.ListingOutcome.HeldUp;
import dev.tandem.ticktick.ListingOutcome.Unread;
import dev.tandem.ticktick.ListingOutcome.Whole;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whole listings of accounts, for those who look for what their creates made. One at a time and
 * account, and shared: however many creates were lost, the lists are read as if it were one. Nobody
 * waits for a listing with a claim in the hand: a row is put off, and made due when it has ended.
 * For one event loop.
 */
final class OrphanListings {
  private static final Logger log = LoggerFactory.getLogger(OrphanListings.class);

  /** What is not there so long after a create is as good as ever; what is, is looked at again. */
  private static final Duration KEPT = Duration.ofMinutes(10);

  /** For how long a row is put off that is to be made due before: if nobody does, it comes back. */
  private static final Duration UNDER_WAY = Duration.ofSeconds(15);

  private final ListingRead read;
  private final PushQueue queue;
  private final Pulse pulse;
  private final Duration longestRest;
  private final Map<Long, Kept> kept = new HashMap<>();
  private final Map<Long, Resting> resting = new HashMap<>();
  private final Map<Long, Run> running = new HashMap<>();
  private final Set<Run> waking = new HashSet<>();

  private record Kept(Whole whole, long readAt) {
    boolean serves(CreateIntent intent, Instant notBefore) {
      return whole.sought().contains(intent.id())
          && !whole.listing().begunAt().isBefore(notBefore)
          && System.nanoTime() - readAt < KEPT.toNanos();
    }
  }

  /**
   * @param putOff tasks that were told of it: one that comes before its time is somebody's retry
   */
  private record Resting(ListingTrouble trouble, Set<Long> putOff) {}

  /** What there is for a row. */
  sealed interface Reply {
    /** A listing that was begun late enough. */
    record Ready(Listing listing) implements Reply {}

    /**
     * The row is put off.
     *
     * @param answer why, and for how long
     * @param underWay whether it is made due when a listing has ended: {@link #putOff} is to follow
     */
    record Later(RemoteAnswer answer, boolean underWay) implements Reply {
      static Later after(Duration wait) {
        return new Later(unconfirmed(wait), false);
      }
    }
  }

  /** A listing that is being read. */
  private static final class Run implements ListingRead.Wish {
    private final long accountId;
    private final @Nullable String failedLast;
    private final Set<Long> tasks = new HashSet<>();
    private boolean urgent;
    private boolean dropped;

    Run(long accountId, @Nullable String failedLast) {
      this.accountId = accountId;
      this.failedLast = failedLast;
    }

    @Override
    public long accountId() {
      return accountId;
    }

    @Override
    public boolean isUrgent() {
      return urgent;
    }

    @Override
    public boolean isDropped() {
      return dropped;
    }

    @Override
    public @Nullable String failedLast() {
      return failedLast;
    }
  }

  /**
   * @param pulse nudged when rows are due again
   * @param longestRest how long an account is left alone at most that could not be read whole
   */
  OrphanListings(ListingRead read, PushQueue queue, Pulse pulse, Duration longestRest) {
    this.read = read;
    this.queue = queue;
    this.pulse = pulse;
    this.longestRest = longestRest;
  }

  /**
   * A listing for a claimed row that was begun then or later. If there is none, one is begun unless
   * one is under way or the account rests; {@link #putOff} follows once the row is settled.
   *
   * @param notBefore by the database's clock
   */
  Reply ask(PushJob job, CreateIntent intent, Instant notBefore) {
    long accountId = job.accountId();
    Kept last = kept.get(accountId);
    if (last != null && last.serves(intent, notBefore)) {
      return new Reply.Ready(last.whole.listing());
    }
    Run run = running.get(accountId);
    if (run == null) {
      Optional<RemoteAnswer> rest = rest(job);
      if (rest.isPresent()) {
        return new Reply.Later(rest.get(), false);
      }
      run = begin(accountId);
    }
    run.urgent |= job.interactive();
    run.tasks.add(job.taskId());
    return new Reply.Later(unconfirmed(UNDER_WAY), true);
  }

  private static RemoteAnswer unconfirmed(Duration wait) {
    return new NotSent(Obstacle.CREATE_UNCONFIRMED, Optional.of(wait));
  }

  private Optional<RemoteAnswer> rest(PushJob job) {
    Resting rest = resting.get(job.accountId());
    if (rest == null) {
      return Optional.empty();
    }
    boolean person = job.interactive() || rest.putOff.contains(job.taskId());
    Duration left = rest.trouble.left(person, System.nanoTime());
    if (left.isNegative() || left.isZero()) {
      return Optional.empty();
    }
    rest.putOff.add(job.taskId());
    return Optional.of(rest.trouble.told(left));
  }

  private Run begin(long accountId) {
    Resting before = resting.get(accountId);
    Run run = new Run(accountId, before == null ? null : before.trouble.part());
    running.put(accountId, run);
    read.run(run)
        .onFailure(
            failure ->
                log.warn(
                    "The lists of account {} were not read: {}", accountId, failure.getMessage()))
        .otherwise(new HeldUp(new NotSent(Obstacle.CREATE_UNCONFIRMED)))
        .onSuccess(outcome -> ended(run, outcome));
    return run;
  }

  /** What was read of an account that was forgotten meanwhile may be another account's. */
  private void ended(Run run, ListingOutcome outcome) {
    if (running.remove(run.accountId, run)) {
      note(run.accountId, outcome);
    }
    waking.add(run);
    wake(List.copyOf(run.tasks)).onComplete(done -> waking.remove(run));
  }

  private void note(long accountId, ListingOutcome outcome) {
    long now = System.nanoTime();
    if (outcome instanceof Whole whole) {
      kept.values().removeIf(old -> now - old.readAt >= KEPT.toNanos());
      kept.put(accountId, new Kept(whole, now));
      resting.remove(accountId);
      return;
    }
    Resting past = resting.get(accountId);
    ListingTrouble before = past == null ? null : past.trouble;
    ListingTrouble trouble =
        outcome instanceof Unread unread
            ? ListingTrouble.of(unread, before, longestRest, now)
            : ListingTrouble.of((HeldUp) outcome, before, longestRest, now);
    resting.put(accountId, new Resting(trouble, new HashSet<>()));
  }

  /**
   * The row was settled. If its listing ended before that, its being made due came too early: the
   * row was still claimed then, and is made due now.
   */
  void putOff(PushJob job) {
    Run run = running.get(job.accountId());
    if (run == null || !run.tasks.contains(job.taskId())) {
      wake(List.of(job.taskId()));
    }
  }

  private Future<?> wake(List<Long> tasks) {
    if (tasks.isEmpty()) {
      return Future.succeededFuture();
    }
    return queue
        .wake(tasks)
        .onSuccess(woken -> pulse.nudge())
        .onFailure(
            failure -> log.debug("Rows come back by themselves only: {}", failure.toString()))
        .otherwiseEmpty();
  }

  /** Whether a listing is under way, or just ended, after which the task's row goes on at once. */
  boolean isAwaitedBy(long taskId) {
    return Stream.concat(running.values().stream(), waking.stream())
        .anyMatch(run -> run.tasks.contains(taskId));
  }

  /** The account may be another one from now on: what is under way is for nobody. */
  void forget(long accountId) {
    kept.remove(accountId);
    resting.remove(accountId);
    Run run = running.remove(accountId);
    if (run != null) {
      run.dropped = true;
    }
  }
}
