package dev.tandem.sandbox;

import dev.tandem.sandbox.TaskWrites.Actor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What becomes of the fields in a create or update. Nothing here knows where tasks are kept; stamps
 * (etag, modifiedTime) are set by {@link TaskWrites}, once it is known that something changed.
 */
final class TaskRules {
  private static final Set<String> KINDS = Set.of("TEXT", "NOTE", "CHECKLIST");
  private static final String CHECKLIST = "CHECKLIST";

  /** Texts that "" clears and null leaves alone. */
  private static final List<String> TEXTS =
      List.of("title", "content", "desc", "repeatFrom", "columnId", "parentId");

  /** What the app notes beside the fields, and the API only shows. */
  private static final List<String> NOTED = List.of("focusSummaries", "pomodoroSummaries");

  private final Quirks quirks;
  private final DateRules dates;
  private final ItemRules items;

  TaskRules(Quirks quirks, DateRules dates, ItemRules items) {
    this.quirks = quirks;
    this.dates = dates;
    this.items = items;
  }

  /** The fields of a task before anything of the request was applied. */
  static JsonObject blank(String id, String projectId, long sortOrder, String timeZone) {
    return new JsonObject()
        .put("id", id)
        .put("projectId", projectId)
        .put("sortOrder", sortOrder)
        .put("title", "")
        .put("timeZone", timeZone)
        .put("isAllDay", false)
        .put("priority", 0)
        .put("isFloating", false)
        .put("status", StoredTask.OPEN)
        .put("kind", "TEXT");
  }

  /** The fields of a new task. */
  JsonObject create(JsonObject blank, JsonObject request, Instant now) {
    Loose.requiredText(request, "title");
    return apply(blank.copy(), request, now, true);
  }

  /**
   * The fields after an update, in which what the request leaves out stays; empty if nothing
   * changed that anybody could see.
   */
  Optional<JsonObject> update(JsonObject current, JsonObject request, Actor actor, Instant now) {
    var updated = apply(current.copy(), request, now, false);
    if (actor == Actor.PERSON) {
      NOTED.stream()
          .filter(request::containsKey)
          .forEach(key -> updated.put(key, request.getValue(key)));
    }
    return isSame(current, updated) ? Optional.empty() : Optional.of(updated);
  }

  private JsonObject apply(JsonObject task, JsonObject request, Instant now, boolean creating) {
    for (var key : TEXTS) {
      Loose.text(request, key).ifPresent(text -> task.put(key, text));
    }
    if ("".equals(task.getString("parentId"))) {
      task.remove("parentId");
    }
    Loose.text(request, "timeZone")
        .filter(t -> !t.isEmpty())
        .ifPresent(t -> task.put("timeZone", t));
    Loose.integer(request, "priority").ifPresent(priority -> task.put("priority", priority));
    Loose.integer(request, "progress").ifPresent(progress -> task.put("progress", progress));
    Loose.number(request, "sortOrder").ifPresent(order -> task.put("sortOrder", order));
    Loose.flag(request, "isAllDay").ifPresent(allDay -> task.put("isAllDay", allDay));
    Loose.flag(request, "isFloating").ifPresent(floating -> task.put("isFloating", floating));
    Loose.texts(request, "tags").ifPresent(tags -> task.put("tags", tags(tags)));
    Loose.texts(request, "reminders").ifPresent(r -> task.put("reminders", new JsonArray(r)));
    applyKindAndItems(task, request, now, creating);
    dates.apply(request, task, creating);
    applyStatus(task, request, now);
    return task;
  }

  private static JsonArray tags(List<String> sent) {
    var tags = new TreeSet<String>();
    sent.forEach(tag -> tags.add(tag.toLowerCase(Locale.ROOT)));
    return new JsonArray(List.copyOf(tags));
  }

  private void applyKindAndItems(
      JsonObject task, JsonObject request, Instant now, boolean creating) {
    var fixed = !creating && quirks.has(Quirk.KIND_IS_FIXED);
    if (!fixed) {
      Loose.text(request, "kind").filter(KINDS::contains).ifPresent(kind -> task.put("kind", kind));
    }
    var sent = Loose.objects(request, "items");
    if (sent.isEmpty() || (fixed && !CHECKLIST.equals(task.getString("kind")))) {
      return;
    }
    task.put("items", items.replace(task, sent.get(), now));
    if (!sent.get().isEmpty()) {
      task.put("kind", CHECKLIST);
    }
  }

  /** Reopening keeps completedTime, and so does abandoning. */
  private void applyStatus(JsonObject task, JsonObject request, Instant now) {
    var sent = Loose.integer(request, "status");
    if (sent.isEmpty() || sent.getAsInt() == task.getInteger("status")) {
      return;
    }
    var status = sent.getAsInt();
    if (status != StoredTask.OPEN
        && status != StoredTask.COMPLETED
        && status != StoredTask.ABANDONED) {
      return;
    }
    task.put("status", status);
    if (status == StoredTask.COMPLETED && quirks.has(Quirk.STATUS_STAMPS_COMPLETED)) {
      task.put("completedTime", DateRules.format(now));
    }
  }

  private static boolean isSame(JsonObject before, JsonObject after) {
    return visible(before).equals(visible(after));
  }

  /** Missing, "" and [] say the same. */
  private static JsonObject visible(JsonObject fields) {
    var visible = new HashMap<>(fields.getMap());
    visible
        .values()
        .removeIf(
            value ->
                value == null
                    || value.equals("")
                    || (value instanceof JsonArray array && array.isEmpty())
                    || (value instanceof List<?> list && list.isEmpty()));
    return new JsonObject(visible);
  }
}
