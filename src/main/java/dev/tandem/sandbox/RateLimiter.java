package dev.tandem.sandbox;

import dev.tandem.sandbox.RateWindow.RateLimits;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Counts calls per account against limits that the control API may change. */
final class RateLimiter {
  private final Clock clock;
  private final Map<String, RateWindow> windows = new HashMap<>();
  private RateLimits limits = RateLimits.REAL;

  RateLimiter(Clock clock) {
    this.clock = clock;
  }

  boolean admits(String account) {
    return !limits.on()
        || windows
            .computeIfAbsent(account, name -> new RateWindow())
            .admit(clock.instant(), limits);
  }

  Answer refusal() {
    return Answer.error(
        "exceed_query_limit",
        "Query rate limit exceeded. Maximum "
            + limits.perMinute()
            + " requests per minute. Please try again later.");
  }

  /** Changes the named limits; windows start afresh. */
  void patch(JsonObject body) {
    limits =
        new RateLimits(
            Loose.flag(body, "on").orElse(limits.on()),
            Loose.integer(body, "perMinute").orElse(limits.perMinute()),
            Loose.integer(body, "perFiveMinutes").orElse(limits.perFiveMinutes()),
            Loose.flag(body, "rejectedCount").orElse(limits.rejectedCount()));
    windows.clear();
  }

  void reset() {
    limits = RateLimits.REAL;
    windows.clear();
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("on", limits.on())
        .put("perMinute", limits.perMinute())
        .put("perFiveMinutes", limits.perFiveMinutes())
        .put("rejectedCount", limits.rejectedCount());
  }
}
