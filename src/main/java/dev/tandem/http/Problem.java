package dev.tandem.http;

import dev.tandem.task.Fault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What went wrong, as RFC 9457 has it.
 *
 * @param detail for people: no stack, no SQL, no secret
 * @param faults of a request; empty for other kinds
 * @param tasks that keep their list from being deleted; empty for other kinds
 */
record Problem(Kind kind, String detail, List<Fault> faults, List<JsonObject> tasks) {
  static final String MEDIA_TYPE = "application/problem+json";

  /** More help nobody, but cost whoever sends and reads them. */
  static final int MOST_FAULTS = 100;

  Problem {
    faults = List.copyOf(faults);
    tasks = List.copyOf(tasks);
  }

  Problem(Kind kind, String detail, List<Fault> faults) {
    this(kind, detail, faults, List.of());
  }

  static Problem of(Kind kind, String detail) {
    return new Problem(kind, detail, List.of());
  }

  static Problem invalid(List<Fault> faults) {
    if (faults.size() > MOST_FAULTS) {
      return new Problem(
          Kind.VALIDATION,
          "more than " + MOST_FAULTS + " things are wrong; these are the first",
          faults.subList(0, MOST_FAULTS));
    }
    return new Problem(
        Kind.VALIDATION,
        faults.size() == 1 ? "one thing is wrong" : faults.size() + " things are wrong",
        faults);
  }

  static Problem invalid(String pointer, String detail) {
    return invalid(List.of(new Fault(pointer, detail)));
  }

  static Problem notFound() {
    return of(Kind.NOT_FOUND, "there is no such thing, or it is not yours");
  }

  static Problem overloaded(String detail) {
    return of(Kind.OVERLOADED, detail);
  }

  /** Fails the request with this problem. */
  ProblemException asException() {
    return new ProblemException(this);
  }

  /**
   * @param requestId tells which request it was
   */
  Buffer toBuffer(String requestId) {
    return toJson(requestId).toBuffer();
  }

  /** The same as a part of an answer. */
  JsonObject toJson(String requestId) {
    JsonObject json =
        new JsonObject()
            .put("type", kind.type)
            .put("title", kind.title)
            .put("status", kind.status)
            .put("detail", detail)
            .put("instance", requestId);
    if (!faults.isEmpty()) {
      JsonArray errors = new JsonArray();
      faults.forEach(
          fault ->
              errors.add(
                  new JsonObject().put("pointer", fault.pointer()).put("detail", fault.detail())));
      json.put("errors", errors);
    }
    if (!tasks.isEmpty()) {
      json.put("tasks", new JsonArray(tasks));
    }
    return json;
  }

  /** The slugs of the contract. */
  enum Kind {
    VALIDATION("validation", 400, "The request is not valid"),
    MALFORMED_JSON("malformed-json", 400, "The body is no valid JSON"),
    BAD_REQUEST("bad-request", 400, "The request cannot be understood"),
    CONSENT_REFUSED("consent-refused", 400, "The consent was refused"),
    UNAUTHORIZED("unauthorized", 401, "A valid key is needed"),
    FORBIDDEN("forbidden", 403, "Not allowed"),
    NOT_FOUND("not-found", 404, "Not found"),
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "Another method is needed"),
    CONFLICT("conflict", 409, "The present state forbids it"),
    NOT_CONNECTED("ticktick-not-connected", 409, "TickTick is not connected"),
    NO_APPLICATION("no-oauth-application", 409, "There is no OAuth application"),
    CURSOR_EXPIRED("cursor-expired", 410, "The cursor has expired"),
    PRECONDITION_FAILED("precondition-failed", 412, "It is at another version"),
    PAYLOAD_TOO_LARGE("payload-too-large", 413, "The body is too large"),
    URI_TOO_LONG("uri-too-long", 414, "The URI is too long"),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The body must be JSON"),
    IDEMPOTENCY_MISMATCH("idempotency-mismatch", 422, "The key belongs to another request"),
    FAILED_DEPENDENCY("failed-dependency", 424, "Another operation was refused"),
    RATE_LIMITED("rate-limited", 429, "Too many requests"),
    HEADERS_TOO_LARGE("headers-too-large", 431, "The headers are too large"),
    INTERNAL("internal", 500, "Something went wrong here"),
    OVERLOADED("overloaded", 503, "Not now");

    private final String type;
    private final int status;
    private final String title;

    Kind(String slug, int status, String title) {
      this.type = "urn:tandem:problem:" + slug;
      this.status = status;
      this.title = title;
    }

    String type() {
      return type;
    }

    String title() {
      return title;
    }

    int status() {
      return status;
    }

    /** The kind for a status that vertx-web or the HTTP decoder came to. */
    static Kind ofStatus(int status) {
      return switch (status) {
        case 401 -> UNAUTHORIZED;
        case 403 -> FORBIDDEN;
        case 404 -> NOT_FOUND;
        case 405 -> METHOD_NOT_ALLOWED;
        case 413 -> PAYLOAD_TOO_LARGE;
        case 414 -> URI_TOO_LONG;
        case 415 -> UNSUPPORTED_MEDIA_TYPE;
        case 429 -> RATE_LIMITED;
        case 431 -> HEADERS_TOO_LARGE;
        case 503 -> OVERLOADED;
        default -> status >= 400 && status < 500 ? BAD_REQUEST : INTERNAL;
      };
    }
  }
}
