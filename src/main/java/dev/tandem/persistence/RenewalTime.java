package dev.tandem.persistence;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When tokens are refreshed ahead of their end: a tenth of their lifetime before it, at most a day.
 * A day is time enough to wait out an outage of TickTick's, and for the person to act should the
 * refresh token be void; more would only shorten the life of what is good. Within the first half of
 * that span chance decides, so that accounts which were connected together are not refreshed
 * together; the other half is left for repeats.
 */
final class RenewalTime {
  private static final int SHARE_OF_LIFETIME = 10;
  private static final Duration LONGEST = Duration.ofDays(1);

  /** Tokens that live for seconds would be refreshed without a pause. */
  private static final Duration SOONEST = Duration.ofMinutes(1);

  private RenewalTime() {}

  /** Counted from now, as the lifetime is. */
  static Duration after(Duration lifetime, RandomGenerator random) {
    Duration tenth = lifetime.dividedBy(SHARE_OF_LIFETIME);
    Duration span = tenth.compareTo(LONGEST) < 0 ? tenth : LONGEST;
    long early = (long) (span.toMillis() * (0.5 + random.nextDouble() / 2));
    Duration renewal = lifetime.minusMillis(early);
    return renewal.compareTo(SOONEST) < 0 ? SOONEST : renewal;
  }
}
