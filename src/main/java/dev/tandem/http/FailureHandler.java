package dev.tandem.http;

import dev.tandem.bus.BusException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever ended a request into a problem document; the only place that logs it. */
final class FailureHandler implements Handler<RoutingContext> {
  private static final Logger log = LoggerFactory.getLogger(FailureHandler.class);
  private static final String RETRY_AFTER_SECONDS = "1";
  private static final String CHALLENGE = "WWW-Authenticate";
  private static final String MAY_SHOW_PAGES = "tandem.pages";
  private static final String ONCE = "tandem.once";

  /** For what vertx-web refuses by itself, before a route has failed. */
  Handler<RoutingContext> of(int status) {
    return ctx -> handle(ctx, ctx.failed() ? ctx.statusCode() : status);
  }

  /** From now on, a client that would rather read HTML than JSON gets its problem so. */
  static void mayShowPages(RoutingContext ctx) {
    ctx.put(MAY_SHOW_PAGES, true);
  }

  /** From now on, nobody is told to make the request again: what it was about may be used up. */
  static void isMadeOnce(RoutingContext ctx) {
    ctx.put(ONCE, true);
  }

  static boolean wasMadeOnce(RoutingContext ctx) {
    return ctx.get(ONCE, false);
  }

  @Override
  public void handle(RoutingContext ctx) {
    handle(ctx, ctx.statusCode());
  }

  private void handle(RoutingContext ctx, int status) {
    HttpServerResponse response = ctx.response();
    if (response.closed() || response.headWritten()) {
      log.debug("{} failed, but nobody reads its answer", ctx.request().path(), ctx.failure());
      return;
    }
    String requestId = RequestIds.mark(ctx.request());
    Problem problem = problemOf(ctx.failure(), status);
    if (problem.kind() == Problem.Kind.INTERNAL) {
      logOnce(requestId, ctx);
    }
    boolean asPage =
        ctx.get(MAY_SHOW_PAGES, false)
            && Accepted.prefersHtml(ctx.request().headers().getAll(HttpHeaders.ACCEPT));
    if (ctx.failure() instanceof ProblemException known) {
      known.headers().forEach(header -> response.putHeader(header.name(), header.value()));
    }
    if (problem.kind() == Problem.Kind.OVERLOADED && !wasMadeOnce(ctx)) {
      response.putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    send(ctx.request(), problem, asPage ? page(problem, requestId) : document(problem, requestId));
  }

  private static Answer.Body document(Problem problem, String requestId) {
    return new Answer.Body(Problem.MEDIA_TYPE, problem.toBuffer(requestId));
  }

  private static Answer.Body page(Problem problem, String requestId) {
    return new Answer.Body(WebPage.MEDIA_TYPE, WebPage.problem(problem, requestId));
  }

  private static void logOnce(String requestId, RoutingContext ctx) {
    if (ctx.failure() instanceof BusException served) {
      // Whoever served it has logged the cause; this ties it to the request.
      log.error("request {} failed: {}", requestId, served.getMessage());
    } else {
      log.error("request {} failed: {}", requestId, whatWasAsked(ctx), ctx.failure());
    }
  }

  /** Without the query, which may hold what a person looks for. */
  private static String whatWasAsked(RoutingContext ctx) {
    return ctx.request().method() + " " + RequestPath.printable(ctx.request().path());
  }

  /** Answers a request that no route shall see. */
  static void refuse(HttpServerRequest request, Problem problem) {
    send(request, problem, document(problem, RequestIds.mark(request)));
  }

  /** Answers what the HTTP decoder refused before any route saw it. */
  static void refuse(HttpServerRequest request) {
    int status = request.decoderResult().isFailure() ? statusOf(request) : 400;
    Problem.Kind kind = Problem.Kind.ofStatus(status);
    refuseAndClose(request, Problem.of(kind, "the request is no HTTP that is served here"));
  }

  /** Answers a request after which its connection cannot be read any further. */
  static void refuseAndClose(HttpServerRequest request, Problem problem) {
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    refuse(request, problem);
    request.connection().close();
  }

  /** The limits that Netty's decoder names in its exceptions. */
  private static int statusOf(HttpServerRequest request) {
    String cause = request.decoderResult().cause().getClass().getSimpleName();
    return switch (cause) {
      case "TooLongHttpLineException" -> 414;
      case "TooLongHttpHeaderException" -> 431;
      default -> 400;
    };
  }

  private static void send(HttpServerRequest request, Problem problem, Answer.Body body) {
    HttpServerResponse response = request.response();
    response
        .setStatusCode(problem.kind().status())
        .putHeader(HttpHeaders.CONTENT_TYPE, body.mediaType());
    if (body.mediaType().equals(WebPage.MEDIA_TYPE)) {
      WebPage.headers().forEach(header -> response.putHeader(header.name(), header.value()));
    }
    if (problem.kind() == Problem.Kind.UNAUTHORIZED && !response.headers().contains(CHALLENGE)) {
      response.putHeader(CHALLENGE, "Bearer");
    }
    Answer.end(request, body.bytes())
        .onFailure(gone -> log.debug("the client left before its problem was told", gone));
  }

  private static Problem problemOf(@Nullable Throwable failure, int status) {
    if (failure instanceof ProblemException known) {
      return known.problem();
    }
    if (failure instanceof BusException bus) {
      return bus.kind() == BusException.Kind.FAILED
          ? internal()
          : Problem.overloaded("this cannot be done now, try again; a write may have happened");
    }
    int code = failure instanceof HttpException http ? http.getStatusCode() : status;
    Problem.Kind kind = Problem.Kind.ofStatus(code);
    return kind == Problem.Kind.INTERNAL
        ? internal()
        : Problem.of(
            kind,
            kind == Problem.Kind.PAYLOAD_TOO_LARGE
                ? "a body has at most " + RequestReader.BODY_LIMIT + " bytes"
                : "the request cannot be served as it stands");
  }

  private static Problem internal() {
    return Problem.of(Problem.Kind.INTERNAL, "the log has the cause under this request's id");
  }
}
