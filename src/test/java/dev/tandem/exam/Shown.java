package dev.tandem.exam;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A task's mapped fields in one form for both sides, by their names in the gateway's API. The forms
 * in which TickTick keeps what it was sent count as equal: a start that it moved to the due date,
 * tags in lower case.
 */
final class Shown {
  static final String TITLE = "title";
  static final String DESCRIPTION = "description";
  static final String PRIORITY = "ticktick_priority";
  static final String DUE = "due_date";
  static final String TAGS = "ticktick_tags";
  static final String LIST = "project_id";
  static final String STATUS = "status";

  private static final DateTimeFormatter WIRE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ", Locale.ROOT);
  private static final Map<Integer, String> STATUSES =
      Map.of(0, "active", 2, "completed", -1, "abandoned");

  private Shown() {}

  /** What a task shows of which nothing was said. Its title always is. */
  static Map<String, String> unset(Lists lists) {
    return Map.of(
        TITLE, "", DESCRIPTION, "", PRIORITY, "0", DUE, "", TAGS, "", LIST, lists.inbox());
  }

  /** As the gateway's API shows it. */
  static Map<String, String> here(JsonNode task, Lists lists) {
    Map<String, String> shown = new TreeMap<>();
    shown.put(TITLE, task.get(TITLE).asText());
    shown.put(DESCRIPTION, task.get(DESCRIPTION).asText());
    shown.put(PRIORITY, task.get(PRIORITY).asText());
    String due = task.get(DUE).asText("");
    shown.put(DUE, due.equals("null") ? "" : time(due));
    shown.put(
        TAGS,
        tags(
            StreamSupport.stream(task.get(TAGS).spliterator(), false)
                .map(JsonNode::asText)
                .toList()));
    shown.put(LIST, lists.remote(task.get(LIST).isNull() ? null : task.get(LIST).asLong()));
    shown.put(STATUS, task.get(STATUS).asText());
    shown.put("repeat_flag", task.get("repeat_flag").asText("").replace("null", ""));
    shown.put(
        "reminders",
        StreamSupport.stream(task.get("reminders").spliterator(), false)
            .map(JsonNode::asText)
            .sorted()
            .collect(Collectors.joining(",")));
    return shown;
  }

  /** As TickTick has it. */
  static Map<String, String> there(JsonObject task) {
    Map<String, String> shown = new TreeMap<>();
    shown.put(TITLE, task.getString("title"));
    String content = task.getString("content", "");
    shown.put(DESCRIPTION, content.isEmpty() ? task.getString("desc", "") : content);
    shown.put(PRIORITY, task.getInteger("priority").toString());
    String due = task.getString("dueDate");
    shown.put(DUE, due == null || due.isEmpty() ? "" : wireTime(due));
    shown.put(TAGS, tags(texts(task, "tags")));
    shown.put(LIST, task.getString("projectId"));
    shown.put(STATUS, STATUSES.get(task.getInteger("status")));
    String repeat = task.getString("repeatFlag");
    shown.put("repeat_flag", repeat == null ? "" : repeat);
    shown.put(
        "reminders", texts(task, "reminders").stream().sorted().collect(Collectors.joining(",")));
    return shown;
  }

  /** Tags in the form in which they are compared. */
  static String tags(Collection<String> tags) {
    return tags.stream()
        .map(tag -> tag.toLowerCase(Locale.ROOT))
        .sorted()
        .collect(Collectors.joining(","));
  }

  static String time(String text) {
    return text.isEmpty() ? "" : Instant.parse(text).toString();
  }

  private static String wireTime(String text) {
    return OffsetDateTime.parse(text, WIRE).toInstant().toString();
  }

  private static List<String> texts(JsonObject task, String name) {
    JsonArray array = task.getJsonArray(name);
    return array == null ? List.of() : array.stream().map(Object::toString).toList();
  }
}
