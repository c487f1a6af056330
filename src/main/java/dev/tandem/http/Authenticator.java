package dev.tandem.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests pass that carry a valid API key, or a valid JWT where a provider's are taken, and
 * tells who sent them.
 */
final class Authenticator implements Handler<RoutingContext> {
  private static final String CALLER = "tandem.caller";

  private final Callers callers;
  private final CallerCache cache;
  private final WrongKeys guesses;
  private final boolean takesTokens;

  Authenticator(Callers callers, CallerCache cache, HttpOptions options) {
    this.callers = callers;
    this.cache = cache;
    this.guesses = options.limits().guesses();
    this.takesTokens = options.listen().access().openId().isPresent();
  }

  /** The sender of a request that passed. */
  static Caller callerOf(RoutingContext ctx) {
    return Objects.requireNonNull(ctx.<@Nullable Caller>get(CALLER), "not authenticated");
  }

  @Override
  public void handle(RoutingContext ctx) {
    Credential credential =
        Credential.of(ctx.request().headers().getAll(HttpHeaders.AUTHORIZATION), takesTokens);
    String hash = cache.hash(credential.text());
    Caller known = cache.find(hash);
    if (known != null) {
      pass(ctx, known);
      return;
    }
    WrongKeys.Attempt attempt = guesses.begin(ctx.request().remoteAddress(), hash);
    // The body waits until it is known whether anybody wants it.
    ctx.request().pause();
    authenticate(credential, hash, attempt)
        .onComplete(
            caller -> {
              ctx.request().resume();
              pass(ctx, caller);
            },
            failure -> {
              ctx.request().resume();
              ctx.fail(failure);
            });
  }

  void forgetKey(long keyId) {
    cache.forget(caller -> caller.isByKey(keyId));
  }

  void forgetUser(long userId) {
    cache.forget(caller -> caller.user().id() == userId);
  }

  private static void pass(RoutingContext ctx, Caller caller) {
    ctx.put(CALLER, caller);
    ctx.next();
  }

  private Future<Caller> authenticate(
      Credential credential, String hash, WrongKeys.Attempt attempt) {
    long asked = cache.now();
    return callers
        .of(credential)
        .onComplete(
            caller -> {
              attempt.isRight();
              cache.keep(hash, caller, asked);
            },
            failure -> {
              if (isRefusal(failure)) {
                attempt.isWrong();
              } else {
                attempt.isUndecided();
              }
            });
  }

  private static boolean isRefusal(Throwable failure) {
    return failure instanceof ProblemException known
        && known.problem().kind() == Problem.Kind.UNAUTHORIZED;
  }
}
