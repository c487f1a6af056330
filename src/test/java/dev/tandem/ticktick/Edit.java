package dev.tandem.ticktick;

import dev.tandem.task.ChecklistItem;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskKind;
import dev.tandem.task.TaskPatch;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a person changes of a task. */
final class Edit {
  private final Map<TaskField, Object> values = new EnumMap<>(TaskField.class);

  static Edit title(String title) {
    return new Edit().and(TaskField.TITLE, title);
  }

  static Edit of(TaskField field, Object value) {
    return new Edit().and(field, value);
  }

  Edit and(TaskField field, Object value) {
    values.put(field, value);
    return this;
  }

  TaskPatch patch() {
    return new TaskPatch(
        values.keySet(),
        new TaskContent(
            value(TaskField.TITLE, String.class, ""),
            value(TaskField.DESCRIPTION, String.class, ""),
            value(TaskField.STATUS, TaskStatus.class, TaskStatus.ACTIVE),
            value(TaskField.KIND, TaskKind.class, TaskKind.TEXT),
            value(TaskField.DUE_DATE, Instant.class, null),
            value(TaskField.START_DATE, Instant.class, null),
            value(TaskField.ALL_DAY, Boolean.class, false),
            value(TaskField.TIME_ZONE, String.class, null),
            value(TaskField.PRIORITY, Integer.class, 0),
            list(TaskField.TAGS, String.class),
            list(TaskField.ITEMS, ChecklistItem.class),
            list(TaskField.REMINDERS, String.class),
            value(TaskField.REPEAT_FLAG, String.class, null),
            value(TaskField.PARENT, Long.class, null),
            value(TaskField.SORT_ORDER, Long.class, null),
            value(TaskField.COLUMN, String.class, null),
            value(TaskField.PROJECT, Long.class, null),
            null,
            null,
            null,
            value(TaskField.MANUAL_PRIORITY_OVERRIDE, Integer.class, null),
            null,
            false),
        null);
  }

  private <T> T value(TaskField field, Class<T> type, T otherwise) {
    Object value = values.get(field);
    return value == null ? otherwise : type.cast(value);
  }

  private <T> List<T> list(TaskField field, Class<T> type) {
    List<?> value = (List<?>) values.get(field);
    return value == null ? List.of() : value.stream().<T>map(type::cast).toList();
  }
}
