package dev.tandem.persistence;

import dev.tandem.sync.Fields;
import dev.tandem.sync.SyncField;
import dev.tandem.task.ChecklistItem;
import dev.tandem.task.TaskField;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A field's value as the conflict log keeps it: as clients know it, lists and parents by TickTick's
 * id.
 */
final class ConflictValues {
  private ConflictValues() {}

  /** JSON; null for no value. */
  static @Nullable String of(SyncField field, @Nullable Fields fields) {
    Object value = fields == null ? null : value(field, fields);
    return value == null ? null : Jsonb.write(value);
  }

  private static @Nullable Object value(SyncField field, Fields fields) {
    return switch (field) {
      case TITLE -> fields.title();
      case DESCRIPTION -> fields.description();
      case PRIORITY -> fields.priority();
      case DATES -> dates(fields);
      case TAGS -> fields.tags();
      case REMINDERS -> fields.reminders();
      case PROJECT -> fields.projectId();
      case STATUS -> fields.status().wireName();
      case ITEMS -> fields.items().stream().map(ConflictValues::item).toList();
      case PARENT -> fields.parentId();
      case SORT_ORDER -> fields.sortOrder();
      case COLUMN -> fields.columnId();
      case KIND -> fields.kind().wireName();
    };
  }

  private static Map<String, @Nullable Object> dates(Fields fields) {
    Map<String, @Nullable Object> dates = new LinkedHashMap<>();
    dates.put(TaskField.DUE_DATE.wireName(), text(fields.dueDate()));
    dates.put(TaskField.START_DATE.wireName(), text(fields.startDate()));
    dates.put(TaskField.ALL_DAY.wireName(), fields.allDay());
    dates.put(TaskField.TIME_ZONE.wireName(), fields.timeZone());
    dates.put(TaskField.REPEAT_FLAG.wireName(), fields.repeatFlag());
    return dates;
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static Map<String, Object> item(ChecklistItem item) {
    return Map.of("id", item.id(), "title", item.title(), "completed", item.completed());
  }
}
