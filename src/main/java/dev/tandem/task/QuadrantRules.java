package dev.tandem.task;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a task belongs in the matrix (http-api.md, Quadrant rules). Urgency grows as the due date
 * comes near, so what is stored with a task is the time from which it is urgent, not whether it is.
 */
public final class QuadrantRules {
  /** The score from which a task is urgent, or important. */
  public static final double THRESHOLD = 7;

  private static final double OVERDUE = 10;
  private static final Duration URGENT_BEFORE_DUE = Duration.ofDays(3);

  private QuadrantRules() {}

  /**
   * A task's place over time.
   *
   * @param urgentFrom urgent at every later time; empty: never; {@link Instant#MIN}: always
   */
  public record Standing(Optional<Instant> urgentFrom, boolean important) {
    public Quadrant at(Instant now) {
      return Quadrant.of(urgentFrom.filter(now::isAfter).isPresent(), important);
    }
  }

  /** The standing by priority, due date and, if both say nothing, the stored scores. */
  public static Standing standing(TaskContent task) {
    Instant due = dueAt(task);
    if (task.priority() == 0 && due == null) {
      return new Standing(
          reaches(task.urgencyScore()) ? Optional.of(Instant.MIN) : Optional.empty(),
          reaches(task.importanceScore()));
    }
    boolean important = importance(task.priority()) >= THRESHOLD;
    if (urgencyOfPriority(task.priority()) >= THRESHOLD) {
      return new Standing(Optional.of(Instant.MIN), important);
    }
    return new Standing(
        Optional.ofNullable(due).map(instant -> instant.minus(URGENT_BEFORE_DUE)), important);
  }

  /** 0 to 10, by the larger of priority and due date. */
  public static double urgency(TaskContent task, Instant now) {
    Instant due = dueAt(task);
    return Math.max(
        urgencyOfPriority(task.priority()),
        due == null ? 0 : urgencyOfDue(Duration.between(now, due)));
  }

  /** 0 to 9, by priority. */
  public static double importance(int priority) {
    return switch (priority) {
      case 5 -> 9;
      case 3 -> 7;
      case 1 -> 5;
      default -> 0;
    };
  }

  private static double urgencyOfPriority(int priority) {
    return switch (priority) {
      case 5 -> 8;
      case 3 -> 6;
      case 1 -> 4;
      default -> 0;
    };
  }

  private static double urgencyOfDue(Duration left) {
    if (left.isNegative()) {
      return OVERDUE;
    }
    if (left.compareTo(Duration.ofDays(1)) < 0) {
      return 9;
    }
    if (left.compareTo(URGENT_BEFORE_DUE) < 0) {
      return 8;
    }
    if (left.compareTo(Duration.ofDays(7)) < 0) {
      return 6;
    }
    return left.compareTo(Duration.ofDays(14)) < 0 ? 4 : 2;
  }

  /** An all-day task is due at the end of its day in its zone. */
  private static @Nullable Instant dueAt(TaskContent task) {
    Instant due = task.dueDate();
    if (due == null || !task.allDay()) {
      return due;
    }
    ZoneId zone = ZoneId.of(task.timeZone() == null ? "UTC" : task.timeZone());
    return due.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone).toInstant();
  }

  private static boolean reaches(@Nullable Double score) {
    return score != null && score >= THRESHOLD;
  }
}
