package dev.tandem.http;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields that a client may send back but not change, so that a task can be read, edited and put
 * whole.
 */
final class ReadOnlyFields {
  /**
   * They change by themselves between a read and the write that follows it, so in a whole task any
   * value of them is taken.
   */
  private static final Set<String> MOVING =
      Set.of("sync", "last_synced_at", "eisenhower_quadrant", "effective_quadrant", "subtasks");

  private static final Set<String> FIXED =
      Set.of(
          "id",
          "ticktick_task_id",
          "project_name",
          "focus_time",
          "manual_quadrant_override",
          "manual_override_reason",
          "created_at",
          "last_modified_at",
          "completed_at",
          "sync_version");

  private ReadOnlyFields() {}

  /** The fields of a body that must equal the task's present values. */
  static List<String> toCompare(JsonObject body) {
    // A part of a task that names one of them wants to change it.
    boolean whole = body.containsKey("id") && body.containsKey("sync_version");
    List<String> fields = new ArrayList<>();
    for (String field : body.fieldNames()) {
      boolean free = field.equals("ticktick_task_id") && body.getValue(field) == null;
      boolean compared = FIXED.contains(field) || (MOVING.contains(field) && !whole);
      if (compared && !free) {
        fields.add(field);
      }
    }
    if (keepsDeleted(body)) {
      fields.add("status");
    }
    return fields;
  }

  /** Deleting is a method of its own, so this status can be kept but not set. */
  static boolean keepsDeleted(JsonObject body) {
    return "deleted".equals(body.getValue("status"));
  }

  /**
   * Refuses those that differ.
   *
   * @param current the task as it is rendered
   */
  static void compare(RequestBody body, List<String> fields, JsonObject current) {
    for (String field : fields) {
      if (!same(body.json().getValue(field), current.getValue(field))) {
        body.refuse(
            '/' + field,
            field.equals("status")
                ? "must be one of active, completed, abandoned; to delete, use DELETE"
                : "is read-only");
      }
    }
  }

  private static boolean same(@Nullable Object given, @Nullable Object current) {
    if (given == null || current == null) {
      return given == current;
    }
    if (given instanceof Number a && current instanceof Number b) {
      return a.doubleValue() == b.doubleValue() && a.longValue() == b.longValue();
    }
    if (given instanceof String a && current instanceof String b) {
      return a.equals(b) || sameTime(a, b);
    }
    return given.equals(current);
  }

  private static boolean sameTime(String given, String current) {
    return Rfc3339.faultOf(given) == null
        && Rfc3339.faultOf(current) == null
        && Rfc3339.parse(given).equals(Rfc3339.parse(current));
  }
}
