package dev.tandem.openid;

import com.google.crypto.tink.jwt.JwtPublicKeyVerify;
import dev.tandem.account.AccountRoutes;
import dev.tandem.account.OpenIdQuery;
import dev.tandem.account.OpenIdReply;
import dev.tandem.account.UserCommand;
import dev.tandem.account.UserReply;
import dev.tandem.bus.Bus;
import dev.tandem.config.GatewayConfig.OpenId;
import dev.tandem.openid.TokenRules.Bearer;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;
import java.time.Duration;

/** From a token to the user whom it means. For one event loop. */
final class Identification {
  /** Below that of whoever asks, who also waits for the provider. */
  private static final Duration ASK_LIMIT = Duration.ofSeconds(5);

  private final OpenId provider;
  private final Bus bus;
  private final ProviderKeys keys;
  private final WorkerExecutor workers;
  private final TokenRules rules;
  private final CheckedTokens checked;

  /**
   * @param workers check signatures, which takes too long for an event loop
   * @param clock decides which tokens have expired
   */
  Identification(OpenId provider, Bus bus, ProviderKeys keys, WorkerExecutor workers, Clock clock) {
    this.provider = provider;
    this.bus = bus;
    this.keys = keys;
    this.workers = workers;
    this.rules = new TokenRules(provider, clock);
    this.checked = new CheckedTokens(clock);
  }

  /** Serves {@link AccountRoutes#OPENID}. */
  Future<OpenIdReply> of(OpenIdQuery query) {
    String token = query.token().reveal();
    return Future.succeededFuture(token)
        .map(KeyName::of)
        .compose(name -> bearer(token, name))
        .compose(this::signIn)
        .recover(Identification::refusal);
  }

  private Future<Bearer> bearer(String token, KeyName name) {
    return checked
        .find(token, keys.known())
        .map(Future::succeededFuture)
        .orElseGet(() -> keys.knownWith(name).compose(known -> check(token, name, known)));
  }

  private Future<Bearer> check(String token, KeyName name, ProviderKeySet known) {
    if (known.isEmpty()) {
      return Future.failedFuture(new NoKeysException());
    }
    JwtPublicKeyVerify key =
        known
            .find(name)
            .orElseThrow(
                () ->
                    new TokenRefusedException("the token is signed with no key of the provider's"));
    return workers
        .executeBlocking(() -> rules.check(token, key), false)
        .onSuccess(bearer -> checked.keep(token, known, bearer));
  }

  private Future<OpenIdReply> signIn(Bearer bearer) {
    return bus.ask(
            AccountRoutes.USERS,
            new UserCommand.SignIn(provider.issuer(), bearer.subject(), bearer.name()),
            ASK_LIMIT)
        .map(
            reply -> {
              if (reply instanceof UserReply.OneUser known) {
                return new OpenIdReply.Identified(known.user(), bearer.until());
              }
              throw new TokenRefusedException("the person was erased here");
            });
  }

  private static Future<OpenIdReply> refusal(Throwable failure) {
    if (failure instanceof TokenRefusedException refused) {
      return Future.succeededFuture(new OpenIdReply.Refused(refused.detail()));
    }
    return failure instanceof NoKeysException
        ? Future.succeededFuture(new OpenIdReply.Undecided())
        : Future.failedFuture(failure);
  }

  /** The provider has not told any key. */
  private static final class NoKeysException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoKeysException() {
      super("no key of the provider's is known", null, false, false);
    }
  }
}
