package dev.tandem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sandbox.SandboxProbe;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built-in sandbox knows where this gateway really is, whatever port it got. */
final class ConsentFromTheFirstStartIT {
  private static final String CALLBACK = "/oauth/ticktick/callback";

  @TempDir private Path directory;

  @Test
  void sendsBrowsersBackToThePortThatIsServed() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(directory, Map.of()).awaitReady()) {
      SandboxProbe sandbox = new SandboxProbe(gateway.sandbox().getPort());
      String here = gateway.url() + CALLBACK;

      assertThat(sandbox.consent(asking(here), "guest", true).toString()).startsWith(here + "?");
      assertThat(statusOf(sandbox, "http://127.0.0.1:1" + CALLBACK)).isEqualTo(400);
    }
  }

  @Test
  void sendsBrowsersBackToWhereTheConfigurationSays() throws Exception {
    String there = "https://tandem.example/prefix" + CALLBACK;
    try (GatewayProcess gateway =
        GatewayProcess.start(directory, Map.of("TICKTICK_REDIRECT_URI", there)).awaitReady()) {
      SandboxProbe sandbox = new SandboxProbe(gateway.sandbox().getPort());

      assertThat(sandbox.consent(asking(there), "owner", false).toString())
          .startsWith(there + "?error=access_denied");
      assertThat(statusOf(sandbox, gateway.url() + CALLBACK)).isEqualTo(400);
    }
  }

  /** Whatever comes of it, what a browser brings back is in no line of the log. */
  @Test
  void logsNothingOfWhatComesBack() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(directory, Map.of()).awaitReady()) {
      ApiClient client = new ApiClient(gateway.url(), gateway.madeKey());
      String[] cookie = {"Cookie", "tandem_consent_533b60dd4d7d308b=c00kie-value"};
      for (String query : new String[] {"state=st4te&code=c0de", "state=st4te&code=c0de&code=x"}) {
        assertThat(client.send("GET", CALLBACK + "?" + query, null, cookie).status())
            .isGreaterThanOrEqualTo(400);
      }
      gateway.terminate();
      gateway.awaitExit();

      assertThat(gateway.out() + gateway.err().toString())
          .doesNotContain("st4te", "c0de", "c00kie-value");
    }
  }

  private static int statusOf(SandboxProbe sandbox, String redirectUri) {
    URI page = sandbox.root().resolve("/oauth/authorize?" + asking(redirectUri));
    return sandbox.send(HttpRequest.newBuilder(page).build()).statusCode();
  }

  private static String asking(String redirectUri) {
    return "client_id=tandem&response_type=code&state=s&redirect_uri="
        + URLEncoder.encode(redirectUri, StandardCharsets.UTF_8);
  }
}
