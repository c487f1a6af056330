package dev.tandem.http;

import dev.tandem.task.ChecklistItem;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskKind;
import dev.tandem.task.TaskPatch;
import dev.tandem.task.TaskStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the writable fields of a task: which are named, and with what values. A null clears: a text
 * becomes empty, a list too, the priority 0. Finds what the contract's schema cannot say.
 */
final class TaskReader {
  private static final int MOST_DESCRIPTION_BYTES = 64 * 1024;
  private static final int ITEM_ID_BYTES = 12;

  /** Without those that Java alone knows. */
  private static final Set<String> ZONES =
      ZoneId.getAvailableZoneIds().stream()
          .filter(zone -> !zone.startsWith("SystemV/"))
          .collect(Collectors.toUnmodifiableSet());

  private static final SecureRandom RANDOM = new SecureRandom();

  private final RequestBody body;
  private final JsonObject json;

  private TaskReader(RequestBody body) {
    this.body = body;
    this.json = body.json();
  }

  /** The patch that the body describes; its faults are added to the body's. */
  static TaskPatch read(RequestBody body) {
    TaskReader reader = new TaskReader(body);
    return new TaskPatch(reader.named(), reader.content(), body.text("ticktick_project_id"));
  }

  private Set<TaskField> named() {
    Set<TaskField> named = EnumSet.noneOf(TaskField.class);
    for (TaskField field : TaskField.values()) {
      if (json.containsKey(field.wireName())) {
        named.add(field);
      }
    }
    if (json.containsKey("ticktick_project_id") && json.getValue("ticktick_project_id") == null) {
      // Alone it clears the list; beside project_id it is the unknown remote id of that one.
      named.add(TaskField.PROJECT);
    }
    if (ReadOnlyFields.keepsDeleted(json)) {
      named.remove(TaskField.STATUS);
    }
    return named;
  }

  private TaskContent content() {
    return new TaskContent(
        title(),
        description(),
        TaskStatus.of(orEmpty(text(TaskField.STATUS))).orElse(TaskStatus.ACTIVE),
        TaskKind.of(orEmpty(text(TaskField.KIND))).orElse(TaskKind.TEXT),
        body.time(TaskField.DUE_DATE.wireName()),
        body.time(TaskField.START_DATE.wireName()),
        body.flag(TaskField.ALL_DAY.wireName(), false),
        timeZone(),
        orZero(integer(TaskField.PRIORITY)),
        texts(TaskField.TAGS),
        items(),
        texts(TaskField.REMINDERS),
        text(TaskField.REPEAT_FLAG),
        body.whole(TaskField.PARENT.wireName()),
        body.whole(TaskField.SORT_ORDER.wireName()),
        text(TaskField.COLUMN),
        body.whole(TaskField.PROJECT.wireName()),
        integer(TaskField.TIME_ESTIMATE),
        real(TaskField.URGENCY_SCORE),
        real(TaskField.IMPORTANCE_SCORE),
        integer(TaskField.MANUAL_PRIORITY_OVERRIDE),
        integer(TaskField.MANUAL_ORDER),
        body.flag(TaskField.SORTED.wireName(), false));
  }

  private String title() {
    String title = orEmpty(text(TaskField.TITLE));
    refuseControls("/title", title, "");
    return title;
  }

  private void refuseControls(String pointer, String text, String allowed) {
    if (BadText.hasControls(text, allowed)) {
      body.refuse(pointer, "must not hold control characters");
    }
  }

  private String description() {
    String description = orEmpty(text(TaskField.DESCRIPTION));
    refuseControls("/description", description, "\n\r\t");
    // A character has three bytes at most, so that most texts need not be encoded to be measured.
    if (description.length() * 3 > MOST_DESCRIPTION_BYTES
        && description.getBytes(StandardCharsets.UTF_8).length > MOST_DESCRIPTION_BYTES) {
      refuse(TaskField.DESCRIPTION, "must have at most 65536 bytes of UTF-8");
    }
    return description;
  }

  private @Nullable String timeZone() {
    String zone = text(TaskField.TIME_ZONE);
    if (zone != null && !zone.isEmpty() && !ZONES.contains(zone)) {
      refuse(TaskField.TIME_ZONE, "must be an IANA time zone such as Europe/Rome");
    }
    return zone;
  }

  private List<String> texts(TaskField field) {
    List<String> texts = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    JsonArray array = list(field);
    for (int i = 0; i < array.size(); i++) {
      if (array.getValue(i) instanceof String text) {
        String pointer = '/' + field.wireName() + '/' + i;
        texts.add(text);
        if (!seen.add(text)) {
          body.refuse(pointer, "must be distinct");
        } else if (BadText.showsNothing(text)) {
          body.refuse(pointer, "must not be blank");
        } else {
          refuseControls(pointer, text, "");
        }
      }
    }
    return texts;
  }

  private List<ChecklistItem> items() {
    List<ChecklistItem> items = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    JsonArray array = list(TaskField.ITEMS);
    for (int i = 0; i < array.size(); i++) {
      if (array.getValue(i) instanceof JsonObject item) {
        String id = item.getValue("id") instanceof String given ? given : newItemId();
        if (!ids.add(id)) {
          body.refuse("/items/" + i + "/id", "must be distinct");
        }
        String title = item.getValue("title") instanceof String given ? given : "";
        // TickTick has items without a title, so an empty one can stay.
        if (BadText.showsNothing(title)) {
          body.refuse("/items/" + i + "/title", "must not be blank");
        }
        items.add(
            new ChecklistItem(
                id, title, item.getValue("completed") instanceof Boolean completed && completed));
      }
    }
    return items;
  }

  private static String newItemId() {
    byte[] id = new byte[ITEM_ID_BYTES];
    RANDOM.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  private JsonArray list(TaskField field) {
    return json.getValue(field.wireName()) instanceof JsonArray array ? array : new JsonArray();
  }

  private @Nullable String text(TaskField field) {
    return body.text(field.wireName());
  }

  private @Nullable Integer integer(TaskField field) {
    return json.getValue(field.wireName()) instanceof Number number
        ? Integer.valueOf(number.intValue())
        : null;
  }

  private @Nullable Double real(TaskField field) {
    return json.getValue(field.wireName()) instanceof Number number
        ? Double.valueOf(number.doubleValue())
        : null;
  }

  private void refuse(TaskField field, String detail) {
    body.refuse('/' + field.wireName(), detail);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static int orZero(@Nullable Integer number) {
    return number == null ? 0 : number;
  }
}
