package dev.tandem.sync;

import dev.tandem.task.ChecklistItem;
import dev.tandem.task.TaskKind;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import java.util.List;
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
  public Fields {
    tags = List.copyOf(tags);
    reminders = List.copyOf(reminders);
    items = List.copyOf(items);
  }
}
