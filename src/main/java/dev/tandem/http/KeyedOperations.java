package dev.tandem.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Completes the contract: every operation that wants a key may be told that it came too often, and
 * each of its answers how often it still may come. The document says it once for all of them.
 */
final class KeyedOperations {
  private static final String TOO_MANY_REQUESTS = "429";
  private static final String UNAUTHORIZED = "401";
  private static final String RESPONSES = "#/components/responses/";
  private static final List<String> HEADERS = List.of("RateLimit", "RateLimit-Policy");

  private final JsonObject document;
  private final Set<String> completed = new HashSet<>();

  private KeyedOperations(JsonObject document) {
    this.document = document;
  }

  /**
   * @param document is changed
   */
  static void complete(JsonObject document) {
    KeyedOperations operations = new KeyedOperations(document);
    for (Object item : values(document.getJsonObject("paths"))) {
      for (Object operation : values((JsonObject) item)) {
        // Beside operations, a path has an array of parameters.
        if (operation instanceof JsonObject found) {
          operations.complete(found.getJsonObject("responses"), found);
        }
      }
    }
  }

  private void complete(JsonObject responses, JsonObject operation) {
    if (!responses.containsKey(UNAUTHORIZED)) {
      return;
    }
    if (responses.containsKey(TOO_MANY_REQUESTS)) {
      throw new IllegalStateException(
          operation.getString("operationId") + " says what is said for all operations");
    }
    responses.put(TOO_MANY_REQUESTS, new JsonObject().put("$ref", RESPONSES + "RateLimited"));
    values(responses).forEach(response -> addHeaders((JsonObject) response));
  }

  private void addHeaders(JsonObject response) {
    String reference = response.getString("$ref");
    if (reference != null) {
      if (completed.add(reference)) {
        addHeaders(shared(reference.substring(RESPONSES.length())));
      }
      return;
    }
    if (!response.containsKey("headers")) {
      response.put("headers", new JsonObject());
    }
    JsonObject headers = response.getJsonObject("headers");
    HEADERS.forEach(
        name ->
            headers.put(
                name,
                new JsonObject().put("$ref", "#/components/headers/" + name.replace("-", ""))));
  }

  private JsonObject shared(String name) {
    return document.getJsonObject("components").getJsonObject("responses").getJsonObject(name);
  }

  private static JsonArray values(JsonObject object) {
    JsonArray values = new JsonArray();
    object.forEach(field -> values.add(field.getValue()));
    return values;
  }
}
