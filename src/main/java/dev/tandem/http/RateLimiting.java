package dev.tandem.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * Lets a key, or whoever comes by tokens, come as often as they may, and tells how often that is
 * (draft-ietf-httpapi-ratelimit-headers).
 */
final class RateLimiting implements Handler<RoutingContext> {
  private static final CharSequence POLICY = HttpHeaders.createOptimized("ratelimit-policy");
  private static final CharSequence STATE = HttpHeaders.createOptimized("ratelimit");
  private static final String NAME = "\"per-key\"";

  private final RateLimit limit;
  private final String policy;

  RateLimiting(RateLimit limit) {
    this.limit = limit;
    this.policy = NAME + ";q=" + limit.perMinute() + ";w=60";
  }

  @Override
  public void handle(RoutingContext ctx) {
    RateLimit.Verdict verdict = limit.take(Authenticator.callerOf(ctx).principal());
    HttpServerResponse response = ctx.response();
    response
        .putHeader(POLICY, policy)
        .putHeader(STATE, NAME + ";r=" + verdict.remaining() + ";t=" + verdict.resetSeconds());
    if (verdict.passes()) {
      ctx.next();
    } else {
      ctx.fail(verdict.refusal("you may come " + limit.perMinute() + " times a minute"));
    }
  }
}
