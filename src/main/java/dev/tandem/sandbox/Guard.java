package dev.tandem.sandbox;

import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Decides whether a call may reach its operation at all. */
final class Guard {
  private final Clock clock;
  private final RateLimiter limiter;
  private final Quirks quirks;

  Guard(Clock clock, RateLimiter limiter, Quirks quirks) {
    this.clock = clock;
    this.limiter = limiter;
    this.quirks = quirks;
  }

  Optional<Answer> refusal(Call call, Endpoint endpoint) {
    if (endpoint.access() == Endpoint.Access.OPEN) {
      return Optional.empty();
    }
    var grant = call.grant().orElse(null);
    if (grant == null || !grant.isAlive(clock.instant())) {
      return Optional.of(unauthorized());
    }
    var account = call.caller().orElse(null);
    if (account == null) {
      // A client_credentials token: TickTick has nobody to look up.
      return Optional.of(Answer.unknownException());
    }
    if (!limiter.admits(account.name())) {
      return Optional.of(limiter.refusal());
    }
    if (endpoint.access() == Endpoint.Access.WRITE && !grant.allowsWriting()) {
      return Optional.of(
          Answer.oauthError(403, "insufficient_scope", "Insufficient scope for this resource"));
    }
    if (endpoint.access() == Endpoint.Access.READ
        && account.takeLag()
        && quirks.has(Quirk.READ_LAG)) {
      call.readStale();
    }
    return Optional.empty();
  }

  private static Answer unauthorized() {
    return Answer.oauthError(401, "invalid_token", "Invalid access token")
        .withHeader("WWW-Authenticate", "Bearer realm=\"oauth\"");
  }

  /** The remote clock, as the Date header tells it. */
  String date() {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atZone(ZoneOffset.UTC));
  }
}
