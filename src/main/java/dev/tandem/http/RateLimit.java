package dev.tandem.http;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * So many requests a minute for each of many who come: all of them at once after a quiet minute,
 * then one whenever the minute's share of one has passed (the generic cell rate algorithm). Of each
 * only one time is kept: the one at which all of its requests will be paid for. Who is at rest is
 * forgotten; of more than can be kept, whoever has been away longest. Shared by event loops.
 */
final class RateLimit {
  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

  /** As many as come in at most, and one more, so that those at rest grow fewer. */
  private static final int LOOKED_AT = 2;

  private final int perMinute;
  private final int most;
  private final LongSupplier nanoTime;
  private final long share;
  private final Map<String, Long> paidAt = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param most so many are kept at once
   * @param nanoTime a monotonic clock: {@code System::nanoTime}
   */
  RateLimit(int perMinute, int most, LongSupplier nanoTime) {
    this.perMinute = perMinute;
    this.most = most;
    this.nanoTime = nanoTime;
    this.share = MINUTE_NANOS / perMinute;
  }

  /**
   * What a request was told.
   *
   * @param passes whether it may go on
   * @param remaining how many more may come at once
   * @param reset until as many may come as after a quiet minute; of a request that may not go on,
   *     until the next may
   */
  record Verdict(boolean passes, long remaining, Duration reset) {
    /** As headers count: whole seconds, at least one, never too few. */
    long resetSeconds() {
      return Math.max(1, reset.plusNanos(999_999_999).toSeconds());
    }

    /** Ends a request that does not pass. */
    ProblemException refusal(String detail) {
      return new ProblemException(
          Problem.of(Problem.Kind.RATE_LIMITED, detail),
          List.of(new Answer.Header("Retry-After", Long.toString(resetSeconds()))));
    }
  }

  int perMinute() {
    return perMinute;
  }

  synchronized Verdict take(String who) {
    long now = nanoTime.getAsLong();
    long debt = debt(who, now) + share;
    long allowed = share * perMinute;
    if (debt > allowed) {
      return new Verdict(false, 0, Duration.ofNanos(debt - allowed));
    }
    paidAt.put(who, now + debt);
    dropIdle(now);
    return new Verdict(true, (allowed - debt) / share, Duration.ofNanos(debt));
  }

  /** Undoes a {@link #take} that passed. */
  synchronized void giveBack(String who) {
    paidAt.computeIfPresent(who, (known, time) -> time - share);
  }

  /** How many are kept. */
  synchronized int size() {
    return paidAt.size();
  }

  /** How much time the requests of the past still take. */
  private long debt(String who, long now) {
    Long time = paidAt.get(who);
    return time == null ? 0 : Math.max(0, time - now);
  }

  private void dropIdle(long now) {
    Iterator<Long> eldest = paidAt.values().iterator();
    for (int i = 0; i < LOOKED_AT && eldest.hasNext(); i++) {
      if (eldest.next() - now <= 0 || paidAt.size() > most) {
        eldest.remove();
      }
    }
  }
}
