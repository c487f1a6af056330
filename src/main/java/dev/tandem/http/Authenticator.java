package dev.tandem.http;

import dev.tandem.account.AccountRoutes;
import dev.tandem.account.UserCommand;
import dev.tandem.account.UserReply;
import dev.tandem.bus.Bus;
import dev.tandem.config.Secret;
import dev.tandem.config.VisibleAscii;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Lets requests pass that carry a valid API key, and tells who sent them. */
final class Authenticator implements Handler<RoutingContext> {
  private static final String CALLER = "tandem.caller";
  private static final String SCHEME = "bearer ";
  private static final int LONGEST_KEY = 512;

  private final Bus bus;
  private final CallerCache cache;
  private final WrongKeys guesses;

  Authenticator(Bus bus, CallerCache cache, WrongKeys guesses) {
    this.bus = bus;
    this.cache = cache;
    this.guesses = guesses;
  }

  /** The sender of a request that passed. */
  static Caller callerOf(RoutingContext ctx) {
    return Objects.requireNonNull(ctx.<@Nullable Caller>get(CALLER), "not authenticated");
  }

  @Override
  public void handle(RoutingContext ctx) {
    String key = keyOf(ctx.request().headers().getAll(HttpHeaders.AUTHORIZATION));
    String hash = cache.hash(key);
    Caller known = cache.find(hash);
    if (known != null) {
      pass(ctx, known);
      return;
    }
    WrongKeys.Attempt attempt = guesses.begin(ctx.request().remoteAddress(), hash);
    // The body waits until it is known whether anybody wants it.
    ctx.request().pause();
    authenticate(key, hash, attempt)
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

  void forget(long keyId) {
    cache.forget(keyId);
  }

  private static void pass(RoutingContext ctx, Caller caller) {
    ctx.put(CALLER, caller);
    ctx.next();
  }

  private Future<Caller> authenticate(String key, String hash, WrongKeys.Attempt attempt) {
    long asked = cache.now();
    return bus.ask(
            AccountRoutes.USERS, new UserCommand.Authenticate(new Secret(key)), Call.ASK_LIMIT)
        .onFailure(silence -> attempt.isUndecided())
        .map(
            reply -> {
              if (reply instanceof UserReply.Authenticated known) {
                attempt.isRight();
                Caller caller = new Caller(known.user(), known.keyId());
                cache.keep(hash, caller, asked);
                return caller;
              }
              attempt.isWrong();
              throw unauthorized("the key is unknown, expired or revoked");
            });
  }

  private static String keyOf(List<String> headers) {
    if (headers.isEmpty()) {
      throw unauthorized("send an API key: Authorization: Bearer <key>");
    }
    String header = headers.get(0);
    String key = header.length() > SCHEME.length() ? header.substring(SCHEME.length()).strip() : "";
    boolean bearer = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    if (headers.size() > 1 || !bearer || key.length() > LONGEST_KEY || !VisibleAscii.is(key)) {
      throw unauthorized("this is no Authorization: Bearer <key>");
    }
    return key;
  }

  private static ProblemException unauthorized(String detail) {
    return Problem.of(Problem.Kind.UNAUTHORIZED, detail).asException();
  }
}
