package dev.tandem.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request is answered if nothing went wrong.
 *
 * @param body null for none
 */
record Answer(int status, @Nullable Body body, List<Header> headers) {
  Answer {
    headers = List.copyOf(headers);
  }

  /**
   * @param mediaType as it stands in {@code Content-Type}
   */
  record Body(String mediaType, Buffer bytes) {
    private static Body json(Buffer bytes) {
      return new Body("application/json", bytes);
    }
  }

  /** A header that belongs to this answer alone. */
  record Header(String name, String value) {}

  static Answer ok(Buffer body) {
    return of(200, body);
  }

  static Answer created(Buffer body) {
    return of(201, body);
  }

  static Answer accepted(Buffer body) {
    return of(202, body);
  }

  static Answer noContent() {
    return of(204);
  }

  /** Without a body. */
  static Answer of(int status) {
    return new Answer(status, null, List.of());
  }

  /** With JSON. */
  static Answer of(int status, Buffer body) {
    return new Answer(status, Body.json(body), List.of());
  }

  /** A page for people, with the headers that go with every page. */
  static Answer page(Buffer html) {
    return new Answer(200, new Body(WebPage.MEDIA_TYPE, html), WebPage.headers());
  }

  /** Sends a browser elsewhere. */
  static Answer redirect(String location) {
    return new Answer(302, null, List.of(new Header("Location", location)));
  }

  Answer with(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Answer(status, body, more);
  }

  /** Sends a body as the rest of the answer; of an answer to HEAD, its length alone. */
  static Future<Void> end(HttpServerRequest request, Buffer body) {
    HttpServerResponse response = request.response();
    return request.method().equals(HttpMethod.HEAD)
        ? response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length())).end()
        : response.end(body);
  }

  /**
   * @param replayed whether it was given before, to the request that first had the idempotency key
   */
  Answer replayed(boolean replayed) {
    return replayed ? with("Idempotency-Replayed", "true") : this;
  }

  /** Tells which preference held, if the client had one. */
  Answer applying(Preferences preferences) {
    return preferences.applied().map(applied -> with("Preference-Applied", applied)).orElse(this);
  }
}
