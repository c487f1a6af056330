package dev.tandem.http;

import dev.tandem.config.VisibleAscii;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The headers that every answer carries, whatever becomes of its request. */
final class RequestIds {
  static final CharSequence HEADER = HttpHeaders.createOptimized("x-request-id");
  private static final CharSequence CONTENT_TYPE_OPTIONS =
      HttpHeaders.createOptimized("x-content-type-options");
  private static final CharSequence NO_SNIFF = HttpHeaders.createOptimized("nosniff");
  private static final int LONGEST = 128;

  private RequestIds() {}

  /** Puts them on the answer, once, and returns the request's id: the client's or a new one. */
  static String mark(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    String marked = response.headers().get(HEADER);
    if (marked != null) {
      return marked;
    }
    String given = request.getHeader(HEADER);
    String id = isUsable(given) ? given : made();
    response.headers().set(HEADER, id).set(CONTENT_TYPE_OPTIONS, NO_SNIFF);
    return id;
  }

  /** 1 to 128 visible ASCII characters: such an id can do no harm in a header or a log line. */
  static boolean isUsable(@Nullable String id) {
    return id != null && id.length() <= LONGEST && VisibleAscii.is(id);
  }

  private static String made() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }
}
