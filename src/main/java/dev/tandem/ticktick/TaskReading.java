package dev.tandem.ticktick;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.bus.WireJson;
import dev.tandem.config.Sha256;
import dev.tandem.sync.Fields;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.task.ChecklistItem;
import dev.tandem.task.TaskKind;
import dev.tandem.task.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a task of TickTick's, leniently: missing, null and "" are one, unknown fields stay in the
 * raw text, and what cannot be read counts as absent, so that one odd value never costs a task.
 */
final class TaskReading {
  private static final int COMPLETED = 2;
  private static final int ABANDONED = -1;
  private static final int HASH_BYTES = 16;
  private static final Set<Integer> PRIORITIES = Set.of(0, 1, 3, 5);

  /** An escaped NUL, unless the backslash is itself escaped. */
  private static final Pattern ESCAPED_NUL = Pattern.compile("((?<!\\\\)(?:\\\\\\\\)*)\\\\u0000");

  private TaskReading() {}

  /**
   * Empty for what is no task: without an id or a list.
   *
   * @param clockOffset of the answer that showed it
   */
  static Optional<RemoteSnapshot> read(JsonNode task, Duration clockOffset) {
    String id = text(task, "id");
    String projectId = text(task, "projectId");
    if (id.isEmpty() || projectId.isEmpty()) {
      return Optional.empty();
    }
    Fields fields = fields(task, projectId);
    String etag = text(task, "etag");
    JsonNode etimestamp = task.path("etimestamp");
    return Optional.of(
        new RemoteSnapshot(
            id,
            projectId,
            fields,
            etag.isEmpty() ? hash(fields) : etag,
            etimestamp.canConvertToLong() ? Long.valueOf(etimestamp.longValue()) : null,
            RemoteDates.read(text(task, "modifiedTime")),
            clockOffset,
            BesideReading.of(task),
            withoutNul(task)));
  }

  /** Stands for an etag: it changes with what is mapped. */
  private static String hash(Fields fields) {
    try {
      byte[] digest = Sha256.of(WireJson.MAPPER.writeValueAsString(fields));
      return "hash-" + HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("fields cannot be written", e);
    }
  }

  private static Fields fields(JsonNode task, String projectId) {
    TaskKind kind = kind(text(task, "kind"));
    JsonNode sortOrder = task.path("sortOrder");
    return new Fields(
        text(task, "title"),
        description(task, kind),
        priority(task.path("priority").asInt(0)),
        RemoteDates.read(text(task, "startDate")),
        RemoteDates.read(text(task, "dueDate")),
        task.path("isAllDay").asBoolean(false),
        RemoteDates.readZone(text(task, "timeZone")),
        orNull(text(task, "repeatFlag")),
        texts(task.path("tags")),
        texts(task.path("reminders")),
        projectId,
        status(task.path("status").asInt(0)),
        items(task.path("items")),
        text(task, "parentId"),
        sortOrder.canConvertToLong() ? Long.valueOf(sortOrder.longValue()) : null,
        orNull(text(task, "columnId")),
        kind);
  }

  /** A checklist's notes live in {@code desc}, others' in {@code content}; either may be used. */
  private static String description(JsonNode task, TaskKind kind) {
    String content = text(task, "content");
    String desc = text(task, "desc");
    if (kind == TaskKind.CHECKLIST) {
      return desc.isEmpty() ? content : desc;
    }
    return content.isEmpty() ? desc : content;
  }

  /** In the order in which the apps show them, whatever that of the array. */
  private static List<ChecklistItem> items(JsonNode nodes) {
    List<JsonNode> lines = new ArrayList<>();
    for (JsonNode node : nodes) {
      if (node.isObject()) {
        lines.add(node);
      }
    }
    if (lines.stream().allMatch(line -> line.path("sortOrder").canConvertToLong())) {
      lines.sort(Comparator.comparingLong(line -> line.path("sortOrder").longValue()));
    }
    return lines.stream()
        .map(
            line ->
                new ChecklistItem(
                    text(line, "id"), text(line, "title"), line.path("status").asInt(0) != 0))
        .toList();
  }

  private static List<String> texts(JsonNode nodes) {
    List<String> texts = new ArrayList<>();
    for (JsonNode node : nodes) {
      if (node.isTextual() && !node.textValue().isEmpty()) {
        texts.add(node.textValue().replace("\0", ""));
      }
    }
    return texts;
  }

  private static int priority(int value) {
    return PRIORITIES.contains(value) ? value : 0;
  }

  private static TaskStatus status(int value) {
    return switch (value) {
      case COMPLETED -> TaskStatus.COMPLETED;
      case ABANDONED -> TaskStatus.ABANDONED;
      default -> TaskStatus.ACTIVE;
    };
  }

  private static TaskKind kind(String name) {
    return switch (name) {
      case "NOTE" -> TaskKind.NOTE;
      case "CHECKLIST" -> TaskKind.CHECKLIST;
      default -> TaskKind.TEXT;
    };
  }

  static String text(JsonNode object, String name) {
    JsonNode value = object.path(name);
    return value.isTextual() ? value.textValue().replace("\0", "") : "";
  }

  /** PostgreSQL stores no NUL, and no person writes one. */
  private static String withoutNul(JsonNode task) {
    return ESCAPED_NUL.matcher(task.toString()).replaceAll("$1");
  }

  static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
