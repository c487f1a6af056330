package dev.tandem.http;

import dev.tandem.http.Contract.Operation;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds endpoints to the operations of the contract: what the contract does not have cannot be
 * served. Paths are tried in the order in which they are given.
 */
final class ApiRouter {
  private static final Logger log = LoggerFactory.getLogger(ApiRouter.class);
  private static final String PROTECTED = "/api/";
  private static final String CONSENT = "/oauth/";
  private static final int[] STATUSES_OF_VERTX_WEB = {400, 404, 405, 406, 413, 415, 500};

  private final Vertx vertx;
  private final Contract contract;
  private final Room answers;
  private final Map<String, Map<HttpMethod, Served>> endpoints = new LinkedHashMap<>();

  /** Paths of which GET uses something up. */
  private final Set<String> once = new HashSet<>();

  /**
   * @param answers for those that wait for their readers
   */
  ApiRouter(Vertx vertx, Contract contract, Room answers) {
    this.vertx = vertx;
    this.contract = contract;
    this.answers = answers;
  }

  Contract contract() {
    return contract;
  }

  /**
   * @param path as the contract writes it: {@code /api/tasks/{id}}
   */
  ApiRouter serve(HttpMethod method, String path, Endpoint endpoint) {
    return add(
        method,
        path,
        (ctx, call) ->
            endpoint
                .answer(call)
                .onComplete(done -> send(ctx, done), failure -> ctx.fail(failure)));
  }

  /**
   * Serves a request that uses something up: it is no safe one, whatever its method, so that HEAD
   * does not make it.
   *
   * @param path as the contract writes it
   */
  ApiRouter serveOnce(String path, Endpoint endpoint) {
    once.add(path);
    return serve(HttpMethod.GET, path, endpoint);
  }

  /**
   * Serves an answer that writes itself.
   *
   * @param path as the contract writes it: {@code /api/export}
   */
  ApiRouter stream(HttpMethod method, String path, StreamEndpoint endpoint) {
    return add(
        method,
        path,
        (ctx, call) ->
            endpoint
                .answer(call, ctx.request())
                // One that goes on for hours is counted elsewhere.
                .onComplete(begun -> Admission.leave(ctx), failure -> ctx.fail(failure)));
  }

  private ApiRouter add(HttpMethod method, String path, Served served) {
    endpoints.computeIfAbsent(path, first -> new LinkedHashMap<>()).put(method, served);
    return this;
  }

  /** Answers one request of an operation, well or not. */
  private interface Served {
    void serve(RoutingContext ctx, Call call);
  }

  /** The operations served, as {@code GET /api/tasks}. */
  List<String> served() {
    List<String> operations = new ArrayList<>();
    endpoints.forEach(
        (path, methods) ->
            methods.keySet().forEach(method -> operations.add(method.name() + ' ' + path)));
    return operations;
  }

  /** The handler of all requests. */
  Handler<HttpServerRequest> build(Gatekeepers gatekeepers) {
    Router router = Router.router(vertx);
    FailureHandler failures = new FailureHandler();
    for (int status : STATUSES_OF_VERTX_WEB) {
      router.errorHandler(status, failures.of(status));
    }
    router
        .route()
        .handler(
            ctx -> {
              RequestIds.mark(ctx.request());
              ctx.next();
            })
        .failureHandler(failures);
    gatekeepers.all().forEach(gatekeeper -> router.route(PROTECTED + "*").handler(gatekeeper));
    router.route(PROTECTED + "*").handler(ApiRouter::keepPrivate);
    router
        .route(CONSENT + "*")
        .handler(gatekeepers.admission())
        .handler(ApiRouter::keepPrivate)
        .handler(ApiRouter::keepUnnamed);
    BodyHandler bodies = BodyHandler.create(false).setBodyLimit(RequestReader.BODY_LIMIT);
    endpoints.forEach((path, methods) -> bind(router, path, methods, bodies));
    router.route().handler(ctx -> ctx.fail(Problem.notFound().asException()));
    return request -> {
      if (RequestPath.isWellEscaped(request.path())) {
        router.handle(request);
      } else {
        // The router would fail at it before any of its handlers is asked.
        FailureHandler.refuse(
            request, Problem.of(Problem.Kind.BAD_REQUEST, "the path holds a malformed escape"));
      }
    };
  }

  private void bind(
      Router router, String path, Map<HttpMethod, Served> methods, BodyHandler bodies) {
    String pattern = path.replace('{', ':').replace("}", "");
    methods.forEach(
        (method, endpoint) -> {
          Operation operation = contract.operation(method, path);
          if (operation.body().isPresent()) {
            // A route of its own: on one route vertx-web wants its body handler before all others.
            router.route(method, pattern).handler(RequestReader.refuseOtherMediaTypes());
          }
          Route route = router.route(method, pattern);
          if (method.equals(HttpMethod.GET) && !once.contains(path)) {
            route.method(HttpMethod.HEAD);
          }
          if (once.contains(path)) {
            route.handler(
                ctx -> {
                  FailureHandler.isMadeOnce(ctx);
                  ctx.next();
                });
          }
          if (!method.equals(HttpMethod.GET)) {
            route.handler(bodies);
          }
          route.handler(run(operation, endpoint));
        });
    Set<String> names = new TreeSet<>();
    methods.keySet().forEach(method -> names.add(method.name()));
    if (methods.containsKey(HttpMethod.GET) && !once.contains(path)) {
      names.add(HttpMethod.HEAD.name());
    }
    String allowed = String.join(", ", names);
    router.route(pattern).handler(ctx -> refuseMethod(ctx, allowed));
  }

  /** What is somebody's own is kept by no cache on the way. */
  private static void keepPrivate(RoutingContext ctx) {
    ctx.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    ctx.next();
  }

  /** An address that holds a code is told to no other site. */
  private static void keepUnnamed(RoutingContext ctx) {
    ctx.response().putHeader("Referrer-Policy", "no-referrer");
    ctx.next();
  }

  private static void refuseMethod(RoutingContext ctx, String allowed) {
    ctx.response().putHeader(HttpHeaders.ALLOW, allowed);
    ctx.fail(
        Problem.of(Problem.Kind.METHOD_NOT_ALLOWED, "here it is one of " + allowed).asException());
  }

  private static Handler<RoutingContext> run(Operation operation, Served endpoint) {
    Optional<RequestReader> reader = operation.body().map(RequestReader::new);
    return ctx -> {
      if (operation.forBrowsers()) {
        FailureHandler.mayShowPages(ctx);
      }
      Query query = operation.query().read(ctx.queryParams());
      if (reader.isEmpty()) {
        RequestReader.refuseAny(ctx.body().buffer());
      }
      Admission.bodyIsRead(ctx);
      Optional<RequestBody> body = reader.flatMap(bodies -> bodies.read(ctx.body().buffer()));
      endpoint.serve(ctx, new Call(ctx, operation, query, body));
    };
  }

  private void send(RoutingContext ctx, Answer answer) {
    HttpServerResponse response = ctx.response();
    if (response.closed()) {
      return;
    }
    if (answers.isFull() && mayBeRepeated(ctx)) {
      ctx.fail(
          Problem.overloaded("too many answers wait for their readers, try again").asException());
      return;
    }
    response.setStatusCode(answer.status());
    answer.headers().forEach(header -> response.putHeader(header.name(), header.value()));
    Future<Void> sent = answer.body() == null ? response.end() : send(ctx, answer.body());
    sent.onFailure(gone -> log.debug("the client left before its answer", gone));
  }

  private Future<Void> send(RoutingContext ctx, Answer.Body body) {
    ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, body.mediaType());
    int bytes = body.bytes().length();
    answers.takeAnyway(bytes);
    return Answer.end(ctx.request(), body.bytes()).onComplete(over -> answers.giveBack(bytes));
  }

  /** What was done has to be told, be there room or not. */
  private static boolean mayBeRepeated(RoutingContext ctx) {
    HttpMethod method = ctx.request().method();
    return (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD))
        && !FailureHandler.wasMadeOnce(ctx);
  }
}
