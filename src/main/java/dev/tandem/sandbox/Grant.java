package dev.tandem.sandbox;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An access token and what it opens.
 *
 * @param account null for a client_credentials token, which belongs to nobody
 * @param refreshToken null when none was issued, or it was used up
 */
record Grant(
    String accessToken,
    @Nullable String refreshToken,
    @Nullable String account,
    String scope,
    Instant expires) {

  static final String READ_AND_WRITE = "tasks:read tasks:write";

  /** The expiry of a personal API token. */
  static final Instant NEVER = Instant.ofEpochSecond(253_402_300_799L);

  boolean isPermanent() {
    return expires.equals(NEVER);
  }

  boolean isAlive(Instant now) {
    return now.isBefore(expires);
  }

  boolean allowsWriting() {
    return scope.contains("tasks:write");
  }

  Grant expiringAt(Instant at) {
    return new Grant(accessToken, refreshToken, account, scope, at);
  }

  Grant withoutRefresh() {
    return new Grant(accessToken, null, account, scope, expires);
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("accessToken", accessToken)
        .put("refreshToken", refreshToken)
        .put("account", account)
        .put("scope", scope)
        .put("expires", expires.toEpochMilli());
  }

  static Grant fromJson(JsonObject json) {
    return new Grant(
        json.getString("accessToken"),
        json.getString("refreshToken"),
        json.getString("account"),
        json.getString("scope"),
        Instant.ofEpochMilli(json.getLong("expires")));
  }

  @Override
  public String toString() {
    return "Grant[account=" + account + ", scope=" + scope + ", expires=" + expires + "]";
  }
}
