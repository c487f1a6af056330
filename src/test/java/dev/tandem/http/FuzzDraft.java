package dev.tandem.http;

import dev.tandem.http.FuzzOperation.Parameter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** A request in the making: valid at first, until it is spoiled. */
final class FuzzDraft {
  final FuzzOperation operation;
  final FuzzPerson person;
  final FuzzValues values;

  /** Values for the path's parameters, escaped. */
  final Map<String, String> path = new LinkedHashMap<>();

  /** Names and values, escaped. */
  final List<Field> query = new ArrayList<>();

  final List<Field> headers = new ArrayList<>();
  String method;

  /** Replaces what the path would be. */
  String target;

  /** Null: none; {@link #bytes} go before it. */
  JsonObject json;

  byte[] bytes;

  /** Whether whoever answers knows which operation is meant. */
  boolean isOperation = true;

  /** Whether the path names what is somebody else's. */
  boolean isForeign;

  final List<String> spoiled = new ArrayList<>();

  record Field(String name, String value) {}

  FuzzDraft(FuzzOperation operation, FuzzPerson person, Random random) {
    this.operation = operation;
    this.person = person;
    this.values = new FuzzValues(person, random);
    this.method = operation.method();
    operation.in("path").forEach(parameter -> path.put(parameter.name(), id(parameter, random)));
    operation.in("query").forEach(parameter -> addQuery(parameter, random));
    headers.add(new Field("Host", "tandem.test"));
    person.key().ifPresent(key -> headers.add(new Field("Authorization", "Bearer " + key)));
    addHeaders(random);
    operation
        .body()
        .filter(body -> body.required() || random.nextBoolean())
        .ifPresent(body -> json = (JsonObject) values.of(body.schema(), ""));
    if (person.isAdmin() && json != null && operation.path().equals("/api/keys")) {
      // It may be for somebody else, who then reads it.
      json.put("name", "made by the admin");
    }
  }

  private String id(Parameter parameter, Random random) {
    return person.known().any(operation.kindOf(parameter.name()), random).orElse("1");
  }

  private void addQuery(Parameter parameter, Random random) {
    boolean isPlace = parameter.name().equals("cursor") || parameter.name().equals("since");
    if (isPlace) {
      person
          .known()
          .cursor(operation, random)
          .filter(cursor -> random.nextInt(3) == 0)
          .ifPresent(cursor -> addQuery(parameter.name(), cursor));
    } else if (parameter.name().equals("limit")) {
      if (random.nextInt(3) > 0) {
        addQuery("limit", random.nextInt(20) == 0 ? "500" : "" + (1 + random.nextInt(4)));
      }
    } else if (parameter.required() || random.nextInt(5) == 0) {
      addQuery(parameter.name(), "" + values.of(parameter.schema(), parameter.name()));
    }
  }

  private void addHeaders(Random random) {
    if (operation.takes("Prefer")) {
      // Else most of the time is spent waiting.
      headers.add(new Field("Prefer", random.nextInt(8) == 0 ? "wait=1" : "respond-async"));
    }
    if (operation.takes("If-Match") && random.nextInt(4) == 0) {
      headers.add(
          new Field(
              "If-Match",
              person.known().any("versions", random).map(one -> '"' + one + '"').orElse("*")));
    }
    if (operation.takes("Idempotency-Key") && random.nextInt(3) == 0) {
      String again = person.known().any("requests", random).orElse("first");
      String key = random.nextInt(4) == 0 ? again : "request-" + random.nextInt(1_000_000);
      person.known().add("requests", key);
      headers.add(new Field("Idempotency-Key", key));
    }
    // Told back: an answer to another request would show.
    headers.add(new Field("X-Request-Id", "fuzz-" + Long.toHexString(random.nextLong())));
  }

  void addQuery(String name, String value) {
    query.add(new Field(name, escaped(value)));
  }

  void setHeader(String name, String value) {
    headers.removeIf(header -> header.name().equalsIgnoreCase(name));
    headers.add(new Field(name, value));
  }

  static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  FuzzRequest finish() {
    Buffer body = bytes == null ? null : Buffer.buffer(bytes);
    if (body == null && json != null) {
      body = json.toBuffer();
    }
    if (body != null
        && headers.stream().noneMatch(header -> header.name().equalsIgnoreCase("Content-Type"))) {
      headers.add(new Field("Content-Type", "application/json"));
    }
    return new FuzzRequest(
        operation,
        person,
        method,
        fullTarget(),
        List.copyOf(headers),
        body,
        isOperation,
        isForeign && isOperation,
        String.join(", ", spoiled));
  }

  private String fullTarget() {
    if (target != null) {
      return target;
    }
    String filled = operation.path();
    for (Map.Entry<String, String> value : path.entrySet()) {
      filled = filled.replace('{' + value.getKey() + '}', value.getValue());
    }
    return query.isEmpty()
        ? filled
        : filled
            + query.stream()
                .map(
                    field ->
                        field.value() == null ? field.name() : field.name() + '=' + field.value())
                .collect(Collectors.joining("&", "?", ""));
  }
}
