package dev.tandem.sandbox;

import io.vertx.core.json.JsonObject;

/**
 * One version of a list.
 *
 * @param fields in their wire form; never changed once here
 */
record StoredProject(String id, boolean deleted, JsonObject fields) {
  static StoredProject of(JsonObject fields) {
    return new StoredProject(fields.getString("id"), false, fields);
  }

  StoredProject asDeleted() {
    return new StoredProject(id, true, fields);
  }

  JsonObject toJson() {
    return new JsonObject().put("deleted", deleted).put("fields", fields);
  }

  static StoredProject fromJson(JsonObject json) {
    var project = of(json.getJsonObject("fields"));
    return json.getBoolean("deleted") ? project.asDeleted() : project;
  }
}
