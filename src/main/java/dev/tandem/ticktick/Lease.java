package dev.tandem.ticktick;

import java.time.Duration;

/**
 * How long a claimed row is this worker's, by the monotonic clock; a little less than by the
 * database's, since it counts from before the claim was asked for.
 *
 * @param end as {@link System#nanoTime}
 */
record Lease(long end) {
  /** What a request may take beyond its own limit. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  /** For work that holds no row. */
  static Lease unlimited() {
    return from(System.nanoTime(), Duration.ofDays(1));
  }

  static Lease from(long start, Duration length) {
    return new Lease(start + length.toNanos());
  }

  /**
   * How long a row is claimed for: time for an update, its re-reading and the way there, and short
   * enough that another node goes on within half a minute when this one dies.
   *
   * @param limit of one request
   */
  static Duration lengthFor(Duration limit) {
    return limit.multipliedBy(2).plus(MARGIN.multipliedBy(5));
  }

  boolean isOurs() {
    return end - System.nanoTime() > 0;
  }

  /** Whether a request that takes as long as it may still ends under this lease. */
  boolean outlasts(Duration limit) {
    return end - System.nanoTime() > limit.plus(MARGIN).toNanos();
  }
}
