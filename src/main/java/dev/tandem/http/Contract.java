package dev.tandem.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The operations of the contract with their compiled schemas. A compiled schema belongs to one
 * event loop, so each server instance has its own.
 */
final class Contract {
  private static final String HTML = "text/html";
  private static final String JSON_SCHEMA = "/content/application~1json/schema";

  private static final JsonObject NOTHING = new JsonObject();

  private final ContractDocument document;
  private final Map<String, JsonObject> paths = new HashMap<>();

  Contract(ContractDocument document) {
    this.document = document;
    JsonObject all = document.json().getJsonObject("paths");
    all.fieldNames().forEach(path -> paths.put(path, all.getJsonObject(path)));
  }

  ContractDocument document() {
    return document;
  }

  /**
   * @param path as the document writes it: {@code /api/tasks/{id}}
   * @throws IllegalStateException if the contract has no such operation
   */
  Operation operation(HttpMethod method, String path) {
    JsonObject item = paths.getOrDefault(path, new JsonObject());
    JsonObject operation = item.getJsonObject(method.name().toLowerCase(Locale.ROOT));
    if (operation == null) {
      throw new IllegalStateException("the contract has no " + method + ' ' + path);
    }
    List<JsonObject> parameters = new ArrayList<>();
    parameters.addAll(parametersOf(item));
    parameters.addAll(parametersOf(operation));
    // What cannot be refused cannot be refused for its query: probes add to it to pass by caches.
    boolean refusable = operation.getJsonObject("responses").containsKey("400");
    QuerySchema query = refusable ? QuerySchema.of(parameters) : QuerySchema.ignoring();
    return new Operation(method, path, body(operation), query, showsPages(operation));
  }

  private boolean showsPages(JsonObject operation) {
    return operation.getJsonObject("responses").stream()
        .map(response -> document.followed((JsonObject) response.getValue()))
        .anyMatch(response -> response.getJsonObject("content", NOTHING).containsKey(HTML));
  }

  /**
   * One operation.
   *
   * @param body empty if it takes none
   * @param forBrowsers whether pages are among its answers
   */
  record Operation(
      HttpMethod method,
      String path,
      Optional<Body> body,
      QuerySchema query,
      boolean forBrowsers) {}

  /**
   * @param required whether a request without one is refused
   */
  record Body(boolean required, Schema schema) {}

  /** Reads objects of a named schema that are parts of bodies. */
  RequestReader partReader(String schema) {
    JsonObject reference = new JsonObject().put("$ref", "#/components/schemas/" + schema);
    return new RequestReader(new Body(true, new Schema(document.inlined(reference))));
  }

  private Optional<Body> body(JsonObject operation) {
    return Optional.ofNullable(operation.getJsonObject("requestBody"))
        .map(document::inlined)
        .map(
            body ->
                new Body(
                    body.getBoolean("required", false),
                    new Schema(
                        (JsonObject) Objects.requireNonNull(Pointers.find(body, JSON_SCHEMA)))));
  }

  private List<JsonObject> parametersOf(JsonObject holder) {
    return holder.getJsonArray("parameters", new JsonArray()).stream()
        .map(parameter -> document.inlined((JsonObject) parameter))
        .toList();
  }
}
