package dev.tandem.persistence;

import dev.tandem.task.ChecklistItem;
import dev.tandem.task.Fault;
import dev.tandem.task.QuadrantRules;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskField;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The columns that hold a task's content, and those that follow from it, in one fixed order. */
final class TaskColumns {
  private record Column(
      String name, String type, Function<TaskContent, @Nullable Object> value, boolean derived) {
    static Column of(String name, String type, Function<TaskContent, @Nullable Object> value) {
      return new Column(name, type, value, false);
    }

    static Column derived(String name, String type, Function<TaskContent, @Nullable Object> value) {
      return new Column(name, type, value, true);
    }
  }

  private static final Set<String> OF_ANY_LENGTH = Set.of("text", "text[]", "jsonb");

  private static final List<Column> ALL =
      List.of(
          Column.of("title", "text", TaskContent::title),
          Column.of("description", "text", TaskContent::description),
          Column.of("status", "text", task -> task.status().wireName()),
          Column.of("kind", "text", task -> task.kind().wireName()),
          Column.of("due_date", "timestamptz", task -> PgTimes.parameter(task.dueDate())),
          Column.of("start_date", "timestamptz", task -> PgTimes.parameter(task.startDate())),
          Column.of("all_day", "boolean", TaskContent::allDay),
          Column.of("time_zone", "text", TaskContent::timeZone),
          Column.of("priority", "integer", TaskContent::priority),
          Column.of("tags", "text[]", task -> task.tags().toArray(String[]::new)),
          Column.of("items", "jsonb", task -> items(task.items())),
          Column.of("reminders", "text[]", task -> task.reminders().toArray(String[]::new)),
          Column.of("repeat_flag", "text", TaskContent::repeatFlag),
          Column.of("parent_id", "bigint", TaskContent::parentId),
          Column.of("sort_order", "bigint", TaskContent::sortOrder),
          Column.of("column_id", "text", TaskContent::columnId),
          Column.of("project_id", "bigint", TaskContent::projectId),
          Column.of("time_estimate", "integer", TaskContent::timeEstimate),
          Column.of("urgency_score", "double precision", TaskContent::urgencyScore),
          Column.of("importance_score", "double precision", TaskContent::importanceScore),
          Column.of("manual_priority_override", "integer", TaskContent::manualPriorityOverride),
          Column.of("manual_order", "integer", TaskContent::manualOrder),
          Column.of("is_sorted", "boolean", TaskContent::sorted),
          Column.derived("tag_keys", "text[]", TaskColumns::tagKeys),
          Column.derived("urgent_from", "timestamptz", TaskColumns::urgentFrom),
          Column.derived("important", "boolean", task -> QuadrantRules.standing(task).important()));

  private TaskColumns() {}

  /** {@code title, description, …}: all of them, for an insert. */
  static String names() {
    return ALL.stream().map(Column::name).collect(Collectors.joining(", "));
  }

  /** The content's columns of a relation, in the order in which {@link Rows} reads them. */
  static String contentOf(String alias) {
    return ALL.stream()
        .filter(column -> !column.derived())
        .map(column -> alias + '.' + column.name())
        .collect(Collectors.joining(", "));
  }

  /** How many columns {@link #contentOf} names. */
  static int contentSize() {
    return (int) ALL.stream().filter(column -> !column.derived()).count();
  }

  /** How many bytes of text the content holds, as SQL; what is stored apart is not read for it. */
  static String bytesOf(String alias) {
    return ALL.stream()
        .filter(column -> !column.derived() && OF_ANY_LENGTH.contains(column.type()))
        .map(column -> "coalesce(octet_length(" + alias + '.' + column.name() + "::text), 0)")
        .collect(Collectors.joining(" + "));
  }

  /** {@code $first, $first+1, …}, each cast to its column's type. */
  static String placeholders(int first) {
    return IntStream.range(0, ALL.size())
        .mapToObj(i -> placeholder(first, i))
        .collect(Collectors.joining(", "));
  }

  /** {@code title = $first, description = $first+1, …}. */
  static String assignments(int first) {
    return IntStream.range(0, ALL.size())
        .mapToObj(i -> ALL.get(i).name() + " = " + placeholder(first, i))
        .collect(Collectors.joining(", "));
  }

  /** The placeholder of one column's value. */
  static String placeholder(int first, String name) {
    return IntStream.range(0, ALL.size())
        .filter(i -> ALL.get(i).name().equals(name))
        .mapToObj(i -> placeholder(first, i))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no column " + name));
  }

  private static String placeholder(int first, int index) {
    return "$" + (first + index) + "::" + ALL.get(index).type();
  }

  /** Adds the values, for the placeholders that begin at the tuple's present size plus one. */
  static Tuple bind(Tuple tuple, TaskContent content) {
    ALL.forEach(column -> tuple.addValue(column.value().apply(content)));
    return tuple;
  }

  /** {@code title text, description text, …}: a row of them in jsonb. */
  static String definitions() {
    return ALL.stream()
        .map(column -> column.name() + ' ' + column.type())
        .collect(Collectors.joining(", "));
  }

  /** All of them in a relation, for an insert. */
  static String allOf(String alias) {
    return ALL.stream()
        .map(column -> alias + '.' + column.name())
        .collect(Collectors.joining(", "));
  }

  /** {@code title = alias.title, description = alias.description, …}. */
  static String assignmentsFrom(String alias) {
    return ALL.stream()
        .map(column -> column.name() + " = " + alias + '.' + column.name())
        .collect(Collectors.joining(", "));
  }

  /** The values as {@link #definitions} reads them. */
  static JsonObject json(TaskContent content) {
    JsonObject row = new JsonObject();
    for (Column column : ALL) {
      Object value = column.value().apply(content);
      row.put(
          column.name(),
          value instanceof OffsetDateTime time
              ? PgTimes.text(time)
              : value instanceof String[] texts ? new JsonArray(List.of((Object[]) texts)) : value);
    }
    return row;
  }

  /** What of a content has no place here. */
  static List<Fault> unstorable(TaskContent content) {
    List<Fault> faults = new ArrayList<>();
    if (!PgTimes.isStorable(content.dueDate())) {
      faults.add(Fault.of(TaskField.DUE_DATE, "is too far away"));
    }
    if (!PgTimes.isStorable(content.startDate())) {
      faults.add(Fault.of(TaskField.START_DATE, "is too far away"));
    }
    return faults;
  }

  /** Tags are compared without case. */
  static String tagKey(String tag) {
    return tag.toLowerCase(Locale.ROOT);
  }

  private static String[] tagKeys(TaskContent task) {
    return task.tags().stream().map(TaskColumns::tagKey).distinct().toArray(String[]::new);
  }

  private static @Nullable OffsetDateTime urgentFrom(TaskContent task) {
    return PgTimes.parameter(QuadrantRules.standing(task).urgentFrom().orElse(Instant.MAX));
  }

  private static JsonArray items(List<ChecklistItem> items) {
    JsonArray array = new JsonArray();
    items.forEach(
        item ->
            array.add(
                new JsonObject()
                    .put("id", item.id())
                    .put("title", item.title())
                    .put("completed", item.completed())));
    return array;
  }
}
