package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.SchemaRepository;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

/** Holds answers against the contract, and remembers which of its responses were seen. */
final class ContractCheck {
  private static final String HTML = "text/html";
  private static final String BASE = "https://tandem.test/openapi";

  private final JsonObject document = ContractDocument.load().json();
  private final SchemaRepository schemas;
  private final Set<String> seen = new ConcurrentSkipListSet<>();

  ContractCheck() {
    JsonSchemaOptions options =
        new JsonSchemaOptions()
            .setBaseUri(BASE)
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic);
    schemas = SchemaRepository.create(options);
    JsonObject copy = document.copy();
    dropExamples(copy);
    schemas.dereference(BASE, JsonSchema.of(copy));
  }

  /** The operations of the contract, as {@code GET /api/tasks}. */
  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<String, Object> path : document.getJsonObject("paths")) {
      for (Map.Entry<String, Object> method : (JsonObject) path.getValue()) {
        if (!method.getKey().equals("parameters")) {
          operations.add(
              new Operation(
                  method.getKey().toUpperCase(Locale.ROOT),
                  path.getKey(),
                  (JsonObject) method.getValue()));
        }
      }
    }
    return operations;
  }

  record Operation(String method, String path, JsonObject json) {
    boolean documents(int status) {
      return json.getJsonObject("responses").containsKey(String.valueOf(status));
    }

    /** Whether it answers a page. */
    boolean isList() {
      return json.getJsonArray("parameters", new JsonArray())
          .contains(new JsonObject().put("$ref", "#/components/parameters/Cursor"));
    }

    /** Whether parameters that it does not name are ignored, not refused. */
    boolean takesOtherParameters() {
      return json.getJsonArray("parameters", new JsonArray()).stream()
          .anyMatch(parameter -> ((JsonObject) parameter).getBoolean("explode", false));
    }

    boolean hasBody() {
      return json.containsKey("requestBody");
    }

    /** The path with every id being 1. */
    String concretePath() {
      return path.replaceAll("\\{[a-z_]+}", "1");
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /** What came back, by whatever client. */
  record Reply(int status, HttpHeaders headers, String body) {
    /** JSON is named without a parameter; what people read names its charset. */
    String mediaType() {
      String type = headers.firstValue("Content-Type").orElse("");
      return type.startsWith("text/") ? type.replace(";charset=utf-8", "") : type;
    }
  }

  /** Fails unless the contract documents just this answer. */
  void check(String method, String path, HttpResponse<String> response) {
    Reply reply = new Reply(response.statusCode(), response.headers(), response.body());
    boolean head = method.equals("HEAD");
    // HEAD is no operation of its own: it is GET without the body.
    // With a slash at its end a path means the same.
    Operation operation = operationOf(head ? "GET" : method, path.replaceFirst("(?<=.)/$", ""));
    if (operation == null) {
      checkRefusal(reply, 401, 404, 405);
    } else {
      check(operation, head, reply);
    }
  }

  /** Fails unless it is a problem of one of these statuses, as it is told without an operation. */
  void checkRefusal(Reply reply, Integer... statuses) {
    checkAlways(reply);
    assertThat(reply.status()).isIn((Object[]) statuses);
    validate("/components/schemas/Problem", reply.body());
  }

  private static void checkAlways(Reply reply) {
    assertThat(reply.headers().allValues("X-Request-Id")).hasSize(1);
    assertThat(reply.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
  }

  /**
   * Fails unless the operation documents just this answer.
   *
   * @param head whether it was asked by HEAD, for the answer without its body
   */
  void check(Operation operation, boolean head, Reply response) {
    checkAlways(response);
    String status = String.valueOf(response.status());
    JsonObject documented = operation.json().getJsonObject("responses").getJsonObject(status);
    assertThat(documented)
        .as("%s documents %s: %s", operation, status, response.body())
        .isNotNull();
    String pointer =
        "/paths/"
            + Pointers.escape(operation.path())
            + "/"
            + operation.method().toLowerCase(Locale.ROOT)
            + "/responses/"
            + status;
    if (documented.containsKey("$ref")) {
      pointer = documented.getString("$ref").substring(1);
      documented = (JsonObject) Pointers.find(document, pointer);
    }
    checkHeaders(documented, pointer, response);
    String mediaType = response.mediaType();
    seen.add(operation + " " + status + (mediaType.equals(HTML) ? " " + HTML : ""));
    if (head) {
      assertThat(response.body()).isEmpty();
    } else {
      checkBody(documented, pointer, response);
    }
  }

  /** Documented responses that were never seen. */
  Set<String> unseen() {
    Set<String> unseen = new TreeSet<>();
    for (Operation operation : operations()) {
      for (Map.Entry<String, Object> response : operation.json().getJsonObject("responses")) {
        String answer = operation + " " + response.getKey();
        Set<String> mediaTypes =
            resolved((JsonObject) response.getValue())
                .getJsonObject("content", new JsonObject())
                .fieldNames();
        if (mediaTypes.contains(HTML)) {
          unseen.add(answer + " " + HTML);
        }
        if (mediaTypes.isEmpty() || mediaTypes.size() > 1 || !mediaTypes.contains(HTML)) {
          unseen.add(answer);
        }
      }
    }
    unseen.removeAll(seen);
    return unseen;
  }

  private JsonObject resolved(JsonObject part) {
    return part.containsKey("$ref")
        ? (JsonObject) Pointers.find(document, part.getString("$ref").substring(1))
        : part;
  }

  /** A header is there if it must be, once, and fits its schema where that lists its values. */
  private void checkHeaders(JsonObject documented, String as, Reply response) {
    for (Map.Entry<String, Object> header : documented.getJsonObject("headers", new JsonObject())) {
      JsonObject definition = resolved((JsonObject) header.getValue());
      List<String> values = response.headers().allValues(header.getKey());
      assertThat(values).as(as + " " + header.getKey()).hasSizeLessThanOrEqualTo(1);
      if (definition.getBoolean("required", false)) {
        assertThat(values).as(as + " " + header.getKey()).hasSize(1);
      }
      JsonObject schema = definition.getJsonObject("schema");
      if (schema.containsKey("enum")) {
        values.forEach(value -> assertThat(schema.getJsonArray("enum")).contains(value));
      }
      if (schema.containsKey("pattern")) {
        values.forEach(value -> assertThat(value).matches(schema.getString("pattern")));
      }
      if (schema.containsKey("const")) {
        values.forEach(value -> assertThat(value).isEqualTo(schema.getString("const")));
      }
    }
  }

  private void checkBody(JsonObject documented, String pointer, Reply response) {
    if (!documented.containsKey("content")) {
      assertThat(response.body()).isEmpty();
      return;
    }
    String mediaType = response.mediaType();
    assertThat(documented.getJsonObject("content").fieldNames()).contains(mediaType);
    String schema = pointer + "/content/" + Pointers.escape(mediaType) + "/schema";
    if (mediaType.equals(HTML)) {
      checkPage(pointer, response);
    } else if (mediaType.startsWith("text/")) {
      assertThat(response.body()).isNotBlank();
    } else if (mediaType.equals(ExportApi.MEDIA_TYPE)) {
      assertThat(response.body()).endsWith("}\n");
      response.body().lines().forEach(line -> validate(schema, line));
    } else if (mediaType.equals(EventText.MEDIA_TYPE)) {
      assertThat(response.body()).contains("\n\n");
    } else {
      validate(schema, response.body());
    }
  }

  /** Nothing in a page comes from elsewhere, and but for one nothing runs in it. */
  private static void checkPage(String pointer, Reply response) {
    assertThat(response.body())
        .startsWith("<!doctype html>")
        .doesNotContainIgnoringCase(" style=")
        .doesNotContainPattern("(?i)<[^>]*\\son[a-z]+\\s*=")
        .doesNotContain(
            "{notice}",
            "{title}",
            "{content}",
            "{style}",
            "{detail}",
            "{faults}",
            "{root}",
            "{address}")
        .doesNotContainPattern("(src|href)=\"(https?:)?//");
    assertThat(response.headers().allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .startsWith("default-src 'none'; ")
        .contains("frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'")
        .doesNotContain("unsafe", "*", "http:", "https:");
    assertThat(response.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
    if (!pointer.startsWith("/paths/~1docs/")) {
      checkPlainPage(response);
    }
  }

  private static void checkPlainPage(Reply response) {
    assertThat(response.body()).doesNotContainIgnoringCase("<script");
    assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; style-src 'sha256-")
        .doesNotContain("script-src");
    assertThat(response.headers().allValues("Cache-Control")).containsExactly("no-store");
  }

  private void validate(String pointer, String body) {
    OutputUnit result = schemas.validator(BASE + "#" + pointer).validate(new JsonObject(body));
    List<String> errors = new ArrayList<>();
    if (!result.getValid()) {
      result
          .getErrors()
          .forEach(error -> errors.add(error.getInstanceLocation() + " " + error.getError()));
    }
    assertThat(errors).as(body).isEmpty();
  }

  private Operation operationOf(String method, String path) {
    for (Operation operation : operations()) {
      if (operation.method().equals(method) && matches(operation.path(), path)) {
        return operation;
      }
    }
    return null;
  }

  private boolean matches(String template, String path) {
    boolean literal = document.getJsonObject("paths").containsKey(path);
    return literal
        ? template.equals(path)
        : path.matches(template.replaceAll("\\{[a-z_]+}", "[^/]+"));
  }

  private static void dropExamples(Object node) {
    if (node instanceof JsonObject object) {
      object.remove("examples");
      object.remove("x-noun");
      object.remove("x-offered");
      object.forEach(field -> dropExamples(field.getValue()));
    } else if (node instanceof JsonArray array) {
      array.forEach(ContractCheck::dropExamples);
    }
  }
}
