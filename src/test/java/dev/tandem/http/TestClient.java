package dev.tandem.http;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** A client at the socket that holds every answer against the contract. */
final class TestClient {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI base;
  private final String key;
  private final ContractCheck contract;

  TestClient(int port, String key, ContractCheck contract) {
    this.base = URI.create("http://127.0.0.1:" + port);
    this.key = key;
    this.contract = contract;
  }

  record Reply(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    JsonObject json() {
      return new JsonObject(response.body());
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse(null);
    }

    /** The slug of a problem. */
    String slug() {
      return json().getString("type").substring("urn:tandem:problem:".length());
    }

    /** The faults of a problem, as {@code /title must not be blank}. */
    List<String> faults() {
      return json().getJsonArray("errors").stream()
          .map(JsonObject.class::cast)
          .map(fault -> fault.getString("pointer") + " " + fault.getString("detail"))
          .toList();
    }

    long id() {
      return json().getLong("id");
    }
  }

  String key() {
    return key;
  }

  Reply get(String path, String... headers) {
    return send("GET", path, null, headers);
  }

  Reply delete(String path, String... headers) {
    return send("DELETE", path, null, headers);
  }

  Reply post(String path, JsonObject body, String... headers) {
    return send("POST", path, body, headers);
  }

  Reply put(String path, JsonObject body, String... headers) {
    return send("PUT", path, body, headers);
  }

  Reply patch(String path, JsonObject body, String... headers) {
    return send("PATCH", path, body, headers);
  }

  /** The things of a type in one's export, as they are told there. */
  List<JsonObject> exported(String type) {
    return get("/api/export")
        .response()
        .body()
        .lines()
        .map(JsonObject::new)
        .filter(line -> type.equals(line.getString("type")))
        .map(line -> line.getJsonObject("data"))
        .toList();
  }

  /**
   * @param body null: none
   * @param headers names and values in turn
   */
  Reply send(String method, String path, JsonObject body, String... headers) {
    return body == null
        ? sendText(method, path, null, headers)
        : sendText(
            method, path, body.encode(), append(headers, "Content-Type", "application/json"));
  }

  Reply sendText(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(40))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
      contract.check(method, base.resolve(path).getPath(), response);
      return new Reply(response);
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String[] append(String[] headers, String name, String value) {
    String[] more = Arrays.copyOf(headers, headers.length + 2);
    more[headers.length] = name;
    more[headers.length + 1] = value;
    return more;
  }
}
