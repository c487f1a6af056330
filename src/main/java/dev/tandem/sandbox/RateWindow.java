package dev.tandem.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** The times of one account's calls, for two sliding windows. */
final class RateWindow {
  private final Deque<Instant> calls = new ArrayDeque<>();

  /** Notes a call unless a limit forbids it. */
  boolean admit(Instant now, RateLimits limits) {
    while (!calls.isEmpty() && !calls.peekFirst().isAfter(now.minus(RateLimits.LONG))) {
      calls.removeFirst();
    }
    var allowed =
        calls.size() < limits.perFiveMinutes()
            && since(now.minus(RateLimits.SHORT), limits.perMinute()) < limits.perMinute();
    if (allowed || limits.rejectedCount()) {
      calls.addLast(now);
    }
    // Older calls than these cannot change an answer, however fast somebody hammers.
    while (calls.size() > Math.max(limits.perMinute(), limits.perFiveMinutes())) {
      calls.removeFirst();
    }
    return allowed;
  }

  /** Counts from the newest back, no further than the answer needs. */
  private int since(Instant start, int enough) {
    var count = 0;
    for (var newest = calls.descendingIterator(); newest.hasNext() && count < enough; count++) {
      if (!newest.next().isAfter(start)) {
        return count;
      }
    }
    return count;
  }

  /**
   * @param rejectedCount whether a refused call counts too, so that hammering keeps the door shut
   */
  record RateLimits(boolean on, int perMinute, int perFiveMinutes, boolean rejectedCount) {
    static final Duration SHORT = Duration.ofMinutes(1);
    static final Duration LONG = Duration.ofMinutes(5);
    static final RateLimits REAL = new RateLimits(true, 100, 300, true);
  }
}
