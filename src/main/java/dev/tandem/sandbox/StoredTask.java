package dev.tandem.sandbox;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * One version of a task.
 *
 * @param fields in their wire form; never changed once here
 * @param completed when it was last completed, for sorting
 */
record StoredTask(
    String id,
    String projectId,
    int status,
    Place place,
    JsonObject fields,
    @Nullable String completed) {

  static final int OPEN = 0;
  static final int COMPLETED = 2;
  static final int ABANDONED = -1;

  /** Where a task is: only a GET still knows of those in the trash. */
  enum Place {
    LISTED,
    TRASH,
    /** Its project was deleted: even a GET fails. */
    LOST
  }

  static StoredTask of(JsonObject fields, Place place) {
    return new StoredTask(
        fields.getString("id"),
        fields.getString("projectId"),
        fields.getInteger("status"),
        place,
        fields,
        fields.getString("completedTime"));
  }

  StoredTask with(JsonObject changed) {
    return of(changed, place);
  }

  StoredTask in(Place other) {
    return of(fields, other);
  }

  boolean isListed() {
    return place == Place.LISTED;
  }

  boolean isOpen() {
    return isListed() && status == OPEN;
  }

  String etag() {
    return fields.getString("etag");
  }

  JsonObject toJson() {
    return new JsonObject().put("place", place.name()).put("fields", fields);
  }

  static StoredTask fromJson(JsonObject json) {
    return of(json.getJsonObject("fields"), Place.valueOf(json.getString("place")));
  }
}
