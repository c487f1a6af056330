package dev.tandem;

import dev.tandem.bus.Bus;
import dev.tandem.config.Configuration;
import dev.tandem.config.GatewayConfig;
import dev.tandem.config.MigrateMode;
import dev.tandem.http.HttpOptions;
import dev.tandem.http.HttpVerticle;
import dev.tandem.http.Readiness;
import dev.tandem.openid.FetchPace;
import dev.tandem.openid.OpenIdVerticle;
import dev.tandem.persistence.DatabaseVerticle;
import dev.tandem.persistence.KeyRotationVerticle;
import dev.tandem.persistence.MigrationVerticle;
import dev.tandem.persistence.PersistenceVerticle;
import dev.tandem.ticktick.TickTickVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The root of a gateway: deploys database → persistence → key rotation → sandbox → ticktick →
 * openid (where one is configured) → http and undeploys in reverse.
 *
 * <p>Whoever ends it calls {@link #drain} first: undeploying this verticle alone would stop its
 * parts in no order and fail requests in flight.
 */
public final class GatewayVerticle extends VerticleBase {
  private static final int INSTANCES = Runtime.getRuntime().availableProcessors();

  private final Clock clock;
  private final @Nullable GatewayConfig given;
  private final Readiness readiness = new Readiness();
  private final Deque<String> deployments = new ArrayDeque<>();
  private volatile Future<?> starting = Future.succeededFuture();
  private volatile boolean draining;
  private volatile @Nullable Started started;
  private volatile @Nullable String migrated;

  /** Reads its configuration from file and environment. */
  public GatewayVerticle() {
    this(null, Clock.systemUTC());
  }

  /**
   * @param given the configuration; null: from file and environment
   */
  public GatewayVerticle(@Nullable GatewayConfig given, Clock clock) {
    this.given = given;
    this.clock = clock;
  }

  /** What a person is told when all is ready; empty until then. */
  public Optional<Started> started() {
    return Optional.ofNullable(started);
  }

  /** What a process did that was told to migrate and nothing else, in one line; else empty. */
  public Optional<String> migrated() {
    return Optional.ofNullable(migrated);
  }

  @Override
  public Future<?> start() {
    // Known before the first look at the flag: whoever drains either finds this or is found.
    Promise<Void> ended = Promise.promise();
    starting = ended.future();
    Future<?> steps =
        (given == null ? Configuration.load(vertx) : Future.succeededFuture(given))
            .compose(this::unlessDraining)
            .compose(this::run);
    steps.onComplete(done -> ended.complete());
    // The first error is the one that counts, even if the clean-up fails too.
    return steps.recover(failure -> drain().transform(drained -> Future.failedFuture(failure)));
  }

  /** Between two steps of the start; a step under way is waited for, not interrupted. */
  private <T> Future<T> unlessDraining(T result) {
    return draining
        ? Future.failedFuture(new StartEndedException())
        : Future.succeededFuture(result);
  }

  /**
   * Ends the gateway in order: not ready any more, requests in flight answered, pushes in flight
   * settled, leases ended, the database last. A start that is not over goes no further, and what
   * its present step has made ready is ended too.
   */
  public Future<Void> drain() {
    readiness.drain();
    draining = true;
    return starting.transform(over -> undeployAll());
  }

  private Future<Void> undeployAll() {
    Future<Void> drained = Future.succeededFuture();
    synchronized (deployments) {
      while (!deployments.isEmpty()) {
        String deployment = deployments.pop();
        drained = drained.eventually(() -> vertx.undeploy(deployment));
      }
    }
    return drained;
  }

  /** Either serves, or only migrates. */
  private Future<?> run(GatewayConfig config) {
    if (config.storage().migrate() == MigrateMode.ONLY) {
      return deploy(new MigrationVerticle(config.storage(), line -> migrated = line));
    }
    return deployAll(config).onSuccess(ready -> started = ready);
  }

  private Future<Started> deployAll(GatewayConfig config) {
    Bootstrap bootstrap = new Bootstrap(Bus.install(vertx, Messages.types()));
    Optional<Sandbox> sandbox =
        config.ticktick().sandbox()
            ? Optional.of(new Sandbox(config.storage().dataDir(), clock))
            : Optional.empty();
    return probe(config.http())
        .compose(this::unlessDraining)
        .compose(done -> persistence(config))
        .compose(this::unlessDraining)
        .compose(done -> sandbox(sandbox))
        .compose(this::unlessDraining)
        .compose(done -> ticktick(config, sandbox))
        .compose(this::unlessDraining)
        .compose(done -> openId(config.http().access().openId()))
        .compose(this::unlessDraining)
        .compose(done -> http(config.http(), config.sync().pushWait()))
        .onSuccess(http -> sandbox.ifPresent(built -> built.sendBackTo(http.redirectUri())))
        .map(http -> url(config.http().host(), http.port()))
        .compose(this::unlessDraining)
        .compose(
            url ->
                // Last, since a key is told only once: nothing may fail between its making and
                // that.
                bootstrap
                    .run(config.storage(), sandbox)
                    .map(madeKey -> new Started(url, madeKey, sandbox.map(Sandbox::url))));
  }

  /** An address that is taken is told at once, not after a database was made ready. */
  private Future<Void> probe(GatewayConfig.Http http) {
    NetServer server = vertx.createNetServer();
    return server
        .connectHandler(NetSocket::close)
        .listen(http.port(), http.host())
        .recover(failure -> Future.failedFuture(new ListenException(http, failure)))
        .compose(listening -> server.close());
  }

  private Future<String> persistence(GatewayConfig config) {
    DatabaseVerticle database = new DatabaseVerticle(config.storage());
    return deploy(database)
        .compose(this::unlessDraining)
        .compose(
            done ->
                deploy(
                    () ->
                        new PersistenceVerticle(
                            database.access(), config.ticktick(), config.sync(), INSTANCES)))
        .compose(this::unlessDraining)
        .compose(done -> deploy(new KeyRotationVerticle(database.access())));
  }

  private Future<?> sandbox(Optional<Sandbox> sandbox) {
    return sandbox
        .<Future<?>>map(built -> deploy(built.verticle()))
        .orElseGet(Future::succeededFuture);
  }

  private Future<String> ticktick(GatewayConfig config, Optional<Sandbox> sandbox) {
    GatewayConfig.TickTick remote =
        sandbox.map(built -> built.replacing(config.ticktick())).orElse(config.ticktick());
    return deploy(new TickTickVerticle(remote, config.sync(), config.breaker(), clock));
  }

  private Future<?> openId(Optional<GatewayConfig.OpenId> provider) {
    return provider
        .<Future<?>>map(named -> deploy(new OpenIdVerticle(named, FetchPace.STANDARD, clock)))
        .orElseGet(Future::succeededFuture);
  }

  /** Answers one of the instances; they share the port. */
  private Future<HttpVerticle> http(GatewayConfig.Http http, Duration pushWait) {
    HttpOptions options = new HttpOptions(http, pushWait, readiness, clock);
    HttpVerticle first = new HttpVerticle(options);
    Iterator<HttpVerticle> all =
        Stream.iterate(first, before -> new HttpVerticle(options)).iterator();
    return deploy(all::next)
        .recover(failure -> Future.failedFuture(new ListenException(http, failure)))
        .map(first);
  }

  private static URI url(String host, int port) {
    return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
  }

  private Future<String> deploy(Deployable verticle) {
    return vertx.deployVerticle(verticle).onSuccess(this::deployed);
  }

  private Future<String> deploy(Supplier<Deployable> verticles) {
    return vertx
        .deployVerticle(verticles, new DeploymentOptions().setInstances(INSTANCES))
        .onSuccess(this::deployed);
  }

  private void deployed(String id) {
    synchronized (deployments) {
      deployments.push(id);
    }
  }
}
