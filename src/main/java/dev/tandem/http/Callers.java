package dev.tandem.http;

import dev.tandem.account.AccountRoutes;
import dev.tandem.account.OpenIdQuery;
import dev.tandem.account.OpenIdReply;
import dev.tandem.account.UserCommand;
import dev.tandem.account.UserReply;
import dev.tandem.bus.Bus;
import dev.tandem.config.Secret;
import io.vertx.core.Future;
import java.util.List;

/** Asks whose a credential is. */
final class Callers {
  /** RFC 6750, section 3.1. */
  private static final Answer.Header INVALID_TOKEN =
      new Answer.Header("WWW-Authenticate", "Bearer error=\"invalid_token\"");

  private final Bus bus;

  Callers(Bus bus) {
    this.bus = bus;
  }

  /** Fails with a {@link ProblemException}, unauthorized if it is nobody's. */
  Future<Caller> of(Credential credential) {
    Secret text = new Secret(credential.text());
    return credential.isToken() ? ofToken(text) : ofKey(text);
  }

  private Future<Caller> ofKey(Secret key) {
    return bus.ask(AccountRoutes.USERS, new UserCommand.Authenticate(key), Call.ASK_LIMIT)
        .map(
            reply -> {
              if (reply instanceof UserReply.Authenticated known) {
                return Caller.byKey(known.user(), known.keyId());
              }
              throw Problem.of(Problem.Kind.UNAUTHORIZED, "the key is unknown, expired or revoked")
                  .asException();
            });
  }

  private Future<Caller> ofToken(Secret token) {
    return bus.ask(AccountRoutes.OPENID, new OpenIdQuery(token), Call.ASK_LIMIT)
        .map(
            reply -> {
              if (reply instanceof OpenIdReply.Identified known) {
                return Caller.byToken(known.user(), known.until());
              }
              if (reply instanceof OpenIdReply.Refused refused) {
                throw new ProblemException(
                    Problem.of(Problem.Kind.UNAUTHORIZED, refused.detail()),
                    List.of(INVALID_TOKEN));
              }
              throw Problem.overloaded("the OpenID provider cannot be asked for its keys")
                  .asException();
            });
  }
}
