package dev.tandem.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Every token that was ever issued; a dead one stays known as dead. */
final class Grants {
  /** About 180 days, as seen in every first answer of the real service. */
  static final Duration LIFETIME = Duration.ofSeconds(15_551_999);

  private final Clock clock;
  private final Map<String, Grant> byAccessToken = new LinkedHashMap<>();
  private final Map<String, Grant> byRefreshToken = new LinkedHashMap<>();
  private List<Grant> changed = new ArrayList<>();

  Grants(Clock clock) {
    this.clock = clock;
  }

  /** Lets an account's own API token work, unless the journal knows that it was ended. */
  void seed(SandboxAccount account) {
    if (!account.accessToken().isEmpty() && !byAccessToken.containsKey(account.accessToken())) {
      restore(
          new Grant(
              account.accessToken(), null, account.name(), Grant.READ_AND_WRITE, Grant.NEVER));
    }
  }

  void restore(Grant grant) {
    var before = byAccessToken.put(grant.accessToken(), grant);
    if (before != null && before.refreshToken() != null) {
      byRefreshToken.remove(before.refreshToken());
    }
    if (grant.refreshToken() != null) {
      byRefreshToken.put(grant.refreshToken(), grant);
    }
  }

  private Grant put(Grant grant) {
    restore(grant);
    changed.add(grant);
    return grant;
  }

  Optional<Grant> bearer(@Nullable String authorization) {
    if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return Optional.empty();
    }
    return Optional.ofNullable(byAccessToken.get(authorization.substring(7).trim()));
  }

  /** The living token that a second consent of this kind would return. */
  Optional<Grant> living(String account, String scope) {
    var now = clock.instant();
    return byAccessToken.values().stream()
        .filter(grant -> account.equals(grant.account()) && grant.scope().equals(scope))
        .filter(grant -> grant.isAlive(now) && !grant.isPermanent())
        .findFirst();
  }

  Grant issue(@Nullable String account, String scope, boolean withRefresh, Duration lifetime) {
    return put(
        new Grant(
            UUID.randomUUID().toString(),
            withRefresh ? UUID.randomUUID().toString() : null,
            account,
            scope,
            clock.instant().plus(lifetime)));
  }

  /** Ends the old pair and issues a new one; empty if the token is not, or no longer, good. */
  Optional<Grant> refresh(String refreshToken, boolean rotate) {
    var old = byRefreshToken.get(refreshToken);
    if (old == null) {
      return Optional.empty();
    }
    put(old.expiringAt(clock.instant()).withoutRefresh());
    return Optional.of(
        put(
            new Grant(
                UUID.randomUUID().toString(),
                rotate ? UUID.randomUUID().toString() : refreshToken,
                old.account(),
                old.scope(),
                clock.instant().plus(LIFETIME))));
  }

  /** Ends a grant by either of its tokens; an unknown token changes nothing. */
  boolean revoke(String token) {
    var grant = Optional.ofNullable(byAccessToken.get(token)).orElse(byRefreshToken.get(token));
    if (grant == null) {
      return false;
    }
    put(grant.expiringAt(clock.instant()).withoutRefresh());
    return true;
  }

  /** Lets an account's access tokens expire now; refresh tokens live on unless revoked. */
  int end(String account, boolean revoke) {
    var now = clock.instant();
    var ended = 0;
    for (var grant : List.copyOf(byAccessToken.values())) {
      if (account.equals(grant.account()) && (grant.isAlive(now) || revoke)) {
        var expired = grant.isAlive(now) ? grant.expiringAt(now) : grant;
        put(revoke ? expired.withoutRefresh() : expired);
        ended++;
      }
    }
    return ended;
  }

  Collection<Grant> all() {
    return byAccessToken.values();
  }

  /** What changed since the last call, for the journal. */
  List<Grant> takeChanges() {
    var taken = changed;
    changed = new ArrayList<>();
    return taken;
  }

  void clear() {
    byAccessToken.clear();
    byRefreshToken.clear();
    changed.clear();
  }
}
