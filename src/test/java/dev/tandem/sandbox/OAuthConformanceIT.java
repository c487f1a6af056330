package dev.tandem.sandbox;

import static dev.tandem.sandbox.RunningSandbox.ANNA;
import static dev.tandem.sandbox.RunningSandbox.APP;
import static dev.tandem.sandbox.Wire.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Point 1 of what a faithful simulator must reproduce: OAuth. */
final class OAuthConformanceIT {
  @RegisterExtension static final RunningSandbox SANDBOX = new RunningSandbox();

  private final SandboxProbe probe = SANDBOX.probe();
  private final OAuthWire oauth = new OAuthWire(probe);

  private int statusWith(String accessToken) {
    return new Wire(probe, accessToken).get("/project").statusCode();
  }

  @Test
  void consentSendsACodeAndTheStateBack() {
    var location = probe.consent(OAuthWire.AUTHORIZE, "anna", true);

    assertThat(location.toString()).startsWith(APP.redirectUri() + "?code=");
    assertThat(OAuthWire.parameter(location, "code")).matches("[A-Za-z0-9]{6}");
    assertThat(OAuthWire.parameter(location, "state")).isEqualTo("s+t");
  }

  @Test
  void refusalSendsAnError() {
    var location = probe.consent(OAuthWire.AUTHORIZE, "anna", false);

    assertThat(OAuthWire.parameter(location, "error")).isEqualTo("access_denied");
    assertThat(OAuthWire.parameter(location, "code")).isNull();
  }

  @Test
  void anotherRedirectUriIsNeverRedirectedTo() {
    var answer =
        probe.send(
            HttpRequest.newBuilder(
                    probe
                        .root()
                        .resolve(
                            "/oauth/authorize?client_id=sandbox-client&response_type=code"
                                + "&redirect_uri=http://evil.example/"))
                .build());

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Location")).isEmpty();
  }

  @Test
  void theTokenAnswerHasExactlyFourFields() {
    var answer = object(oauth.redeem(oauth.code()));

    assertThat(answer.fieldNames())
        .containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "scope");
    assertThat(answer.getString("access_token"))
        .matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    assertThat(answer.getString("token_type")).isEqualTo("bearer");
    assertThat(answer.getInteger("expires_in")).isBetween(15_551_990, 15_551_999);
    assertThat(answer.getString("scope")).isEqualTo("tasks:read tasks:write");
    assertThat(statusWith(answer.getString("access_token"))).isEqualTo(200);
  }

  @Test
  void credentialsAreTakenFromTheFormAndTheQueryToo() {
    var secrets = "client_id=sandbox-client&client_secret=sandbox-secret";

    assertThat(oauth.token("", OAuthWire.form(oauth.code()) + "&" + secrets, "").statusCode())
        .isEqualTo(200);
    assertThat(oauth.token("?" + OAuthWire.form(oauth.code()) + "&" + secrets, "", "").statusCode())
        .isEqualTo(200);
    assertThat(
            oauth
                .token(
                    "",
                    OAuthWire.form(oauth.code()) + "&client_id=sandbox-client&client_secret=x",
                    "")
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void aPublicClientProvesItselfByPkce() {
    // The pair of RFC 7636, appendix B.
    var challenge = "&code_challenge_method=S256&code_challenge=";
    var query = OAuthWire.AUTHORIZE + challenge + "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    var client = "&client_id=sandbox-client&code_verifier=";
    var good = OAuthWire.parameter(probe.consent(query, "anna", true), "code");
    var bad = OAuthWire.parameter(probe.consent(query, "anna", true), "code");

    var wrong = oauth.token("", OAuthWire.form(bad) + client + "x", "");
    var right =
        oauth.token(
            "", OAuthWire.form(good) + client + "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "");

    assertThat(right.statusCode()).isEqualTo(200);
    assertThat(object(wrong).getString("error")).isEqualTo("invalid_grant");
  }

  @Test
  void aCodeWorksOnceAndAnyOtherIsAnInvalidGrant() {
    var code = oauth.code();

    assertThat(oauth.redeem(code).statusCode()).isEqualTo(200);
    for (var used : new String[] {code, "nocode"}) {
      var answer = oauth.redeem(used);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(object(answer).getString("error")).isEqualTo("invalid_grant");
    }
  }

  @Test
  void aCodeNeedsTheRegisteredRedirectUriAndExpires() {
    var mismatch =
        oauth.token(
            "",
            "grant_type=authorization_code&redirect_uri=http://x/&code=" + oauth.code(),
            OAuthWire.BASIC);
    var code = oauth.code();
    probe.advanceClock(Duration.ofMinutes(11));

    assertThat(object(mismatch).getString("error")).isEqualTo("invalid_grant");
    assertThat(object(oauth.redeem(code)).getString("error")).isEqualTo("invalid_grant");
  }

  @Test
  void jsonIsNoForm() {
    var body =
        new JsonObject().put("grant_type", "authorization_code").put("code", oauth.code()).encode();

    var answer = oauth.post("/oauth/token", "application/json", body);

    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @Test
  void aSecondConsentReturnsTheSameTokenWithTheRemainingTimeUnlessTheQuirkIsOff() {
    probe.fixClock(Instant.parse("2026-11-22T10:00:00Z"));
    var first = object(oauth.redeem(oauth.code()));
    probe.advanceClock(Duration.ofSeconds(100));

    var second = object(oauth.redeem(oauth.code()));
    probe.quirk("reconsentKeepsToken", false);
    var third = object(oauth.redeem(oauth.code()));

    assertThat(second.getString("access_token")).isEqualTo(first.getString("access_token"));
    assertThat(second.getInteger("expires_in")).isEqualTo(15_551_899);
    assertThat(third.getString("access_token")).isNotEqualTo(first.getString("access_token"));
  }

  @Test
  void theRefreshGrantIsRefusedUnlessTheQuirkIsOn() {
    var refused = oauth.token("", "grant_type=refresh_token&refresh_token=x", OAuthWire.BASIC);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(object(refused).getString("error")).isEqualTo("unsupported_grant_type");
  }

  @Test
  void refreshTokensRotateAndEndTheOldAccessToken() {
    probe.quirk("refreshTokens", true);
    var first = object(oauth.redeem(oauth.code()));
    var refresh = "grant_type=refresh_token&refresh_token=" + first.getString("refresh_token");

    var second = object(oauth.token("", refresh, OAuthWire.BASIC));
    var reused = oauth.token("", refresh, OAuthWire.BASIC);

    assertThat(statusWith(first.getString("access_token"))).isEqualTo(401);
    assertThat(statusWith(second.getString("access_token"))).isEqualTo(200);
    assertThat(second.getString("refresh_token")).isNotEqualTo(first.getString("refresh_token"));
    assertThat(object(reused).getString("error")).isEqualTo("invalid_grant");
    assertThat(probe.effects("token.refreshed")).isEqualTo(1);
    assertThat(probe.ledger(Map.of("route", "token", "account", "anna"))).hasSize(2);
  }

  @Test
  void refreshTokensStayWithoutRotation() {
    probe.quirk("refreshTokens", true);
    probe.quirk("refreshRotates", false);
    var refresh = probe.issueToken("anna", true).getString("refresh_token");
    var form = "grant_type=refresh_token&refresh_token=" + refresh;

    assertThat(object(oauth.token("", form, OAuthWire.BASIC)).getString("refresh_token"))
        .isEqualTo(refresh);
    assertThat(oauth.token("", form, OAuthWire.BASIC).statusCode()).isEqualTo(200);
  }

  @Test
  void aBadOrExpiredBearerIsAnInvalidToken() {
    probe.expireToken("anna");

    for (var bearer : new String[] {"nonsense", ANNA.accessToken()}) {
      var answer = new Wire(probe, bearer).get("/project");
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(object(answer).getString("error")).isEqualTo("invalid_token");
      assertThat(object(answer).containsKey("error_description")).isTrue();
      assertThat(answer.headers().firstValue("WWW-Authenticate"))
          .hasValue("Bearer realm=\"oauth\"");
    }
  }

  @Test
  void aTokenDiesAfterItsLifetime() {
    var token = object(oauth.redeem(oauth.code())).getString("access_token");
    probe.advanceClock(Duration.ofDays(180));

    assertThat(statusWith(token)).isEqualTo(401);
  }

  @Test
  void anExpiredAccessTokenLeavesTheRefreshTokenGoodAndRevocationDoesNot() {
    probe.quirk("refreshTokens", true);
    var expired = probe.issueToken("anna", true);
    probe.expireToken("anna");
    var form = "grant_type=refresh_token&refresh_token=";

    var refreshed =
        object(oauth.token("", form + expired.getString("refresh_token"), OAuthWire.BASIC));
    probe.revokeTokens("anna");

    assertThat(statusWith(refreshed.getString("access_token"))).isEqualTo(401);
    assertThat(
            oauth
                .token("", form + refreshed.getString("refresh_token"), OAuthWire.BASIC)
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void revokeTakesAMultipartForm() {
    var token = object(oauth.redeem(oauth.code())).getString("access_token");
    var part =
        "--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n" + token + "\r\n--b--\r\n";

    var answer = oauth.post("/oauth/revoke", "multipart/form-data; boundary=b", part);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(statusWith(token)).isEqualTo(401);
  }

  @Test
  void aClientCredentialsTokenIsNobodys() {
    var token =
        object(oauth.token("", "grant_type=client_credentials", OAuthWire.BASIC))
            .getString("access_token");

    var answer = new Wire(probe, token).get("/project");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(object(answer).getString("errorCode")).isEqualTo("unknown_exception");
  }

  @Test
  void aTokenWithoutTheWriteScopeOnlyReads() {
    var query = OAuthWire.AUTHORIZE.replace("%20tasks:write", "");
    var code = OAuthWire.parameter(probe.consent(query, "anna", true), "code");
    var reader = new Wire(probe, object(oauth.redeem(code)).getString("access_token"));

    assertThat(reader.get("/project").statusCode()).isEqualTo(200);
    assertThat(reader.post("/task", new JsonObject().put("title", "a")).statusCode())
        .isEqualTo(403);
  }

  @Test
  void noTokenShowsInTheLedgerOrADump() {
    probe.quirk("refreshTokens", true);
    var answer = object(oauth.redeem(oauth.code()));
    new Wire(probe, answer.getString("access_token")).create("a");

    var shown = probe.ledger().toString() + probe.dump("anna") + probe.summary();

    assertThat(shown)
        .doesNotContain(answer.getString("access_token"))
        .doesNotContain(answer.getString("refresh_token"))
        .doesNotContain(ANNA.accessToken());
    assertThat(RunningSandbox.options(Optional.empty()).toString())
        .doesNotContain(APP.clientSecret())
        .doesNotContain(ANNA.accessToken());
  }
}
