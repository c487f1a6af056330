package dev.tandem.ticktick;

import dev.tandem.sync.HostEvidence;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * When requests to the host succeeded, to tell an outage from a row's own trouble. Of each second
 * the last success of two tasks is remembered: enough to name one that is not the row in question.
 * For one event loop.
 */
final class HostSuccesses {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final long KEPT = Duration.ofMinutes(15).toNanos();

  private record Success(long at, long taskId) {}

  /** A second with successes; {@code other} is of another task than {@code one}. */
  private static final class Mark {
    private final long begun;
    private Success one;
    private @Nullable Success other;

    Mark(Success first) {
      this.begun = first.at();
      this.one = first;
    }

    void add(Success next) {
      if (next.taskId() == one.taskId()) {
        one = next;
      } else if (other == null || next.taskId() == other.taskId()) {
        other = next;
      }
    }

    /** The success of a task that is not this one. */
    @Nullable Success notOf(long taskId) {
      return one.taskId() == taskId ? other : one;
    }
  }

  private final Deque<Mark> marks = new ArrayDeque<>();

  /**
   * @param at as {@link System#nanoTime}
   * @param taskId 0 for a request about no task
   */
  void add(long at, long taskId) {
    while (!marks.isEmpty() && at - marks.getFirst().begun > KEPT) {
      marks.removeFirst();
    }
    var success = new Success(at, taskId);
    Mark last = marks.peekLast();
    if (last == null || at - last.begun >= SECOND) {
      marks.addLast(new Mark(success));
    } else {
      last.add(success);
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
      if (mark.begun + SECOND - previous < 0) {
        break;
      }
      Success success = mark.notOf(taskId);
      if (success != null && success.at() - previous >= 0) {
        after |= success.at() - previous <= MINUTE;
        before |= now - success.at() <= MINUTE;
      }
    }
    return new HostEvidence(after, before);
  }
}
