package dev.tandem.ticktick;

import dev.tandem.config.GatewayConfig;
import dev.tandem.config.Secret;
import dev.tandem.sandbox.OAuthApp;
import dev.tandem.sandbox.SandboxAccount;
import dev.tandem.sandbox.SandboxOptions;
import dev.tandem.sandbox.SandboxProbe;
import dev.tandem.sandbox.SandboxVerticle;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** A TickTick with two accounts that can go down and come back on the same port. */
final class StagedSandbox {
  private static final OAuthApp APP =
      new OAuthApp("client", "client-secret", "http://127.0.0.1:1/callback");
  private static final List<SandboxAccount> ACCOUNTS =
      List.of(
          new SandboxAccount(PushStage.ANNA, 115781412L, "Europe/Rome", "tp_anna-token"),
          new SandboxAccount(PushStage.BEN, 220034567L, "America/New_York", "tp_ben-token"));

  private final Vertx vertx;
  private final List<SandboxAccount> accounts;
  private final Path journal;
  private String deployment;
  private SandboxProbe probe;
  private int port;

  StagedSandbox(Vertx vertx) throws IOException {
    this(vertx, ACCOUNTS);
  }

  StagedSandbox(Vertx vertx, List<SandboxAccount> accounts) throws IOException {
    this.vertx = vertx;
    this.accounts = accounts;
    this.journal = Files.createTempDirectory("sandbox").resolve("sandbox.ndjson");
  }

  /** Its OAuth application, as the gateway is told of it. */
  static GatewayConfig.OAuthApp app() {
    return new GatewayConfig.OAuthApp(APP.clientId(), new Secret(APP.clientSecret()));
  }

  void start() {
    var sandbox =
        new SandboxVerticle(
            new SandboxOptions("127.0.0.1", port, APP, accounts, Optional.of(journal)),
            Clock.systemUTC());
    deployment = PushStage.get(vertx.deployVerticle(sandbox));
    port = sandbox.port();
    probe = new SandboxProbe(port);
  }

  void stop() {
    PushStage.get(vertx.undeploy(deployment));
  }

  SandboxProbe probe() {
    return probe;
  }

  URI root() {
    return probe.root();
  }
}
