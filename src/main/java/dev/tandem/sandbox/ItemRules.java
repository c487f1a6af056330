package dev.tandem.sandbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A checklist's items: an array in a request replaces the stored one whole. */
final class ItemRules {
  private final ObjectIds ids;
  private final DateRules dates;

  ItemRules(ObjectIds ids, DateRules dates) {
    this.ids = ids;
    this.dates = dates;
  }

  JsonArray replace(JsonObject task, List<JsonObject> sent, Instant now) {
    var before = byId(task);
    var items = new JsonArray();
    var position = 0L;
    for (var item : sent) {
      var id = Loose.text(item, "id").filter(text -> !text.isEmpty()).orElseGet(ids::next);
      items.add(
          item(id, item, before.getOrDefault(id, new JsonObject()), task, now)
              .put("sortOrder", Loose.number(item, "sortOrder").orElse(position)));
      position++;
    }
    return items;
  }

  private JsonObject item(
      String id, JsonObject sent, JsonObject before, JsonObject task, Instant now) {
    var status = Loose.integer(sent, "status").orElse(0) == 0 ? 0 : 1;
    var item =
        new JsonObject()
            .put("id", id)
            .put("status", status)
            .put("title", Loose.text(sent, "title").orElse(""))
            .put("timeZone", Loose.text(sent, "timeZone").orElse(task.getString("timeZone")));
    Loose.flag(sent, "isAllDay").ifPresent(allDay -> item.put("isAllDay", allDay));
    Loose.text(sent, DateRules.START)
        .flatMap(dates::read)
        .ifPresent(start -> item.put(DateRules.START, DateRules.format(start)));
    if (status == 1) {
      item.put("completedTime", before.getString("completedTime", DateRules.format(now)));
    }
    return item;
  }

  private static Map<String, JsonObject> byId(JsonObject task) {
    var items = new HashMap<String, JsonObject>();
    for (var item : Loose.objects(task.getJsonArray("items", new JsonArray()), "items")) {
      items.put(item.getString("id"), item);
    }
    return items;
  }

  /** The items of a recurring task's next occurrence: all open again. */
  static void reopen(JsonObject task) {
    for (var item : Loose.objects(task.getJsonArray("items", new JsonArray()), "items")) {
      item.put("status", 0).remove("completedTime");
    }
  }
}
