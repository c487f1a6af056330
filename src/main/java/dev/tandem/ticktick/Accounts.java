package dev.tandem.ticktick;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountRoutes;
import dev.tandem.account.AccountTokens;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.account.TickTickAccount;
import dev.tandem.account.TokenCheck;
import dev.tandem.account.TokenGrant;
import dev.tandem.bus.Bus;
import dev.tandem.config.Secret;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
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

  /** {@link AccountReply.Tokens} or {@link AccountReply.TooLate}. */
  Future<AccountReply> storeRefreshed(AccountCommand.StoreRefreshed pair) {
    return ask(pair);
  }

  /** The tokens that hold now: others than those refused, if they were replaced meanwhile. */
  Future<Optional<AccountTokens>> refused(long accountId, long generation) {
    return ask(new AccountCommand.TokenRefused(accountId, generation)).map(Accounts::tokensOf);
  }

  /** For a trouble of its own. */
  Future<Void> pause(long accountId, Duration length) {
    return ask(new AccountCommand.Pause(accountId, length)).mapEmpty();
  }

  /**
   * TickTick refused a request for the number of them.
   *
   * @param grantedAt of the request
   */
  Future<Void> limited(long accountId, Duration length, Instant grantedAt) {
    return ask(new AccountCommand.Limited(accountId, length, grantedAt)).mapEmpty();
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
   * Empty: nothing is stored, as another token works here.
   *
   * @param check null: TickTick could not be asked
   */
  Future<Optional<AccountReply.Stored>> connect(
      long userId, TokenGrant grant, @Nullable TokenCheck check) {
    return ask(new AccountCommand.Connect(userId, grant, check))
        .map(
            reply ->
                reply instanceof AccountReply.Stored stored
                    ? Optional.of(stored)
                    : Optional.empty());
  }

  /** An account that is gone is linked with nothing. */
  Future<AccountReply.LinkedWith> linkedWith(long accountId) {
    return ask(new AccountCommand.ReadLinked(accountId))
        .map(
            reply ->
                reply instanceof AccountReply.LinkedWith linked
                    ? linked
                    : new AccountReply.LinkedWith(RemoteIdentity.UNKNOWN, List.of()));
  }

  /** Whether an account here holds this access token. */
  Future<Boolean> holdsToken(Secret accessToken) {
    return ask(new AccountCommand.ReadTokenUse(accessToken))
        .map(reply -> ((AccountReply.TokenUse) reply).isUsed());
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

  Future<Void> identified(AccountTokens tokens, TokenCheck check) {
    return ask(new AccountCommand.Identified(tokens.accountId(), tokens.generation(), check))
        .mapEmpty();
  }

  Future<Void> announceExpiry(Duration ahead) {
    return ask(new AccountCommand.AnnounceExpiry(ahead)).mapEmpty();
  }

  /** What came of asking for one request. */
  sealed interface Allowance {
    /**
     * @param generation of the tokens that hold now
     * @param budget out of which it was taken: alike for accounts that share one
     * @param at by the database's clock
     */
    record Granted(long generation, String budget, Instant at) implements Allowance {}

    record Refused(NotSent why) implements Allowance {}
  }

  /** Takes one request out of the account's budget. */
  Future<Allowance> spend(Caller caller) {
    return ask(new AccountCommand.Spend(caller.accountId(), caller.purpose(), caller.claim()))
        .map(Accounts::allowanceOf);
  }

  /** The same for a token whose TickTick account is not known. */
  Future<Allowance> spendOnCheck(Caller caller) {
    return ask(new AccountCommand.SpendOnCheck(caller.accountId(), caller.purpose()))
        .map(Accounts::allowanceOf);
  }

  private static Allowance allowanceOf(AccountReply reply) {
    if (reply instanceof AccountReply.Granted granted) {
      return new Allowance.Granted(granted.generation(), granted.budget(), granted.at());
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
