package dev.tandem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A client of the HTTP API as its users have one: a plain HTTP library and a key. */
public final class ApiClient {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** HTTP/1.1: the JDK's HTTP/2 client fails requests in flight when the server says goodbye. */
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final URI base;
  private final String key;

  public ApiClient(URI base, String key) {
    this.base = base;
    this.key = key;
  }

  /** What came back; a body that is no JSON is missing. */
  public record Answer(int status, HttpHeaders headers, JsonNode body) {
    public String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }

  public Answer get(String path) {
    return send("GET", path, null);
  }

  public Answer post(String path, String body, String... headers) {
    return send("POST", path, body, headers);
  }

  public Answer put(String path, String body, String... headers) {
    return send("PUT", path, body, headers);
  }

  public Answer patch(String path, String body, String... headers) {
    return send("PATCH", path, body, headers);
  }

  public Answer delete(String path) {
    return send("DELETE", path, null);
  }

  public Answer send(String method, String path, String body, String... headers) {
    return sendAsync(method, path, body, headers).join();
  }

  /** Fails if the connection does. */
  public CompletableFuture<Answer> sendAsync(
      String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + key)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.sendAsync(request.build(), BodyHandlers.ofString()).thenApply(ApiClient::answer);
  }

  private static Answer answer(HttpResponse<String> response) {
    boolean json =
        response
            .headers()
            .firstValue("Content-Type")
            .filter(type -> type.contains("json"))
            .isPresent();
    try {
      return new Answer(
          response.statusCode(),
          response.headers(),
          json ? MAPPER.readTree(response.body()) : MissingNode.getInstance());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
