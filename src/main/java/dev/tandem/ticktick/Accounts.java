package dev.tandem.ticktick;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountRoutes;
import dev.tandem.account.AccountTokens;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.account.TickTickAccount;
import dev.tandem.account.TokenGrant;
import dev.tandem.bus.Bus;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

  /**
   * @param generation of the tokens with which it was read
   */
  Future<Void> learnInbox(long accountId, long generation, String inboxId) {
    return ask(new AccountCommand.LearnInbox(accountId, generation, inboxId)).mapEmpty();
  }

  Future<Void> openConsent(long userId, Consent consent) {
    return ask(new AccountCommand.OpenConsent(userId, consent.stateHash(), consent.browserHash()))
        .mapEmpty();
  }

  /** The user whose consent it is. Empty: it is unknown, used up, too old or another browser's. */
  Future<Optional<Long>> closeConsent(Consent consent) {
    return ask(new AccountCommand.CloseConsent(consent.stateHash(), consent.browserHash()))
        .map(
            reply ->
                reply instanceof AccountReply.Consented consented
                    ? Optional.of(consented.userId())
                    : Optional.empty());
  }

  /**
   * @param identity null: TickTick could not be asked
   */
  Future<AccountReply.Settings> connect(
      long userId, TokenGrant grant, @Nullable RemoteIdentity identity) {
    return ask(new AccountCommand.Connect(userId, grant, identity))
        .map(AccountReply.Settings.class::cast);
  }

  Future<AccountReply.Erased> disconnect(long userId) {
    return ask(new AccountCommand.Disconnect(userId)).map(AccountReply.Erased.class::cast);
  }

  /** The account that a token of this user would get. */
  Future<Long> prepareCheck(long userId) {
    return ask(new AccountCommand.PrepareCheck(userId))
        .map(reply -> ((AccountReply.Prepared) reply).accountId());
  }

  Future<List<AccountTokens>> unchecked(Duration lease) {
    return ask(new AccountCommand.ReadUnchecked(lease))
        .map(reply -> ((AccountReply.Unchecked) reply).accounts());
  }

  Future<Void> identified(AccountTokens tokens, RemoteIdentity identity) {
    return ask(new AccountCommand.Identified(tokens.accountId(), tokens.generation(), identity))
        .mapEmpty();
  }

  Future<Void> announceExpiry(Duration ahead) {
    return ask(new AccountCommand.AnnounceExpiry(ahead)).mapEmpty();
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
  Future<Allowance> spend(Caller caller) {
    return ask(new AccountCommand.Spend(caller.accountId(), caller.interactive(), caller.claim()))
        .map(Accounts::allowanceOf);
  }

  /** The same for a token whose TickTick account is not known. */
  Future<Allowance> spendOnCheck(Caller caller) {
    return ask(new AccountCommand.SpendOnCheck(caller.accountId(), caller.interactive()))
        .map(Accounts::allowanceOf);
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
