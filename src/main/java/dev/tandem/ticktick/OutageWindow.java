package dev.tandem.ticktick;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * The requests of the last while, and whether they say that the host is out of order: enough
 * outages, more than half of all, and not of one account alone where two asked. For one event loop.
 */
final class OutageWindow {
  private record Seen(long at, long accountId, long taskId, boolean outage) {}

  private static final long NO_TASK = 0;

  private final int threshold;
  private final long length;
  private final Deque<Seen> requests = new ArrayDeque<>();

  OutageWindow(int threshold, Duration length) {
    this.threshold = threshold;
    this.length = length.toNanos();
  }

  /**
   * The least length at which a host that lets every request hang still fills the window, even when
   * they come one after the other.
   *
   * @param limit of one request
   */
  static Duration lengthFor(int threshold, Duration limit) {
    return limit.multipliedBy(2L * threshold);
  }

  /**
   * @param at as {@link System#nanoTime}
   */
  void add(long at, Caller caller, boolean outage) {
    forgetBefore(at - length);
    requests.addLast(new Seen(at, caller.accountId(), caller.taskId(), outage));
  }

  void clear() {
    requests.clear();
  }

  int outages(long now) {
    forgetBefore(now - length);
    return (int) requests.stream().filter(Seen::outage).count();
  }

  boolean tells(long now) {
    int outages = outages(now);
    if (outages < threshold || outages * 2 <= requests.size()) {
      return false;
    }
    Set<Long> asking = new HashSet<>();
    Set<Long> failing = new HashSet<>();
    for (Seen seen : requests) {
      asking.add(seen.accountId());
      if (seen.outage()) {
        failing.add(seen.accountId());
      }
    }
    return failing.size() >= Math.min(2, asking.size());
  }

  /**
   * Whether an account has trouble of its own: enough outages, more than half of its requests, of
   * more than one task, while another account's requests were answered. A request that is about no
   * task speaks for many.
   */
  boolean blames(long now, long accountId) {
    forgetBefore(now - length);
    int own = 0;
    int outages = 0;
    boolean othersAnswered = false;
    Set<Long> failing = new HashSet<>();
    for (Seen seen : requests) {
      if (seen.accountId() != accountId) {
        othersAnswered |= !seen.outage();
        continue;
      }
      own++;
      if (seen.outage()) {
        outages++;
        failing.add(seen.taskId());
      }
    }
    boolean many = failing.size() > 1 || failing.contains(NO_TASK);
    return othersAnswered && outages >= threshold && outages * 2 > own && many;
  }

  private void forgetBefore(long oldest) {
    while (!requests.isEmpty() && requests.getFirst().at() - oldest < 0) {
      requests.removeFirst();
    }
  }
}
