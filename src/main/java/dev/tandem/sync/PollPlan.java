package dev.tandem.sync;

import dev.tandem.sync.PollRoutes.Poll;
import java.time.Duration;
import java.time.Instant;

/**
 * What a poll reads: all lists in a sweep, otherwise what is open and what was completed across all
 * of them.
 *
 * @param sweep whether all lists are to be read
 * @param begun whether a poll before has begun the sweep: it goes on where that one's share of
 *     requests was spent, or it would begin for ever
 * @param sweepSince what was read then or later counts for the sweep: one of many lists takes more
 *     than one poll
 * @param completedFrom since when completed tasks are asked for
 */
public record PollPlan(boolean sweep, boolean begun, Instant sweepSince, Instant completedFrom) {
  private static final Duration SWEEP_EVERY = Duration.ofMinutes(15);

  /** What TickTick shows late is not missed. */
  private static final Duration OVERLAP = Duration.ofMinutes(5);

  /** A distance of the clocks that counts as none. */
  private static final Duration CLOCKS = Duration.ofSeconds(2);

  /**
   * @param asked whether a person asked for all of it, as it is now
   */
  public static PollPlan of(Poll poll, boolean asked) {
    Instant last = poll.lastSweepAt();
    Instant due = last == null ? Instant.EPOCH : last.plus(SWEEP_EVERY);
    Instant until = poll.completedUntil();
    Instant connected = poll.connectedAt().minus(CLOCKS);
    return new PollPlan(
        asked || !poll.now().isBefore(due),
        !asked && until != null && !until.isBefore(due),
        asked ? poll.now() : due,
        until == null ? connected : later(until.minus(OVERLAP), connected));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
