package dev.tandem.sandbox;

import static dev.tandem.sandbox.RunningSandbox.ANNA;
import static dev.tandem.sandbox.RunningSandbox.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a browser gets to see, and what it is allowed to do with it. */
final class ConsentPageIT {
  private static final String BACK = "http://127.0.0.1:8080/oauth/ticktick/callback";

  private Vertx vertx;
  private SandboxVerticle sandbox;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    var app = new OAuthApp("<Tandem> & co", "secret", OAuthApp.NOWHERE);
    sandbox =
        new SandboxVerticle(
            new SandboxOptions("127.0.0.1", 0, app, List.of(ANNA), Optional.empty()),
            Clock.systemUTC());
    await(vertx.deployVerticle(sandbox));
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  private HttpResponse<String> page(String scope, String redirectUri) {
    var probe = new SandboxProbe(sandbox.port());
    return probe.send(
        HttpRequest.newBuilder(
                probe
                    .root()
                    .resolve(
                        "/oauth/authorize?response_type=code&state=s&client_id="
                            + encoded("<Tandem> & co")
                            + "&scope="
                            + encoded(scope)
                            + "&redirect_uri="
                            + encoded(redirectUri)))
            .build());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String policy(HttpResponse<String> page) {
    return page.headers().firstValue("Content-Security-Policy").orElseThrow();
  }

  @Test
  void saysWhoAsksForWhatAndThatItIsSimulated() {
    sandbox.register(URI.create(BACK));

    var page = page("tasks:read tasks:write", BACK);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("&lt;Tandem&gt; &amp; co", "see your tasks and lists", "create, change")
        .contains("value=\"anna\" checked", "Simulated", "go back to http://127.0.0.1:8080<")
        .doesNotContain("<Tandem>", "<script");
    assertThat(page("tasks:read", BACK).body()).doesNotContain("create, change");
  }

  @Test
  void allowsItsOwnStyleItsFormAndTheWayBackAndNothingElse() throws Exception {
    sandbox.register(URI.create(BACK));

    var page = page("tasks:read", BACK);

    var style =
        page.body().substring(page.body().indexOf("<style>") + 7, page.body().indexOf("</style>"));
    var hash =
        Base64.getEncoder()
            .encodeToString(
                MessageDigest.getInstance("SHA-256")
                    .digest(style.getBytes(StandardCharsets.UTF_8)));
    assertThat(policy(page))
        .isEqualTo(
            "default-src 'none'; style-src 'sha256-"
                + hash
                + "'; form-action 'self' http://127.0.0.1:8080; base-uri 'none';"
                + " frame-ancestors 'none'");
  }

  @ParameterizedTest
  @CsvSource({
    "https://tandem.example/x?y=z, 'self' https://tandem.example;",
    "http://[::1]:8080/back, 'self' http:;"
  })
  void namesTheOriginOfTheWayBackWherePoliciesCan(String redirectUri, String targets) {
    sandbox.register(URI.create(redirectUri));

    assertThat(policy(page("tasks:read", redirectUri))).contains("form-action " + targets);
  }

  @Test
  void sendsNobodyBackToWhatIsNotRegisteredNow() {
    var unregistered = page("tasks:read", BACK);
    sandbox.register(URI.create(BACK));
    var other = page("tasks:read", BACK + "/");
    sandbox.register(URI.create("http://127.0.0.1:8081/oauth/ticktick/callback"));
    var former = page("tasks:read", BACK);

    for (var refusal : List.of(unregistered, other, former)) {
      assertThat(refusal.statusCode()).isEqualTo(400);
      assertThat(policy(refusal)).contains("form-action 'none'");
      assertThat(refusal.headers().firstValue("Location")).isEmpty();
    }
    assertThat(unregistered.body()).contains("has no redirect URI yet");
  }
}
