package dev.tandem.sandbox;

import dev.tandem.sandbox.ConsentRequests.Agreed;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server's half of OAuth: tokens for codes, refresh, revocation. */
final class TokenApi {
  private final DeveloperPortal portal;
  private final Grants grants;
  private final ConsentRequests requests;
  private final Quirks quirks;
  private final Clock clock;

  TokenApi(
      DeveloperPortal portal, Grants grants, ConsentRequests requests, Quirks quirks, Clock clock) {
    this.portal = portal;
    this.grants = grants;
    this.requests = requests;
    this.quirks = quirks;
    this.clock = clock;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open("token", HttpMethod.POST, "/oauth/token", this::token),
        Endpoint.open("revoke", HttpMethod.POST, "/oauth/revoke", this::revoke));
  }

  private Answer token(Call call) {
    var client = client(call);
    if (client == Client.UNKNOWN) {
      return Answer.oauthError(401, "invalid_client", "Bad client credentials");
    }
    return switch (call.parameter("grant_type").orElse("")) {
      case "authorization_code" -> redeem(call, client);
      case "refresh_token" -> refresh(call);
      case "client_credentials" -> clientOnly(call, client);
      case "" -> Answer.oauthError(400, "invalid_request", "Missing grant type");
      default -> Answer.oauthError(400, "unsupported_grant_type", "Unsupported grant type");
    };
  }

  /** How an application proved itself. */
  private enum Client {
    UNKNOWN,
    SECRET,
    /** By its id alone: only a code verifier can make up for it. */
    PUBLIC
  }

  private Client client(Call call) {
    var basic = basic(call.context().request().getHeader("Authorization"));
    var id = basic.map(b -> b.id).or(() -> call.parameter("client_id"));
    var secret = basic.map(b -> b.secret).or(() -> call.parameter("client_secret"));
    if (id.filter(portal.app().clientId()::equals).isEmpty()) {
      return Client.UNKNOWN;
    }
    if (secret.isPresent()) {
      return secret.get().equals(portal.app().clientSecret()) ? Client.SECRET : Client.UNKNOWN;
    }
    return call.parameter("code_verifier").isPresent() ? Client.PUBLIC : Client.UNKNOWN;
  }

  private record Credentials(String id, String secret) {
    @Override
    public String toString() {
      return "Credentials[id=" + id + ", secret=***]";
    }
  }

  private static Optional<Credentials> basic(@Nullable String header) {
    if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return Optional.empty();
    }
    try {
      var decoded =
          new String(
              Base64.getDecoder().decode(header.substring(6).trim()), StandardCharsets.UTF_8);
      var colon = decoded.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new Credentials(decoded.substring(0, colon), decoded.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      // Not Base64: no credentials, which the caller answers like wrong ones.
      return Optional.empty();
    }
  }

  private Answer redeem(Call call, Client client) {
    var agreed = call.parameter("code").flatMap(requests::redeem);
    if (agreed.isEmpty()) {
      return invalidGrant("Invalid authorization code");
    }
    var asked = agreed.get().asked();
    var redirectUri = call.parameter("redirect_uri");
    var redirectFits =
        redirectUri.map(portal.app().redirectUri()::equals).orElse(asked.redirectUri().isEmpty());
    if (!redirectFits) {
      return invalidGrant("Redirect URI mismatch");
    }
    var verifierFits =
        asked
            .challenge()
            .map(c -> call.parameter("code_verifier").filter(v -> s256(v).equals(c)).isPresent())
            .orElse(client == Client.SECRET);
    if (!verifierFits) {
      return invalidGrant("Code verifier mismatch");
    }
    return granted(call, agreed.get());
  }

  /** As Spring's token store: while a token lives, it is what a new consent gets. */
  private Answer granted(Call call, Agreed agreed) {
    call.entry().belongsTo(agreed.account());
    var scope = agreed.asked().scope();
    var withRefresh = quirks.has(Quirk.REFRESH_TOKENS);
    var living =
        quirks.has(Quirk.RECONSENT_KEEPS_TOKEN)
            ? grants.living(agreed.account(), scope)
            : Optional.<Grant>empty();
    if (living.filter(grant -> !withRefresh || grant.refreshToken() != null).isPresent()) {
      return answer(living.get());
    }
    return effect(
        call, "token.issued", grants.issue(agreed.account(), scope, withRefresh, Grants.LIFETIME));
  }

  private Answer refresh(Call call) {
    if (!quirks.has(Quirk.REFRESH_TOKENS)) {
      return Answer.oauthError(400, "unsupported_grant_type", "Unsupported grant type");
    }
    return call.parameter("refresh_token")
        .flatMap(token -> grants.refresh(token, quirks.has(Quirk.REFRESH_ROTATES)))
        .map(grant -> effect(call, "token.refreshed", grant))
        .orElseGet(() -> invalidGrant("Invalid refresh token"));
  }

  /** Works, and is good for nothing: there is no person behind it. */
  private Answer clientOnly(Call call, Client client) {
    if (client != Client.SECRET) {
      return Answer.oauthError(401, "invalid_client", "Bad client credentials");
    }
    return effect(
        call, "token.issued", grants.issue(null, Grant.READ_AND_WRITE, false, Grants.LIFETIME));
  }

  private Answer effect(Call call, String kind, Grant grant) {
    if (grant.account() != null) {
      call.entry().belongsTo(grant.account());
    }
    call.entry().applied(List.of(new Effect(kind, "")), clock.instant());
    return answer(grant);
  }

  /** Exactly four fields, five where refresh tokens are on. */
  private Answer answer(Grant grant) {
    var json =
        new JsonObject()
            .put("access_token", grant.accessToken())
            .put("token_type", "bearer")
            .put("expires_in", Duration.between(clock.instant(), grant.expires()).toSeconds())
            .put("scope", grant.scope());
    if (quirks.has(Quirk.REFRESH_TOKENS) && grant.refreshToken() != null) {
      json.put("refresh_token", grant.refreshToken());
    }
    return Answer.json(json).withHeader("Cache-Control", "no-store");
  }

  private static Answer invalidGrant(String description) {
    return Answer.oauthError(400, "invalid_grant", description);
  }

  private Answer revoke(Call call) {
    if (call.parameter("token").filter(grants::revoke).isPresent()) {
      call.entry().applied(List.of(new Effect("token.revoked", "")), clock.instant());
    }
    return Answer.empty(200);
  }

  private static String s256(String verifier) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
