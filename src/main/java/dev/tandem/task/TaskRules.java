package dev.tandem.task;

import java.util.Optional;

/** What must hold between the fields of a task. */
final class TaskRules {
  private TaskRules() {}

  /** The first contradiction inside a content. */
  static Optional<Fault> contradiction(TaskContent content) {
    if (content.allDay() && content.timeZone() == null && content.dueDate() != null) {
      return Optional.of(
          Fault.of(
              TaskField.TIME_ZONE, "is needed with all_day: a day has no instant without a zone"));
    }
    if (content.startDate() != null
        && content.dueDate() != null
        && content.startDate().isAfter(content.dueDate())) {
      return Optional.of(Fault.of(TaskField.START_DATE, "must not be after due_date"));
    }
    if (content.repeatFlag() != null && content.dueDate() == null && content.startDate() == null) {
      return Optional.of(
          Fault.of(TaskField.REPEAT_FLAG, "needs a due_date or start_date to repeat from"));
    }
    return Optional.empty();
  }
}
