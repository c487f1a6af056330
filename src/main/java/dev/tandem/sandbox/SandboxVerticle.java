package dev.tandem.sandbox;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TickTick in one verticle: {@code /open/v1}, {@code /oauth} and the control API {@code /__sandbox}
 * on one port. Its world belongs to one event loop, so it is deployed once, not scaled.
 */
public final class SandboxVerticle extends VerticleBase {
  private static final long MAX_BODY = 4L << 20;

  private final SandboxOptions options;
  private final Clock clock;
  private final DeveloperPortal portal;
  private @Nullable HttpServer server;
  private @Nullable World world;

  /**
   * @param clock the time on which the sandbox's own, adjustable clock is based
   */
  public SandboxVerticle(SandboxOptions options, Clock clock) {
    this.options = options;
    this.clock = clock;
    this.portal = new DeveloperPortal(options.app());
  }

  /**
   * Registers another redirect URI for the application, as its owner would on the developer pages.
   * From any thread, at any time.
   */
  public void register(URI redirectUri) {
    portal.register(redirectUri);
  }

  /** The port that it listens on, known once it is deployed. */
  public int port() {
    if (server == null) {
      throw new IllegalStateException("The sandbox is not deployed yet");
    }
    return server.actualPort();
  }

  @Override
  public Future<?> start() {
    var sandboxClock = new SandboxClock(clock);
    var opened = new World(options.accounts(), new Grants(sandboxClock));
    world = opened;
    return openJournal(opened)
        .compose(
            ready ->
                vertx
                    .createHttpServer(serverOptions())
                    .requestHandler(router(opened, sandboxClock))
                    .listen())
        .onSuccess(listening -> server = listening);
  }

  @Override
  public Future<?> stop() {
    var listening = server == null ? Future.<Void>succeededFuture() : server.close();
    var opened = world;
    return opened == null ? listening : listening.eventually(opened::close);
  }

  private HttpServerOptions serverOptions() {
    // HTTP/2 would let an injected reset hit the other requests of its connection.
    return new HttpServerOptions()
        .setHost(options.host())
        .setPort(options.port())
        .setHttp2ClearTextEnabled(false)
        .setHandle100ContinueAutomatically(true);
  }

  private Future<Void> openJournal(World opened) {
    if (options.journal().isEmpty()) {
      opened.replay(List.of());
      return Future.succeededFuture();
    }
    return vertx
        .executeBlocking(() -> readAndCompact(options.journal().get(), opened))
        .onSuccess(opened::keepIn)
        .mapEmpty();
  }

  /** Nothing else sees the world until this has finished. */
  private Journal readAndCompact(Path path, World opened) throws IOException {
    var file = new JournalFile(path);
    opened.replay(file.read());
    return new FileJournal(vertx, file.rewrite(opened.snapshot()));
  }

  private Router router(World opened, SandboxClock sandboxClock) {
    var ids = new ObjectIds(sandboxClock);
    var quirks = new Quirks();
    var dates = new DateRules(quirks);
    var rules = new TaskRules(quirks, dates, new ItemRules(ids, dates));
    var tasks = new TaskWrites(sandboxClock, ids, quirks, rules);
    var projects = new ProjectWrites(ids, quirks);
    var view = new TaskView(quirks);
    var requests = new ConsentRequests(sandboxClock);
    var ledger = new Ledger(sandboxClock);
    var limiter = new RateLimiter(sandboxClock);
    var faults = new Faults();
    var held = new HeldAnswers();

    var endpoints = new ArrayList<Endpoint>();
    // Before the single tasks, whose paths would take these names for ids.
    endpoints.addAll(new BatchApi(quirks, tasks, ids).endpoints());
    endpoints.addAll(new ListingApi(quirks, dates, view).endpoints());
    endpoints.addAll(new TaskApi(quirks, tasks, view, ids).endpoints());
    endpoints.addAll(new ProjectApi(projects, view).endpoints());
    endpoints.addAll(new AuthorizeApi(portal, opened, requests).endpoints());
    endpoints.addAll(
        new TokenApi(portal, opened.grants(), requests, quirks, sandboxClock).endpoints());

    var router = Router.router(vertx);
    router.route().handler(BodyHandler.create(false).setBodyLimit(MAX_BODY));
    var guard = new Guard(sandboxClock, limiter, quirks);
    var mishaps = new Gate.Mishaps(faults, held, new Interloper(opened, ledger, tasks));
    var gate = new Gate(vertx, opened, ledger, mishaps, guard);
    router.route().failureHandler(gate::passUnreadable);
    endpoints.forEach(endpoint -> gate.mount(router, endpoint));
    gate.mountRest(router, "/open/v1/*");
    gate.mountRest(router, "/oauth/*");

    var desk = new ControlDesk(opened, ledger);
    var controls = new ControlApi.Controls(sandboxClock, quirks, limiter, faults, held);
    new ControlApi(controls, opened, ledger, requests).mount(router, desk);
    new InspectionApi(opened, ledger, view, sandboxClock).mount(router, desk);
    new PersonApi(tasks, projects, view)
        .endpoints()
        .forEach(endpoint -> desk.mountPerson(router, endpoint));
    return router;
  }
}
