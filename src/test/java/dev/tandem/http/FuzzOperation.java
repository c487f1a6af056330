package dev.tandem.http;

import dev.tandem.http.ContractCheck.Operation;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An operation of the served document as the fuzzer needs it: references followed.
 *
 * @param contract the same operation for the check of its answers
 * @param body the schema of its body; empty if it takes none
 * @param keyed whether it wants a key
 */
record FuzzOperation(
    Operation contract, List<Parameter> parameters, Optional<Body> body, boolean keyed) {

  /**
   * @param in path, query or header
   */
  record Parameter(String name, String in, boolean required, JsonObject schema) {}

  record Body(boolean required, JsonObject schema) {}

  /**
   * All operations of a served document.
   *
   * @param text of {@code /openapi.json}
   */
  static List<FuzzOperation> of(String text, ContractCheck contract) {
    JsonObject json = new JsonObject(text);
    ContractDocument document = new ContractDocument(json, Buffer.buffer(text));
    List<FuzzOperation> operations = new ArrayList<>();
    for (Operation operation : contract.operations()) {
      JsonObject path = json.getJsonObject("paths").getJsonObject(operation.path());
      JsonObject served = path.getJsonObject(operation.method().toLowerCase(java.util.Locale.ROOT));
      List<Parameter> parameters =
          Stream.of(path, served)
              .flatMap(holder -> holder.getJsonArray("parameters", new JsonArray()).stream())
              .map(parameter -> parameter(document.inlined((JsonObject) parameter)))
              .filter(parameter -> !parameter.name().equals("others"))
              .toList();
      operations.add(
          new FuzzOperation(
              operation,
              parameters,
              Optional.ofNullable(served.getJsonObject("requestBody"))
                  .map(body -> body(document.inlined(body))),
              served.getJsonArray("security", new JsonArray().add(true)).size() > 0));
    }
    return operations;
  }

  private static Parameter parameter(JsonObject json) {
    return new Parameter(
        json.getString("name"),
        json.getString("in"),
        json.getBoolean("required", false),
        json.getJsonObject("schema"));
  }

  private static Body body(JsonObject json) {
    return new Body(
        json.getBoolean("required", false),
        json.getJsonObject("content").getJsonObject("application/json").getJsonObject("schema"));
  }

  String method() {
    return contract.method();
  }

  String path() {
    return contract.path();
  }

  Stream<Parameter> in(String place) {
    return parameters.stream().filter(parameter -> parameter.in().equals(place));
  }

  boolean takes(String header) {
    return in("header").anyMatch(parameter -> parameter.name().equals(header));
  }

  /** The statuses by which it says that all went well. */
  List<Integer> successes() {
    return contract.json().getJsonObject("responses").stream()
        .map(Map.Entry::getKey)
        .map(Integer::valueOf)
        .filter(status -> status < 400)
        .toList();
  }

  /** Whose ids a parameter of its path takes: {@code tasks}, {@code keys} … */
  String kindOf(String parameter) {
    if (parameter.equals("task_id")) {
      return FuzzKnown.TASKS;
    }
    String[] segments = path().split("/", -1);
    for (int i = 1; i < segments.length; i++) {
      if (segments[i].equals('{' + parameter + '}')) {
        return segments[i - 1];
      }
    }
    throw new IllegalArgumentException(this + " has no " + parameter);
  }

  @Override
  public String toString() {
    return contract.toString();
  }
}
