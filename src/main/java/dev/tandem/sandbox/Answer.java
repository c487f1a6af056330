package dev.tandem.sandbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** What goes back over the wire. */
record Answer(int status, Map<String, String> headers, Buffer body) {
  private static final String JSON = "application/json;charset=UTF-8";

  Answer {
    headers = Map.copyOf(headers);
  }

  static Answer json(Object value) {
    return json(200, value);
  }

  static Answer json(int status, Object value) {
    return new Answer(status, Map.of("Content-Type", JSON), Json.encodeToBuffer(value));
  }

  static Answer html(int status, String page) {
    return new Answer(
        status, Map.of("Content-Type", "text/html;charset=UTF-8"), Buffer.buffer(page));
  }

  static Answer empty(int status) {
    return new Answer(status, Map.of(), Buffer.buffer());
  }

  /** The many meanings of TickTick's 500. */
  static Answer error(String code, String message) {
    var id = UUID.randomUUID().toString().substring(0, 8) + "@sandbox";
    return json(
        500,
        new JsonObject().put("errorId", id).put("errorCode", code).put("errorMessage", message));
  }

  static Answer unknownException() {
    return error("unknown_exception", "Unknown exception");
  }

  static Answer oauthError(int status, String error, String description) {
    return json(status, new JsonObject().put("error", error).put("error_description", description));
  }

  Answer withHeader(String name, String value) {
    var all = new LinkedHashMap<>(headers);
    all.put(name, value);
    return new Answer(status, all, body);
  }

  Answer withBody(Buffer other) {
    return new Answer(status, headers, other);
  }
}
