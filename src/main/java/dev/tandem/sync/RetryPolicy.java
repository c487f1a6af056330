package dev.tandem.sync;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When to try again.
 *
 * @param base the first step of the backoff, at least a millisecond
 * @param max its longest step
 */
public record RetryPolicy(Duration base, Duration max) {
  private static final Duration PAUSE = Duration.ofSeconds(60);
  private static final Duration PAUSE_JITTER = Duration.ofSeconds(15);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final int MOST_DOUBLINGS = 30;

  /**
   * Full jitter: anything up to {@code base} doubled per earlier failure, at most {@code max}; so
   * those that failed together do not come back together. It has no end: the caller decides when to
   * give up.
   *
   * @param earlier failures before the present one
   */
  public Duration backoff(int earlier, RandomGenerator random) {
    double doubled = (double) base.toMillis() * Math.pow(2, Math.min(earlier, MOST_DOUBLINGS));
    long cap = (long) Math.min(doubled, (double) max.toMillis());
    return Duration.ofMillis(random.nextLong(1, Math.max(cap, 1) + 1));
  }

  /**
   * How long an account is left alone after TickTick refused it for the number of its requests: as
   * long as the answer says, within reason, else a minute and a little, as the window is a minute.
   */
  public Duration pause(@Nullable Duration retryAfter, RandomGenerator random) {
    if (retryAfter == null || retryAfter.isNegative() || retryAfter.isZero()) {
      return PAUSE.plusMillis(random.nextLong(PAUSE_JITTER.toMillis()));
    }
    return retryAfter.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : retryAfter;
  }
}
