package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountEvents;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountTokens;
import dev.tandem.account.AccountTopics.AccountChanged;
import dev.tandem.account.AccountTopics.AccountExpiring;
import dev.tandem.account.AccountTopics.KeyRevoked;
import dev.tandem.account.AccountTopics.UserErased;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.account.TickTickAccount;
import dev.tandem.account.TokenCheck;
import dev.tandem.account.TokenGrant;
import dev.tandem.account.TokenSource;
import dev.tandem.config.GatewayConfig;
import dev.tandem.config.Secret;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Accounts on a store's database, and what is told about them. */
final class AccountFixture implements AccountEvents {
  static final int RATE = 90;

  /** What an idle account is granted at once. */
  static final int BURST = 40;

  private final PgAccounts accounts;
  private final List<AccountChanged> changes = new CopyOnWriteArrayList<>();
  private final List<AccountExpiring> expiring = new CopyOnWriteArrayList<>();
  private final List<KeyRevoked> revocations = new CopyOnWriteArrayList<>();
  private final List<Long> erased = new CopyOnWriteArrayList<>();

  AccountFixture(StoreFixture db) {
    this(db, "a:" + TokenVaultTest.key(1));
  }

  AccountFixture(StoreFixture db, String ring) {
    URI nowhere = URI.create("http://127.0.0.1:1");
    this.accounts =
        new PgAccounts(
            db.pool(),
            TokenVaultTest.vault(ring),
            new GatewayConfig.TickTick(
                Optional.empty(), nowhere, nowhere, true, Duration.ofSeconds(1), RATE),
            this);
  }

  @Override
  public void changed(AccountChanged event) {
    changes.add(event);
  }

  @Override
  public void expiring(AccountExpiring event) {
    expiring.add(event);
  }

  @Override
  public void userErased(UserErased event) {
    erased.add(event.userId());
  }

  @Override
  public void keyRevoked(KeyRevoked event) {
    revocations.add(event);
  }

  List<AccountChanged> changes() {
    return changes;
  }

  List<AccountExpiring> expiring() {
    return expiring;
  }

  /** Of whom it was told that they are erased. */
  List<Long> erased() {
    return erased;
  }

  List<KeyRevoked> revocations() {
    return revocations;
  }

  Future<AccountReply> asking(AccountCommand command) {
    return accounts.handle(command);
  }

  AccountReply ask(AccountCommand command) {
    return result(asking(command));
  }

  TickTickAccount connect(long user, String access, String refresh) {
    return connect(user, grant(access, refresh), RemoteIdentity.UNKNOWN);
  }

  /**
   * @param identity null: TickTick could not be asked
   */
  TickTickAccount connect(long user, TokenGrant grant, RemoteIdentity identity) {
    return account(
        ask(
            new AccountCommand.Connect(
                user, grant, identity == null ? null : TokenCheck.of(identity))));
  }

  static TokenGrant grant(String access, String refresh) {
    return new TokenGrant(
        TokenSource.CONSENT,
        new Secret(access),
        refresh == null ? null : new Secret(refresh),
        Duration.ofDays(180),
        List.of());
  }

  static TickTickAccount account(AccountReply reply) {
    return reply instanceof AccountReply.Stored stored
        ? stored.settings().account()
        : ((AccountReply.Settings) reply).account();
  }

  AccountTokens tokens(long account) {
    return tokens(ask(new AccountCommand.ReadTokens(account)));
  }

  static AccountTokens tokens(AccountReply reply) {
    return ((AccountReply.Tokens) reply).tokens();
  }
}
