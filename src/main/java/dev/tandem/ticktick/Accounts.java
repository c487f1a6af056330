package dev.tandem.ticktick;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountRoutes;
import dev.tandem.account.AccountTokens;
import dev.tandem.account.TickTickAccount;
import dev.tandem.bus.Bus;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** The accounts, asked over the bus. */
final class Accounts {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Bus bus;

  Accounts(Bus bus) {
    this.bus = bus;
  }

  /** Empty: the user never connected an account. */
  Future<Optional<TickTickAccount>> ofUser(long userId) {
    return ask(new AccountCommand.Read(userId))
        .map(reply -> Optional.ofNullable(((AccountReply.Settings) reply).account()));
  }

  /** Empty: disconnected, or no such account. */
  Future<Optional<AccountTokens>> tokens(long accountId) {
    return ask(new AccountCommand.ReadTokens(accountId)).map(Accounts::tokensOf);
  }

  Future<Optional<AccountTokens>> anyConnected() {
    return ask(new AccountCommand.ReadAnyConnected()).map(Accounts::tokensOf);
  }

  /** The tokens that hold now. */
  Future<Optional<AccountTokens>> storeRefreshed(AccountCommand.StoreRefreshed pair) {
    return ask(pair).map(Accounts::tokensOf);
  }

  /** The tokens that hold now: others than those refused, if they were replaced meanwhile. */
  Future<Optional<AccountTokens>> refused(long accountId, long generation) {
    return ask(new AccountCommand.TokenRefused(accountId, generation)).map(Accounts::tokensOf);
  }

  Future<Void> pause(long accountId, Duration length) {
    return ask(new AccountCommand.Pause(accountId, length)).mapEmpty();
  }

  Future<Void> learnInbox(long accountId, String inboxId) {
    return ask(new AccountCommand.LearnInbox(accountId, inboxId)).mapEmpty();
  }

  /** What came of asking for one request. */
  sealed interface Allowance {
    /**
     * @param generation of the tokens that hold now
     */
    record Granted(long generation) implements Allowance {}

    record Refused(NotSent why) implements Allowance {}
  }

  /** Takes one request out of the account's budget. */
  Future<Allowance> spend(long accountId, boolean interactive) {
    return ask(new AccountCommand.Spend(accountId, interactive)).map(Accounts::allowanceOf);
  }

  private static Allowance allowanceOf(AccountReply reply) {
    if (reply instanceof AccountReply.Granted granted) {
      return new Allowance.Granted(granted.generation());
    }
    return new Allowance.Refused(
        reply instanceof AccountReply.Exhausted exhausted
            ? new NotSent(Obstacle.BUDGET_SPENT, Optional.of(exhausted.delay()))
            : new NotSent(Obstacle.NOT_CONNECTED));
  }

  private static Optional<AccountTokens> tokensOf(AccountReply reply) {
    return reply instanceof AccountReply.Tokens found
        ? Optional.of(found.tokens())
        : Optional.empty();
  }

  private Future<AccountReply> ask(AccountCommand command) {
    return bus.ask(AccountRoutes.ACCOUNTS, command, LIMIT);
  }
}
