package dev.tandem.ticktick;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountRoutes;
import dev.tandem.account.AccountTokens;
import dev.tandem.account.TickTickAccount;
import dev.tandem.bus.Bus;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The accounts, asked over the bus. */
final class Accounts {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Bus bus;
  private final Clock clock;

  Accounts(Bus bus, Clock clock) {
    this.bus = bus;
    this.clock = clock;
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
    Instant until = clock.instant().plus(length);
    return ask(new AccountCommand.Pause(accountId, until)).mapEmpty();
  }

  Future<Void> learnInbox(long accountId, String inboxId) {
    return ask(new AccountCommand.LearnInbox(accountId, inboxId)).mapEmpty();
  }

  /** Empty: granted; else how long it takes until a request may be. */
  Future<Optional<Duration>> spend(long accountId, boolean interactive) {
    return ask(new AccountCommand.Spend(accountId, interactive))
        .map(
            reply ->
                reply instanceof AccountReply.Exhausted exhausted
                    ? Optional.of(untilThen(exhausted.until()))
                    : Optional.empty());
  }

  private Duration untilThen(Instant instant) {
    Duration left = Duration.between(clock.instant(), instant);
    return left.isNegative() ? Duration.ZERO : left;
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
