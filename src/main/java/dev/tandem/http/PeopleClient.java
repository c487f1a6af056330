package dev.tandem.http;

import dev.tandem.account.AccountRoutes;
import dev.tandem.account.UserCommand;
import dev.tandem.account.UserReply;
import dev.tandem.bus.Bus;
import dev.tandem.http.KeyedClient.Once;
import io.vertx.core.Future;

/** Asks for users and keys. */
final class PeopleClient {
  private final Bus bus;
  private final KeyedClient keyed;

  PeopleClient(Bus bus, KeyedClient keyed) {
    this.bus = bus;
    this.keyed = keyed;
  }

  /**
   * The reply of the type hoped for; fails with a {@link ProblemException} for other expected
   * outcomes.
   */
  <T extends UserReply> Future<T> ask(UserCommand command, Class<T> hopedFor) {
    return bus.ask(AccountRoutes.USERS, command, Call.ASK_LIMIT)
        .map(reply -> expect(command, reply, hopedFor));
  }

  /** Makes something, once for the call's idempotency key. */
  <T extends UserReply> Future<Once<T>> make(Call call, UserCommand command, Class<T> hopedFor) {
    return keyed
        .ask(call, AccountRoutes.USERS, command)
        .map(once -> new Once<>(expect(command, once.reply(), hopedFor), once.replayed()));
  }

  private static <T extends UserReply> T expect(
      UserCommand command, UserReply reply, Class<T> hopedFor) {
    if (hopedFor.isInstance(reply)) {
      return hopedFor.cast(reply);
    }
    throw problem(command, reply).asException();
  }

  private static Problem problem(UserCommand command, UserReply reply) {
    if (reply instanceof UserReply.Missing) {
      // What a new key lacks is not the thing in the path but the user in the body.
      return command instanceof UserCommand.CreateKey
          ? Problem.invalid("/user_id", "is no user")
          : Problem.notFound();
    }
    if (reply instanceof UserReply.Refused refused) {
      return Problem.invalid(refused.faults());
    }
    if (reply instanceof UserReply.Conflicted conflicted) {
      return Problem.of(Problem.Kind.CONFLICT, conflicted.detail());
    }
    throw new IllegalStateException("unexpected " + reply.getClass().getSimpleName());
  }
}
