package dev.tandem.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Heads that the decoder lets pass although another server on the way may understand them
 * differently (RFC 9112, 3.2, 6.1 and 6.3), and those of very many headers.
 */
final class RequestShape {
  private static final int MOST_HEADERS = 100;
  private static final String HOST = "host";
  private static final String TRANSFER_ENCODING = "transfer-encoding";
  private static final String CHUNKED = "chunked";

  private RequestShape() {}

  /** Why it is not to be served; null if it is. */
  static @Nullable Problem faultOf(HttpServerRequest request) {
    int headers = 0;
    int hosts = 0;
    int encodings = 0;
    for (Map.Entry<String, String> header : request.headers()) {
      String name = header.getKey();
      headers++;
      if (name.isEmpty()) {
        return bad("a header has no name");
      }
      if (name.equalsIgnoreCase(HOST)) {
        hosts++;
      } else if (name.equalsIgnoreCase(TRANSFER_ENCODING)) {
        encodings++;
        if (!header.getValue().equalsIgnoreCase(CHUNKED)) {
          return bad("a body is either whole or chunked");
        }
      }
    }
    if (headers > MOST_HEADERS) {
      return Problem.of(
          Problem.Kind.HEADERS_TOO_LARGE, "a request has at most " + MOST_HEADERS + " headers");
    }
    if (hosts > 1) {
      return bad("Host is given more than once");
    }
    if (encodings > 1 || (encodings == 1 && request.version() != HttpVersion.HTTP_1_1)) {
      return bad("a chunked body is announced once, and in HTTP/1.1");
    }
    return null;
  }

  /**
   * Whether the body is chunked. The decoder takes a length beside it away, so that it cannot be
   * told whether there was one, by which somebody on the way may have gone.
   */
  static boolean isChunked(HttpServerRequest request) {
    return request.headers().contains(TRANSFER_ENCODING);
  }

  private static Problem bad(String detail) {
    return Problem.of(Problem.Kind.BAD_REQUEST, detail);
  }
}
