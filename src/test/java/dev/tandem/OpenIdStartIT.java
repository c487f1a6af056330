package dev.tandem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.config.GatewayConfig.OpenId;
import dev.tandem.openid.TestKey;
import dev.tandem.openid.TestProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar with an OpenID provider configured. */
final class OpenIdStartIT {
  @TempDir private Path directory;

  @Test
  void startsWhileTheProviderIsDownAndTakesItsTokensWhenItIsUp() throws Exception {
    TestKey key = TestKey.make("k", "RS256");
    String token = key.sign(TestProvider.claims("ada").put("name", "Ada"));
    try (TestProvider provider = new TestProvider()) {
      provider.answers(request -> request.connection().close());
      try (GatewayProcess gateway = start(provider.config()).awaitReady()) {
        ApiClient ada = new ApiClient(gateway.url(), token);
        ApiClient.Answer undecided = ada.get("/api/tasks");
        assertThat(undecided.status()).isEqualTo(503);
        assertThat(undecided.header("Retry-After")).isEqualTo("1");
        assertThat(new ApiClient(gateway.url(), gateway.madeKey()).get("/api/tasks").status())
            .isEqualTo(200);

        provider.publish(key);
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> ada.get("/api/tasks").status() == 200);

        assertThat(ada.post("/api/tasks", "{\"title\":\"mine\"}").status()).isEqualTo(201);
        gateway.terminate();
        assertThat(gateway.awaitExit()).isIn(0, 143);
        assertThat(gateway.out() + gateway.err().toString())
            .contains("The OpenID provider has no keys for us")
            .doesNotContain("eyJ");
      }
    }
  }

  private GatewayProcess start(OpenId provider) throws Exception {
    return GatewayProcess.start(
        directory,
        Map.of(
            "TANDEM_JWT_JWKS_URL", provider.jwks().toString(),
            "TANDEM_JWT_ISSUER", provider.issuer(),
            "TANDEM_JWT_AUDIENCE", provider.audience()));
  }
}
