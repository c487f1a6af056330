package dev.tandem.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A sandbox for a test class, reset before each test. */
public final class RunningSandbox
    implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
  public static final OAuthApp APP =
      new OAuthApp("sandbox-client", "sandbox-secret", "http://127.0.0.1:1/callback");
  public static final SandboxAccount ANNA =
      new SandboxAccount("anna", 115781412L, "Europe/Rome", "tp_anna-token");
  public static final SandboxAccount BEN =
      new SandboxAccount("ben", 220034567L, "America/New_York", "tp_ben-token");

  private Vertx vertx;
  private SandboxProbe probe;

  /** Starts one outside of JUnit's life cycle. */
  static SandboxVerticle deploy(Vertx vertx, Optional<Path> journal) throws Exception {
    var verticle = new SandboxVerticle(options(journal), Clock.systemUTC());
    await(vertx.deployVerticle(verticle));
    return verticle;
  }

  static SandboxOptions options(Optional<Path> journal) {
    return new SandboxOptions("127.0.0.1", 0, APP, List.of(ANNA, BEN), journal);
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    vertx = Vertx.vertx();
    probe = new SandboxProbe(deploy(vertx, Optional.empty()).port());
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    probe.reset();
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    await(vertx.close());
  }

  public SandboxProbe probe() {
    return probe;
  }

  Wire as(SandboxAccount account) {
    return new Wire(probe, account.accessToken());
  }
}
