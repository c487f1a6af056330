package dev.tandem.http;

import dev.tandem.account.KeyedCommand;
import dev.tandem.http.Contract.Operation;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One request of one operation, its parts read on demand. */
final class Call {
  /** How long a command may take behind the bus; beyond it the client is told to come again. */
  static final Duration ASK_LIMIT = Duration.ofSeconds(10);

  private static final int MOST_DIGITS = 18;

  private final RoutingContext ctx;
  private final Operation operation;
  private final Query query;
  private final Optional<RequestBody> body;

  Call(RoutingContext ctx, Operation operation, Query query, Optional<RequestBody> body) {
    this.ctx = ctx;
    this.operation = operation;
    this.query = query;
    this.body = body;
  }

  Caller caller() {
    return Authenticator.callerOf(ctx);
  }

  long userId() {
    return caller().user().id();
  }

  /** Ends the request unless an admin sent it. */
  void requireAdmin() {
    if (!caller().isAdmin()) {
      throw Problem.of(Problem.Kind.FORBIDDEN, "only admins may do this").asException();
    }
  }

  /**
   * The path as the contract writes it, its parameters filled in. What the client wrote may be
   * another spelling of it that means something else in a link: {@code //api/tasks}.
   */
  String path() {
    return RequestPath.filled(operation.path(), ctx.pathParams());
  }

  /** Under which the log knows the request. */
  String requestId() {
    return RequestIds.mark(ctx.request());
  }

  /** The query as it was sent. */
  MultiMap queryParameters() {
    return ctx.queryParams();
  }

  /** What the browser keeps for us, as it sent it. */
  List<String> cookies() {
    return ctx.request().headers().getAll(HttpHeaders.COOKIE);
  }

  /** Under which the client says that it reached this; empty if it does not say so plainly. */
  Optional<String> address() {
    return ClaimedAddress.of(ctx.request());
  }

  /** What the client has of the answer already: all headers of that name. */
  List<String> ifNoneMatch() {
    return ctx.request().headers().getAll(HttpHeaders.IF_NONE_MATCH);
  }

  /** Whether the path was written with a slash at its end, which names the same here. */
  boolean endsWithSlash() {
    return ctx.request().path().endsWith("/");
  }

  /** A name in the path, unescaped. */
  String name(String parameter) {
    return ctx.pathParams().getOrDefault(parameter, "");
  }

  Query query() {
    return query;
  }

  /** The body of an operation that needs one. */
  RequestBody body() {
    return body.orElseThrow();
  }

  Optional<RequestBody> optionalBody() {
    return body;
  }

  /** Under which the request is to take effect once; empty: as often as it is sent. */
  Optional<KeyedCommand.Key> idempotencyKey() {
    return IdempotencyKey.of(ctx.request(), userId(), ctx.body().buffer());
  }

  /** An id in the path. What is none names nothing: not found. */
  long id(String name) {
    String text = ctx.pathParam(name);
    boolean number =
        text != null
            && !text.isEmpty()
            && text.length() <= MOST_DIGITS
            && text.charAt(0) != '0'
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!number) {
      throw Problem.notFound().asException();
    }
    return Long.parseLong(text);
  }

  ETags.IfMatch ifMatch() {
    return ETags.parse(ctx.request().headers().getAll("If-Match"));
  }

  /**
   * @param absent how long to wait if the client does not say
   */
  Preferences preferences(Duration absent) {
    return Preferences.parse(ctx.request().headers().getAll("Prefer"), absent);
  }
}
