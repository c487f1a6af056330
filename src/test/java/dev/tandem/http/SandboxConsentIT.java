package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.http.ConsentWalk.Begun;
import dev.tandem.http.TestClient.Reply;
import dev.tandem.sandbox.OAuthApp;
import dev.tandem.sandbox.RunningSandbox;
import dev.tandem.sandbox.SandboxOptions;
import dev.tandem.sandbox.SandboxProbe;
import dev.tandem.sandbox.SandboxVerticle;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Through the sandbox's own pages and back, at the addresses that both really have. */
class SandboxConsentIT {
  private static TestGateway gateway;
  private static SandboxProbe sandbox;

  @BeforeAll
  static void start() {
    gateway = TestGateway.start(new ContractCheck());
    OAuthApp app = new OAuthApp("sandbox-client", "sandbox-secret", OAuthApp.NOWHERE);
    SandboxVerticle verticle =
        new SandboxVerticle(
            new SandboxOptions("127.0.0.1", 0, app, List.of(RunningSandbox.ANNA), Optional.empty()),
            Clock.systemUTC());
    TestGateway.await(gateway.vertx().deployVerticle(verticle));
    sandbox = new SandboxProbe(verticle.port());
    verticle.register(gateway.redirectUri());
    gateway.connections().consentAt(sandbox.root().resolve("/oauth/authorize"));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void endsOnTheFirstPageWhenThePersonAgrees() {
    Reply landed = followed(ConsentWalk.begin(gateway.owner()), true);

    assertThat(landed.response().body()).contains("TickTick is connected.");
  }

  @Test
  void endsOnTheFirstPageWhenThePersonDoesNot() {
    Reply landed = followed(ConsentWalk.begin(gateway.owner()), false);

    assertThat(landed.response().body()).contains("Access was declined.");
  }

  private static Reply followed(Begun begun, boolean approve) {
    URI back = sandbox.consent(begun.consentPage().getRawQuery(), "anna", approve);
    assertThat(back.getPort()).isEqualTo(gateway.port());
    TestClient browser = gateway.client(null);
    Reply ended =
        browser.get(back.getRawPath() + "?" + back.getRawQuery(), "Cookie", begun.cookie());
    assertThat(ended.status()).isEqualTo(302);
    return browser.get(ended.header("Location"));
  }
}
