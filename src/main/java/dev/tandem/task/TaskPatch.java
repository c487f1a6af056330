package dev.tandem.task;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A change of some fields: those named take their value from {@code values}, null included; the
 * rest stay.
 *
 * @param fields what is to change
 * @param values its values; the other fields of it mean nothing
 * @param remoteProjectId TickTick's id of the list, if the client named the list by it; must agree
 *     with {@code project_id} if both are given
 */
public record TaskPatch(
    Set<TaskField> fields, TaskContent values, @Nullable String remoteProjectId) {

  public TaskPatch {
    fields = Set.copyOf(fields);
  }

  public boolean names(TaskField field) {
    return fields.contains(field);
  }

  /** The content with the named fields replaced. */
  public TaskContent applyTo(TaskContent old) {
    return new TaskContent(
        names(TaskField.TITLE) ? values.title() : old.title(),
        names(TaskField.DESCRIPTION) ? values.description() : old.description(),
        names(TaskField.STATUS) ? values.status() : old.status(),
        names(TaskField.KIND) ? values.kind() : old.kind(),
        names(TaskField.DUE_DATE) ? values.dueDate() : old.dueDate(),
        names(TaskField.START_DATE) ? values.startDate() : old.startDate(),
        names(TaskField.ALL_DAY) ? values.allDay() : old.allDay(),
        names(TaskField.TIME_ZONE) ? values.timeZone() : old.timeZone(),
        names(TaskField.PRIORITY) ? values.priority() : old.priority(),
        names(TaskField.TAGS) ? values.tags() : old.tags(),
        names(TaskField.ITEMS) ? values.items() : old.items(),
        names(TaskField.REMINDERS) ? values.reminders() : old.reminders(),
        names(TaskField.REPEAT_FLAG) ? values.repeatFlag() : old.repeatFlag(),
        names(TaskField.PARENT) ? values.parentId() : old.parentId(),
        names(TaskField.SORT_ORDER) ? values.sortOrder() : old.sortOrder(),
        names(TaskField.COLUMN) ? values.columnId() : old.columnId(),
        names(TaskField.PROJECT) ? values.projectId() : old.projectId(),
        names(TaskField.TIME_ESTIMATE) ? values.timeEstimate() : old.timeEstimate(),
        names(TaskField.URGENCY_SCORE) ? values.urgencyScore() : old.urgencyScore(),
        names(TaskField.IMPORTANCE_SCORE) ? values.importanceScore() : old.importanceScore(),
        names(TaskField.MANUAL_PRIORITY_OVERRIDE)
            ? values.manualPriorityOverride()
            : old.manualPriorityOverride(),
        names(TaskField.MANUAL_ORDER) ? values.manualOrder() : old.manualOrder(),
        names(TaskField.SORTED) ? values.sorted() : old.sorted());
  }

  /** The same with the list named by our id. */
  public TaskPatch inProject(@Nullable Long projectId) {
    return new TaskPatch(
        naming(TaskField.PROJECT), values.but().projectId(projectId).build(), null);
  }

  /**
   * The same without the one of the two names of a list that only repeats the task's present list,
   * so that a client may send a whole task back with one of them edited.
   */
  TaskPatch withoutRepeatedProject(Task task) {
    return withoutRepeatedProject(task.content().projectId(), task.remoteProjectId());
  }

  /** The same for the two names of the present list. */
  TaskPatch withoutRepeatedProject(@Nullable Long presentId, @Nullable String presentRemoteId) {
    if (remoteProjectId == null || !names(TaskField.PROJECT)) {
      return this;
    }
    if (remoteProjectId.equals(presentRemoteId)) {
      return new TaskPatch(fields, values, null);
    }
    if (Objects.equals(values.projectId(), presentId)) {
      Set<TaskField> others = EnumSet.copyOf(fields);
      others.remove(TaskField.PROJECT);
      return new TaskPatch(others, values, remoteProjectId);
    }
    return this;
  }

  /** The same with a start. */
  TaskPatch withStart(@Nullable Instant start) {
    return new TaskPatch(
        naming(TaskField.START_DATE), values.but().startDate(start).build(), remoteProjectId);
  }

  private Set<TaskField> naming(TaskField field) {
    Set<TaskField> named = EnumSet.of(field);
    named.addAll(fields);
    return named;
  }

  /** A patch that names no field. */
  public static TaskPatch none() {
    return new TaskPatch(EnumSet.noneOf(TaskField.class), TaskContent.titled(""), null);
  }
}
