package dev.tandem.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a client says that it reached this, for the client's own eyes: it may say anything, so it
 * decides nothing, and only what is plainly a host is repeated.
 */
final class ClaimedAddress {
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");

  private ClaimedAddress() {}

  /** {@code http://host:port}; https if a proxy says that it was. */
  static Optional<String> of(HttpServerRequest request) {
    List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
    boolean secure = request.isSSL() || "https".equals(request.getHeader("X-Forwarded-Proto"));
    return hosts.size() == 1 && HOST.matcher(hosts.get(0)).matches()
        ? Optional.of((secure ? "https://" : "http://") + hosts.get(0))
        : Optional.empty();
  }
}
