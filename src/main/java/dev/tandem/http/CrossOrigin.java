package dev.tandem.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import java.util.List;
import java.util.Set;

/**
 * Lets the pages of configured sites ask, and nobody else's: to a browser, silence is a refusal.
 * What comes from no such page is served as ever, as it shows a key of its own; cookies of the
 * browser never count here.
 */
final class CrossOrigin implements Handler<RoutingContext> {
  private static final int PREFLIGHT_SECONDS = 600;

  private final Set<String> origins;
  private final CorsHandler cors;

  /**
   * @param origins as browsers name them; at least one
   */
  CrossOrigin(List<String> origins) {
    this.origins = Set.copyOf(origins);
    this.cors =
        CorsHandler.create()
            .addOrigins(origins)
            .allowedMethods(
                Set.of(
                    HttpMethod.GET,
                    HttpMethod.HEAD,
                    HttpMethod.POST,
                    HttpMethod.PUT,
                    HttpMethod.PATCH,
                    HttpMethod.DELETE))
            .allowedHeaders(
                Set.of(
                    "Authorization",
                    "Content-Type",
                    "Idempotency-Key",
                    "If-Match",
                    "Last-Event-ID",
                    "Prefer",
                    "X-Request-Id",
                    "traceparent"))
            .exposedHeaders(
                Set.of(
                    "Allow",
                    "Content-Disposition",
                    "ETag",
                    "Idempotency-Replayed",
                    "Link",
                    "Location",
                    "Preference-Applied",
                    "RateLimit",
                    "RateLimit-Policy",
                    "Retry-After",
                    "Tandem-Revocation",
                    "WWW-Authenticate",
                    "X-Request-Id"))
            .maxAgeSeconds(PREFLIGHT_SECONDS);
  }

  @Override
  public void handle(RoutingContext ctx) {
    List<String> origin = ctx.request().headers().getAll(HttpHeaders.ORIGIN);
    if (origin.size() == 1 && origins.contains(origin.get(0))) {
      cors.handle(ctx);
    } else {
      ctx.response().putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
      ctx.next();
    }
  }
}
