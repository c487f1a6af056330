package dev.tandem.openid;

import dev.tandem.account.AccountRoutes;
import dev.tandem.bus.Bus;
import dev.tandem.bus.Registration;
import dev.tandem.config.GatewayConfig.OpenId;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Tells who presents a JWT. One of a process, so that it asks the provider for keys once. */
public final class OpenIdVerticle extends VerticleBase {
  /** However many tokens come, their checks take no more of the machine. */
  private static final int WORKERS = 2;

  private final OpenId provider;
  private final FetchPace pace;
  private final Clock clock;
  private @Nullable ProviderKeys keys;
  private @Nullable WorkerExecutor workers;
  private @Nullable Registration served;

  /**
   * @param clock decides which tokens have expired
   */
  public OpenIdVerticle(OpenId provider, FetchPace pace, Clock clock) {
    this.provider = provider;
    this.pace = pace;
    this.clock = clock;
  }

  /** Does not wait for the provider, which may be down: others may come by keys of their own. */
  @Override
  public Future<?> start() {
    KeySetClient client = new KeySetClient(vertx, provider.jwks(), pace.limit());
    ProviderKeys provided = new ProviderKeys(vertx, client, pace, System::nanoTime);
    WorkerExecutor checks = vertx.createSharedWorkerExecutor("tandem-openid", WORKERS);
    keys = provided;
    workers = checks;
    provided.start();
    Bus bus = Bus.of(vertx);
    Identification identification = new Identification(provider, bus, provided, checks, clock);
    return bus.serve(AccountRoutes.OPENID, identification::of)
        .onSuccess(registration -> served = registration);
  }

  @Override
  public Future<?> stop() {
    return (served == null ? Future.succeededFuture() : served.remove())
        .eventually(() -> keys == null ? Future.succeededFuture() : keys.stop())
        .eventually(() -> workers == null ? Future.succeededFuture() : workers.close());
  }
}
