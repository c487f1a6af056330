package dev.tandem.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.bus.WireJson;
import dev.tandem.task.ChecklistItem;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskContentBuilder;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskKind;
import dev.tandem.task.TaskPatch;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A value of the conflict log as a change of its task. */
final class LoggedValue {
  private LoggedValue() {}

  /**
   * Empty for what no change of a task is: the status is one of its own commands, a parent is known
   * by another id, and some entries are about no field at all.
   *
   * @param value JSON; null: no value
   */
  static Optional<TaskPatch> patch(String field, @Nullable String value) {
    JsonNode json = json(value);
    TaskContentBuilder values = TaskContent.titled("").but();
    TaskField named = TaskField.named(field).orElse(null);
    if (named == null) {
      return Optional.empty();
    }
    SyncField group = WireFields.of(Set.of(field)).iterator().next();
    switch (group) {
      case TITLE -> values.title(json.asText());
      case DESCRIPTION -> values.description(json.asText(""));
      case PRIORITY -> values.priority(json.asInt());
      case DATES ->
          values
              .dueDate(time(json, TaskField.DUE_DATE))
              .startDate(time(json, TaskField.START_DATE))
              .allDay(json.path(TaskField.ALL_DAY.wireName()).asBoolean())
              .timeZone(text(json.path(TaskField.TIME_ZONE.wireName())))
              .repeatFlag(text(json.path(TaskField.REPEAT_FLAG.wireName())));
      case TAGS -> values.tags(texts(json));
      case REMINDERS -> values.reminders(texts(json));
      case ITEMS -> values.items(items(json));
      case SORT_ORDER -> values.sortOrder(json.isNumber() ? json.longValue() : null);
      case COLUMN -> values.columnId(text(json));
      case KIND -> values.kind(TaskKind.of(json.asText()).orElse(TaskKind.TEXT));
      case PROJECT -> {
        String list = text(json);
        return Optional.of(
            list == null
                ? TaskPatch.none().inProject(null)
                : new TaskPatch(Set.of(), values.build(), list));
      }
      case STATUS, PARENT -> {
        return Optional.empty();
      }
    }
    return Optional.of(new TaskPatch(group.fields(), values.build(), null));
  }

  /** Of a status. */
  static Optional<TaskStatus> status(@Nullable String value) {
    return TaskStatus.of(json(value).asText(""));
  }

  /** An id there, or none. */
  static @Nullable String remoteId(@Nullable String value) {
    return text(json(value));
  }

  private static JsonNode json(@Nullable String value) {
    try {
      return value == null ? WireJson.MAPPER.missingNode() : WireJson.MAPPER.readTree(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a logged value cannot be read", e);
    }
  }

  private static @Nullable Instant time(JsonNode dates, TaskField field) {
    String text = text(dates.path(field.wireName()));
    return text == null ? null : Instant.parse(text);
  }

  private static @Nullable String text(JsonNode node) {
    return node.isTextual() && !node.textValue().isEmpty() ? node.textValue() : null;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.asText()));
    return texts;
  }

  private static List<ChecklistItem> items(JsonNode array) {
    List<ChecklistItem> items = new ArrayList<>();
    for (JsonNode node : array) {
      items.add(
          new ChecklistItem(
              node.path("id").asText(),
              node.path("title").asText(),
              node.path("completed").asBoolean()));
    }
    return items;
  }
}
