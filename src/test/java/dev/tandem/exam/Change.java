package dev.tandem.exam;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * One request of the load.
 *
 * @param body of the request; none for a delete
 * @param values what its fields are to be, as {@link Shown} has them
 */
record Change(Kind kind, JsonObject body, Map<String, String> values) {

  /** What a change is about. */
  enum Kind {
    CREATE,
    EDIT,
    COMPLETE,
    DELETE
  }

  Change {
    values = Map.copyOf(values);
  }

  String method() {
    return switch (kind) {
      case CREATE -> "POST";
      case EDIT, COMPLETE -> "PATCH";
      case DELETE -> "DELETE";
    };
  }

  String path(TaskStory story) {
    return kind == Kind.CREATE ? "/api/tasks" : "/api/tasks/" + story.id();
  }

  String text() {
    return kind == Kind.DELETE ? null : body.encode();
  }

  static Change complete() {
    return new Change(Kind.COMPLETE, new JsonObject().put("status", "completed"), Map.of());
  }

  static Change delete() {
    return new Change(Kind.DELETE, new JsonObject(), Map.of());
  }
}
