package dev.tandem.http;

import dev.tandem.account.AccountTopics;
import dev.tandem.bus.Bus;
import dev.tandem.bus.BusMessage;
import dev.tandem.bus.Registration;
import dev.tandem.bus.Topic;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves the HTTP API. Several instances of one deployment share the port, each with its own event
 * loop and caches.
 */
public final class HttpVerticle extends VerticleBase {
  private static final int CACHED_KEYS = 10_000;
  private static final int HEADER_BYTES = 16 * 1024;
  private static final int FIRST_LINE_BYTES = 8 * 1024;

  private static final int STOP_SECONDS = 10;

  private final HttpOptions options;
  private @Nullable HttpServer server;
  private @Nullable PushWait waits;
  private final List<Registration> heard = new ArrayList<>();
  private @Nullable EventStreams events;
  private @Nullable Connections connections;

  public HttpVerticle(HttpOptions options) {
    this.options = options;
  }

  @Override
  public Future<?> start() {
    Bus bus = Bus.of(vertx);
    PushWait pushWait = new PushWait(bus, options.limits().requests());
    waits = pushWait;
    EventStreams streams = new EventStreams(vertx, bus, options.clock());
    events = streams;
    ConnectionLimits limits = options.limits().connections();
    Connections watched = new Connections(vertx, limits, System::nanoTime);
    connections = watched;
    watched.start();
    Authenticator authenticator =
        new Authenticator(
            new Callers(bus),
            new CallerCache(CACHED_KEYS, System::nanoTime, options.clock()),
            options);
    HttpServer http = vertx.createHttpServer(serverOptions());
    server = http;
    return hear(bus, AccountTopics.KEY_REVOKED, event -> authenticator.forgetKey(event.keyId()))
        .compose(
            done ->
                hear(
                    bus,
                    AccountTopics.USER_ERASED,
                    event -> authenticator.forgetUser(event.userId())))
        .compose(done -> streams.start())
        .compose(done -> vertx.executeBlocking(HttpVerticle::readResources))
        .compose(
            document -> {
              ApiRouter router =
                  new ApiRouter(vertx, new Contract(document), options.limits().answers());
              new ApiRoutes(bus, pushWait, streams, options).bind(router, this::callback);
              Handler<HttpServerRequest> routed =
                  router.build(new Gatekeepers(authenticator, options));
              return http.connectionHandler(watched::opened)
                  .requestHandler(new RequestGate(watched, limits, routed))
                  .invalidRequestHandler(FailureHandler::refuse)
                  .listen();
            });
  }

  private <E extends BusMessage> Future<Registration> hear(
      Bus bus, Topic<E> topic, Consumer<E> handler) {
    return bus.subscribe(topic, handler).onSuccess(heard::add);
  }

  private static ContractDocument readResources() {
    WebPage.load();
    return ContractDocument.load();
  }

  /**
   * Where TickTick is to send browsers after a consent; known once the deployment succeeded. To be
   * registered there word for word.
   */
  public URI redirectUri() {
    return callback().uri();
  }

  private ConsentCallback callback() {
    return ConsentCallback.of(options.listen(), port());
  }

  /** The port that is served; known once the deployment succeeded. */
  public int port() {
    if (server == null) {
      throw new IllegalStateException("not deployed");
    }
    return server.actualPort();
  }

  /**
   * Cuts waits for pushes short and ends event streams, then lets the requests in flight finish.
   * Succeeds when all are answered, or after ten seconds.
   */
  @Override
  public Future<?> stop() {
    if (waits != null) {
      waits.cutShort();
    }
    Future<?> ended = events == null ? Future.succeededFuture() : events.stop();
    Future<Void> closed =
        server == null ? Future.succeededFuture() : server.shutdown(STOP_SECONDS, TimeUnit.SECONDS);
    return closed
        .eventually(() -> ended)
        .onComplete(over -> stopWatching())
        .eventually(() -> Future.join(heard.stream().map(Registration::remove).toList()));
  }

  private void stopWatching() {
    if (connections != null) {
      connections.stop();
    }
  }

  private HttpServerOptions serverOptions() {
    ConnectionLimits limits = options.limits().connections();
    return new HttpServerOptions()
        .setHost(options.listen().host())
        .setPort(options.listen().port() == 0 ? anyPort() : options.listen().port())
        .setMaxHeaderSize(HEADER_BYTES)
        .setMaxInitialLineLength(FIRST_LINE_BYTES)
        .setIdleTimeout((int) limits.idle().toMillis())
        .setWriteIdleTimeout((int) limits.unread().toMillis())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        // Whose streams, resets and settings would have to be bounded too; no client needs it.
        .setHttp2ClearTextEnabled(false)
        .setTcpNoDelay(true);
  }

  /**
   * To Vert.x a negative port is "any free one, the same for all who name this number": here, for
   * all instances of the deployment.
   */
  private int anyPort() {
    return deploymentID().hashCode() | Integer.MIN_VALUE;
  }
}
