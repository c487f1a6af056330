package dev.tandem.sync;

import dev.tandem.task.TaskContent;
import org.jspecify.annotations.Nullable;

/** A local task in the form in which it is compared with its twin. */
public final class LocalFields {
  private LocalFields() {}

  /**
   * @param remoteProjectId TickTick's id of the task's list; null: the Inbox, or a list that has
   *     none yet
   * @param remoteParentId TickTick's id of its parent, if it has one
   */
  public static Fields of(
      TaskContent task, @Nullable String remoteProjectId, @Nullable String remoteParentId) {
    return new Fields(
        task.title(),
        task.description(),
        task.priority(),
        task.startDate(),
        task.dueDate(),
        task.allDay(),
        task.timeZone(),
        task.repeatFlag(),
        task.tags(),
        task.reminders(),
        remoteProjectId,
        task.status(),
        task.items(),
        task.parentId() == null ? "" : remoteParentId,
        task.sortOrder(),
        task.columnId(),
        task.kind());
  }
}
