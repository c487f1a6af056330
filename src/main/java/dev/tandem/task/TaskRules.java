package dev.tandem.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What follows from a change of a task, and what forbids it. */
final class TaskRules {
  private TaskRules() {}

  /**
   * The content after a patch, with what follows from it: a manual priority is the priority; a
   * start that stood on the due date moves with it; without a date there is nothing to repeat from
   * (TickTick clears the rule too).
   */
  static TaskContent settled(TaskContent old, TaskPatch patch) {
    TaskPatch whole = patch;
    boolean startFollows =
        patch.names(TaskField.DUE_DATE)
            && !patch.names(TaskField.START_DATE)
            && old.startDate() != null
            && Objects.equals(old.startDate(), old.dueDate());
    if (startFollows) {
      whole = whole.withStart(patch.values().dueDate());
    }
    TaskContent next = whole.applyTo(old);
    if (!patch.names(TaskField.REPEAT_FLAG) && next.dueDate() == null && next.startDate() == null) {
      next = next.but().repeatFlag(null).build();
    }
    Integer override = next.manualPriorityOverride();
    return override == null || override == next.priority()
        ? next
        : next.but().priority(override).build();
  }

  /** Why {@code next} cannot be. */
  static Optional<TaskReply.Refusal> objection(TaskContent old, TaskContent next, TaskPatch patch) {
    boolean changes = !TaskField.changed(old, next).isEmpty();
    if (changes && old.status() == TaskStatus.DELETED) {
      return Optional.of(TaskReply.Conflicted.deleted());
    }
    if (patch.names(TaskField.PRIORITY)
        && patch.values().priority() != next.priority()
        && patch.values().priority() != old.priority()) {
      return Optional.of(
          new TaskReply.Conflicted(
              "manual_priority_override is set and decides ticktick_priority; change or clear the"
                  + " override"));
    }
    List<Fault> faults = changes ? contradictions(next) : List.of();
    return faults.isEmpty() ? Optional.empty() : Optional.of(new TaskReply.Refused(faults));
  }

  /** The objection to a list that is named by TickTick's id. */
  static TaskReply.Refusal unknownProject() {
    return new TaskReply.Refused(
        List.of(
            new Fault(
                "/ticktick_project_id", "is no project of yours, or another than project_id")));
  }

  private static List<Fault> contradictions(TaskContent content) {
    List<Fault> faults = new ArrayList<>();
    boolean dated = content.dueDate() != null || content.startDate() != null;
    if (content.allDay() && content.timeZone() == null && dated) {
      faults.add(
          Fault.of(
              TaskField.TIME_ZONE, "is needed with all_day: without a zone a day has no instant"));
    }
    if (content.startDate() != null
        && content.dueDate() != null
        && content.startDate().isAfter(content.dueDate())) {
      faults.add(Fault.of(TaskField.START_DATE, "must not be after due_date"));
    }
    if (content.repeatFlag() != null && !dated) {
      faults.add(Fault.of(TaskField.REPEAT_FLAG, "needs a due_date or start_date to repeat from"));
    }
    return faults;
  }
}
