package dev.tandem.ticktick;

import dev.tandem.sync.HostEvidence;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * When requests to the host succeeded, to tell an outage from a row's own trouble. Two tasks a
 * second are remembered: enough to name one that is not the row in question. For one event loop.
 */
final class HostSuccesses {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final long KEPT = Duration.ofMinutes(15).toNanos();

  /** A second in which one or two tasks had success; {@code second} is -1 for none. */
  private record Mark(long at, long first, long second) {
    boolean ofAnother(long taskId) {
      return first != taskId || (second >= 0 && second != taskId);
    }
  }

  private final Deque<Mark> marks = new ArrayDeque<>();

  /**
   * @param at as {@link System#nanoTime}
   * @param taskId 0 for a request about no task
   */
  void add(long at, long taskId) {
    while (!marks.isEmpty() && at - marks.getFirst().at() > KEPT) {
      marks.removeFirst();
    }
    Mark last = marks.peekLast();
    if (last == null || at - last.at() >= SECOND) {
      marks.addLast(new Mark(at, taskId, -1));
    } else if (last.second() < 0 && last.first() != taskId) {
      marks.removeLast();
      marks.addLast(new Mark(last.at(), last.first(), taskId));
    }
  }

  /**
   * @param taskId whose own successes prove nothing
   * @param sincePrevious how long ago its previous failure was; null: it had none
   */
  HostEvidence around(long now, long taskId, @Nullable Duration sincePrevious) {
    if (sincePrevious == null || sincePrevious.isNegative()) {
      return HostEvidence.NONE;
    }
    long previous = now - sincePrevious.toNanos();
    boolean after = false;
    boolean before = false;
    Iterator<Mark> newestFirst = marks.descendingIterator();
    while (newestFirst.hasNext()) {
      Mark mark = newestFirst.next();
      if (mark.at() - previous < 0) {
        break;
      }
      if (mark.ofAnother(taskId)) {
        after |= mark.at() - previous <= MINUTE;
        before |= now - mark.at() <= MINUTE;
      }
    }
    return new HostEvidence(after, before);
  }
}
