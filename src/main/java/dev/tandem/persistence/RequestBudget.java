package dev.tandem.persistence;

import java.time.Duration;

/**
 * A rate limit as a cell (GCRA): {@code burst} requests at once, then one every {@code interval},
 * so that no minute has more than the rate (sync.md, Budget).
 *
 * @param perMinute requests a minute
 * @param burst four ninths of it, at least one
 * @param interval five ninths of it refill in a minute
 */
record RequestBudget(int perMinute, int burst, Duration interval) {
  private static final double REFILL = 5.0 / 9;

  static RequestBudget of(int perMinute) {
    return new RequestBudget(
        perMinute,
        Math.max(1, perMinute * 4 / 9),
        Duration.ofNanos((long) Math.ceil(60e9 / (perMinute * REFILL))));
  }

  /** How far ahead of now the cell may be when it grants a request. */
  Duration tolerance(boolean interactive) {
    int usable = interactive ? burst : burst - burst / 5;
    return interval.multipliedBy(usable - 1L);
  }

  /**
   * Requests that an interactive caller would be granted at once.
   *
   * @param ahead how far the cell is ahead of now
   */
  int remaining(Duration ahead) {
    Duration room = interval.multipliedBy(burst).minus(ahead);
    return (int) Math.min(burst, Math.max(0, room.dividedBy(interval)));
  }
}
