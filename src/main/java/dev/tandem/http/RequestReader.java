package dev.tandem.http;

import dev.tandem.http.Contract.Body;
import dev.tandem.task.Fault;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of one operation. */
final class RequestReader {
  static final int BODY_LIMIT = 1 << 20;

  private final Body body;
  private final List<String> trimmed;

  RequestReader(Body body) {
    this.body = body;
    this.trimmed = body.schema().fieldsMarked("x-trimmed");
  }

  /** Refuses what does not say that it is JSON, before any of it is read. */
  static Handler<RoutingContext> refuseOtherMediaTypes() {
    return ctx -> {
      String type = ctx.request().getHeader(HttpHeaders.CONTENT_TYPE);
      if (hasBody(ctx) && !isJson(type)) {
        throw Problem.of(
                Problem.Kind.UNSUPPORTED_MEDIA_TYPE, "send the body as application/json, in UTF-8")
            .asException();
      }
      ctx.next();
    };
  }

  /** Refuses a body where none is wanted, unless it says nothing. */
  static void refuseAny(@Nullable Buffer bytes) {
    if (bytes == null || bytes.length() == 0) {
      return;
    }
    if (!(StrictJson.parse(bytes).value() instanceof JsonObject json) || !json.isEmpty()) {
      throw Problem.invalid("", "must be empty: this takes no body").asException();
    }
  }

  private static boolean hasBody(RoutingContext ctx) {
    String length = ctx.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null
        ? ctx.request().getHeader(HttpHeaders.TRANSFER_ENCODING) != null
        : !length.equals("0");
  }

  /** {@code application/json} or a format built on it; UTF-8 is the only charset of JSON. */
  static boolean isJson(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", 2);
    String type = parts[0].strip();
    boolean json =
        type.equals("application/json")
            || (type.startsWith("application/") && type.endsWith("+json"));
    return json && (parts.length == 1 || isUtf8(parts[1]));
  }

  /** Whether the parameters of a media type name no other charset. */
  private static boolean isUtf8(String parameters) {
    for (String parameter : parameters.split(";", -1)) {
      String[] pair = parameter.split("=", 2);
      if (pair[0].strip().equals("charset")) {
        String charset = pair.length == 1 ? "" : pair[1].strip();
        boolean quoted = charset.length() > 1 && charset.startsWith("\"") && charset.endsWith("\"");
        String name = quoted ? charset.substring(1, charset.length() - 1) : charset;
        if (!name.equals("utf-8") && !name.equals("utf8")) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * The body with the faults that the contract finds in it; empty if there is none and none is
   * needed.
   *
   * @throws ProblemException malformed-json, or validation if it is no object
   */
  Optional<RequestBody> read(@Nullable Buffer bytes) {
    if (bytes == null || bytes.length() == 0) {
      if (body.required()) {
        throw Problem.of(Problem.Kind.MALFORMED_JSON, "the body is empty").asException();
      }
      return Optional.empty();
    }
    StrictJson.Document document = StrictJson.parse(bytes, body.schema().mostValues());
    if (!(document.value() instanceof JsonObject json)) {
      throw Problem.invalid("", "must be an object").asException();
    }
    return Optional.of(read(json, document.faults()));
  }

  /**
   * The same of an object that was read as a part of another.
   *
   * @param known what is wrong with it already
   */
  RequestBody read(JsonObject json, List<Fault> known) {
    for (String field : trimmed) {
      if (json.getValue(field) instanceof String text) {
        json.put(field, BadText.showsNothing(text) ? "" : text.strip());
      }
    }
    List<Fault> faults = new ArrayList<>(known);
    faults.addAll(body.schema().faultsOf(json));
    return new RequestBody(json, faults);
  }
}
