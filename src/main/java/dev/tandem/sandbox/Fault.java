package dev.tandem.sandbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong with a request.
 *
 * @param millis the length of a latency
 * @param answer what {@link Kind#STATUS}, HTML, EMPTY and THROTTLED answer instead
 * @param edit what {@link Kind#PERSON} does
 */
record Fault(
    Kind kind, Phase phase, long millis, @Nullable Answer answer, @Nullable PersonEdit edit) {
  private static final String PAGE =
      "<!DOCTYPE html><html><head><title>Just a moment...</title></head>"
          + "<body><h1>Checking your browser</h1></body></html>";

  /** What goes wrong. */
  enum Kind {
    STATUS,
    HTML,
    EMPTY,
    THROTTLED,
    TRUNCATED,
    LATENCY,
    RESET,
    HANG,
    STALE,
    /** A person edits the task that the request is about. */
    PERSON,
    /** The account's access tokens end, that of the request first. */
    EXPIRED,
    /** The account's access and refresh tokens end. */
    REVOKED;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether the request had its effect when it went wrong. */
  enum Phase {
    BEFORE,
    AFTER
  }

  static Fault fromJson(JsonObject json) {
    var kind = named(Kind.values(), Loose.requiredText(json, "kind"));
    var phase = named(Phase.values(), Loose.text(json, "phase").orElse("before"));
    var millis = Loose.number(json, "millis").orElse(0);
    if (kind == Kind.LATENCY && millis < 1) {
      throw new BadInput("A latency needs millis");
    }
    var edit = kind == Kind.PERSON ? PersonEdit.fromJson(json) : null;
    return new Fault(kind, phase, millis, answer(kind, json), edit);
  }

  private static @Nullable Answer answer(Kind kind, JsonObject json) {
    return switch (kind) {
      case STATUS -> chosenAnswer(json);
      case HTML -> Answer.html(status(json, 200), Loose.text(json, "body").orElse(PAGE));
      case EMPTY -> Answer.empty(status(json, 200));
      case THROTTLED ->
          Answer.empty(429).withHeader("Retry-After", Loose.text(json, "retryAfter").orElse("60"));
      case TRUNCATED, LATENCY, RESET, HANG, STALE, PERSON, EXPIRED, REVOKED -> null;
    };
  }

  private static Answer chosenAnswer(JsonObject json) {
    var body = json.getValue("body");
    var text = body == null ? "" : body instanceof String string ? string : bodyText(body);
    var type =
        Loose.text(json, "contentType")
            .orElse(body instanceof String ? "text/plain" : "application/json;charset=UTF-8");
    return new Answer(
        status(json, 503),
        text.isEmpty() ? Map.of() : Map.of("Content-Type", type),
        Buffer.buffer(text));
  }

  private static String bodyText(Object body) {
    return Json.encode(body);
  }

  private static int status(JsonObject json, int preset) {
    var status = Loose.integer(json, "status").orElse(preset);
    if (status < 200 || status > 599) {
      throw new BadInput("status must be from 200 to 599");
    }
    return status;
  }

  private static <E extends Enum<E>> E named(E[] values, String name) {
    for (var value : values) {
      if (value.name().equalsIgnoreCase(name)) {
        return value;
      }
    }
    throw new BadInput("Unknown: " + name);
  }

  /** The answer that stands in at this point, if that is what this fault does. */
  Optional<Answer> replacement(Phase now) {
    return phase == now ? Optional.ofNullable(answer) : Optional.empty();
  }

  /** Whether the request comes with a token that is dead by now. */
  boolean endsTokens() {
    return kind == Kind.EXPIRED || kind == Kind.REVOKED;
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("kind", kind.key())
        .put("phase", phase.name().toLowerCase(Locale.ROOT));
  }
}
