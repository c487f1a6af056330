package dev.tandem.http;

import dev.tandem.account.AccountRoutes;
import dev.tandem.account.ConnectionCommand;
import dev.tandem.account.ConnectionReply;
import dev.tandem.account.ConnectionReply.Revocation;
import dev.tandem.account.PersonCommand;
import dev.tandem.account.PersonPart;
import dev.tandem.account.PersonReply;
import dev.tandem.bus.Bus;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code DELETE /api/users/{id}}: oneself, or by an admin. */
final class ErasureApi {
  private static final Logger log = LoggerFactory.getLogger(ErasureApi.class);
  private static final Duration USUAL_WAIT = Duration.ofSeconds(5);
  private static final int ACCEPTED = 202;

  private final Bus bus;

  ErasureApi(Bus bus) {
    this.bus = bus;
  }

  void bind(ApiRouter router) {
    router.serve(HttpMethod.DELETE, "/api/users/{id}", this::erase);
  }

  private Future<Answer> erase(Call call) {
    long userId = call.id("id");
    if (userId != call.userId() && !call.caller().isAdmin()) {
      throw Problem.notFound().asException();
    }
    Preferences preferences = call.preferences(USUAL_WAIT);
    Duration patience = preferences.pushWait();
    return ask(new PersonCommand.Read(userId, PersonPart.USER, List.of(), 1), Duration.ZERO)
        .compose(
            found ->
                // Of one whose erasure has begun the tokens are gone.
                found instanceof PersonReply.Missing
                    ? Future.succeededFuture()
                    : disconnect(userId))
        .compose(done -> ask(new PersonCommand.Erase(userId, patience), patience))
        .map(ErasureApi::answer)
        .map(answer -> answer.applying(preferences));
  }

  private Future<PersonReply> ask(PersonCommand command, Duration patience) {
    return bus.ask(AccountRoutes.PERSON, command, Call.ASK_LIMIT.plus(patience));
  }

  /** Tells TickTick while its token is still here. A person's erasure does not depend on that. */
  private Future<Void> disconnect(long userId) {
    return bus.ask(
            AccountRoutes.CONNECTION, new ConnectionCommand.Disconnect(userId), Call.ASK_LIMIT)
        .map(
            reply -> {
              boolean untold =
                  reply instanceof ConnectionReply.Disconnected disconnected
                      && disconnected.revocation() == Revocation.FAILED;
              if (untold) {
                log.warn("User {} is erased, but TickTick could not be told so", userId);
              }
              return (Void) null;
            })
        .recover(
            failure -> {
              log.warn(
                  "User {} is erased without asking TickTick to revoke a token: {}",
                  userId,
                  failure.getMessage());
              return Future.succeededFuture();
            });
  }

  private static Answer answer(PersonReply reply) {
    if (reply instanceof PersonReply.Missing) {
      throw Problem.notFound().asException();
    }
    return ((PersonReply.Erased) reply).complete()
        ? Answer.noContent()
        : new Answer(ACCEPTED, null, List.of());
  }
}
