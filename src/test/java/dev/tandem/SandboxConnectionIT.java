package dev.tandem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sandbox.SandboxProbe;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom the owner is connected with in the built-in sandbox, over restarts. */
final class SandboxConnectionIT {
  @TempDir private Path directory;

  @Test
  void aConsentAsTheSandboxesGuestOutlivesARestart() throws Exception {
    String key;
    try (GatewayProcess gateway = GatewayProcess.start(directory, Map.of()).awaitReady()) {
      key = gateway.madeKey();
      consentAsGuest(gateway, new ApiClient(gateway.url(), key));
      gateway.terminate();
      gateway.awaitExit();
    }
    try (GatewayProcess gateway = GatewayProcess.start(directory, Map.of()).awaitReady()) {
      ApiClient client = new ApiClient(gateway.url(), key);

      assertThat(client.get("/api/ticktick").body().get("state").asText()).isEqualTo("connected");
      client.post("/api/tasks", "{\"title\": \"The guest's\"}", "Prefer", "wait=10");

      assertThat(new SandboxProbe(gateway.sandbox().getPort()).tasks("guest")).hasSize(1);
      assertThat(gateway.out() + gateway.err().toString()).doesNotContain("another TickTick");
    }
  }

  private static void consentAsGuest(GatewayProcess gateway, ApiClient client) {
    ApiClient.Answer begun = client.get("/api/ticktick/authorize");
    URI page = URI.create(begun.body().get("authorization_url").asText());
    URI back =
        new SandboxProbe(gateway.sandbox().getPort()).consent(page.getRawQuery(), "guest", true);
    String cookie = begun.header("Set-Cookie");
    ApiClient.Answer ended =
        client.send(
            "GET",
            back.getRawPath() + "?" + back.getRawQuery(),
            null,
            "Cookie",
            cookie.substring(0, cookie.indexOf(';')));
    assertThat(ended.header("Location")).isEqualTo("/?ticktick=connected");
  }
}
