package dev.tandem.sync;

import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskContentBuilder;
import java.util.Set;
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

  /**
   * The task with some fields as a merge left them.
   *
   * @param projectId the task's own id of the merged list; null: the Inbox
   * @param parentId its own id of the merged parent
   */
  public static TaskContent into(
      TaskContent task,
      Fields merged,
      Set<SyncField> fields,
      @Nullable Long projectId,
      @Nullable Long parentId) {
    TaskContentBuilder changed = task.but();
    for (SyncField field : fields) {
      switch (field) {
        case TITLE -> changed.title(merged.title());
        case DESCRIPTION -> changed.description(merged.description());
        case PRIORITY -> changed.priority(merged.priority());
        case DATES ->
            changed
                .startDate(merged.startDate())
                .dueDate(merged.dueDate())
                .allDay(merged.allDay())
                .timeZone(merged.timeZone())
                .repeatFlag(merged.repeatFlag());
        case TAGS -> changed.tags(merged.tags());
        case REMINDERS -> changed.reminders(merged.reminders());
        case PROJECT -> changed.projectId(projectId);
        case STATUS -> changed.status(merged.status());
        case ITEMS -> changed.items(merged.items());
        case PARENT -> changed.parentId(parentId);
        case SORT_ORDER -> changed.sortOrder(merged.sortOrder());
        case COLUMN -> changed.columnId(merged.columnId());
        case KIND -> changed.kind(merged.kind());
      }
    }
    return changed.build();
  }
}
