package dev.tandem.sync;

import dev.tandem.task.ChecklistItem;
import dev.tandem.task.TaskKind;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The mapped fields of a task, local or remote, in one form: missing, null and "" are one, dates
 * are instants, ids are TickTick's. Stored as {@code links.base}.
 *
 * @param description "" when there is none
 * @param projectId TickTick's id of the list; null: unknown, or for a local task the Inbox whose id
 *     is not known yet
 * @param parentId TickTick's id; "" when there is none; null: the parent has no remote twin yet
 */
public record Fields(
    String title,
    String description,
    int priority,
    @Nullable Instant startDate,
    @Nullable Instant dueDate,
    boolean allDay,
    @Nullable String timeZone,
    @Nullable String repeatFlag,
    List<String> tags,
    List<String> reminders,
    @Nullable String projectId,
    TaskStatus status,
    List<ChecklistItem> items,
    @Nullable String parentId,
    @Nullable Long sortOrder,
    @Nullable String columnId,
    TaskKind kind) {
  /** Of which nothing is said. */
  public static final Fields BLANK =
      new Fields(
          "",
          "",
          0,
          null,
          null,
          false,
          null,
          null,
          List.of(),
          List.of(),
          null,
          TaskStatus.ACTIVE,
          List.of(),
          null,
          null,
          null,
          TaskKind.TEXT);

  public Fields {
    tags = List.copyOf(tags);
    reminders = List.copyOf(reminders);
    items = List.copyOf(items);
  }

  /** The same in another list. */
  Fields inProject(String otherProjectId) {
    return but().projectId(otherProjectId).build();
  }

  /** The same but for what is set anew. */
  public FieldsBuilder but() {
    return new FieldsBuilder(this);
  }

  /** The same with some fields of another. */
  public Fields with(Set<SyncField> fields, Fields other) {
    Fields dates = fields.contains(SyncField.DATES) ? other : this;
    return new Fields(
        fields.contains(SyncField.TITLE) ? other.title : title,
        fields.contains(SyncField.DESCRIPTION) ? other.description : description,
        fields.contains(SyncField.PRIORITY) ? other.priority : priority,
        dates.startDate,
        dates.dueDate,
        dates.allDay,
        dates.timeZone,
        dates.repeatFlag,
        fields.contains(SyncField.TAGS) ? other.tags : tags,
        fields.contains(SyncField.REMINDERS) ? other.reminders : reminders,
        fields.contains(SyncField.PROJECT) ? other.projectId : projectId,
        fields.contains(SyncField.STATUS) ? other.status : status,
        fields.contains(SyncField.ITEMS) ? other.items : items,
        fields.contains(SyncField.PARENT) ? other.parentId : parentId,
        fields.contains(SyncField.SORT_ORDER) ? other.sortOrder : sortOrder,
        fields.contains(SyncField.COLUMN) ? other.columnId : columnId,
        fields.contains(SyncField.KIND) ? other.kind : kind);
  }
}
