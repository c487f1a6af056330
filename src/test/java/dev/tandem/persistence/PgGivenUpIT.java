package dev.tandem.persistence;

import static dev.tandem.persistence.AccountFixture.account;
import static dev.tandem.persistence.AccountFixture.grant;
import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountCommand.StoreRefreshed;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountState;
import dev.tandem.account.ConnectionReply.Revocation;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.account.TickTickAccount;
import dev.tandem.account.TokenCheck;
import dev.tandem.account.TokenGrant;
import dev.tandem.account.TokenSource;
import dev.tandem.config.Secret;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is to be revoked of tokens that are erased, replaced or came too late. */
final class PgGivenUpIT {
  private static final RemoteIdentity ANNA = new RemoteIdentity("inbox1", "anna@example.com");

  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final AccountFixture accounts = new AccountFixture(db);
  private long user;

  @BeforeEach
  void makeUser() {
    new QueueFixture(db).clear();
    user = db.user();
  }

  @Test
  void aConsentsTokenThatIsReplacedIsGivenUp() {
    assertThat(replacedBy("first", null)).isNull();

    AccountReply.Stored stored = stored("second", null);

    assertThat(stored.toRevoke().accessToken().reveal()).isEqualTo("first");
    assertThat(replacedBy("second", "fresh")).as("the same token again").isNull();
    assertThat(stored("third", null).toRevoke().refreshToken().reveal()).isEqualTo("fresh");
  }

  @Test
  void whatAnotherUserHoldsAndAPersonsOwnAreNotGivenUp() {
    accounts.connect(db.user(), grant("shared", null), ANNA);
    accounts.connect(user, grant("shared", null), ANNA);
    assertThat(replacedBy("mine", null)).isNull();
    accounts.connect(user, personal("tp"), ANNA);
    assertThat(replacedBy("mine again", null)).isNull();
  }

  @Test
  void ofTwoWhoReplaceOneTokenAtOnceOneGivesItUp() {
    for (int i = 0; i < 10; i++) {
      long other = db.user();
      accounts.connect(other, grant("shared " + i, null), ANNA);
      accounts.connect(user, grant("shared " + i, null), ANNA);
      List<Future<AccountReply>> both =
          List.of(
              accounts.asking(connect(user, grant("a " + i, null))),
              accounts.asking(connect(other, grant("b " + i, null))));
      assertThat(both.stream().map(reply -> (AccountReply.Stored) result(reply)))
          .filteredOn(stored -> stored.toRevoke() != null)
          .hasSize(1);
    }
  }

  @Test
  void twoWhoSwapTheirTokensAtOnceDoNotWaitForEachOther() {
    long other = db.user();
    for (int i = 0; i < 10; i++) {
      accounts.connect(user, grant("one", null), ANNA);
      accounts.connect(other, grant("two", null), ANNA);
      List<Future<AccountReply>> both =
          List.of(
              accounts.asking(connect(user, grant("two", null))),
              accounts.asking(connect(other, grant("one", null))));
      assertThat(both).allSatisfy(reply -> assertThat(result(reply)).isNotNull());
    }
  }

  @Test
  void aRefreshedPairThatComesTooLateIsRevocableUnlessItIsUsed() {
    long id = accounts.connect(user, grant("old", "refresh"), ANNA).id();
    accounts.connect(user, grant("new", "another"), ANNA);

    assertThat(late(id, TokenSource.CONSENT, "fresh", "refresh").revocable()).isTrue();
    assertThat(late(id, TokenSource.CONSENT, "fresh", "refresh").present().generation())
        .isEqualTo(2);
    assertThat(late(id, TokenSource.PERSONAL, "fresh", "refresh").revocable()).isFalse();
    assertThat(late(id, TokenSource.CONSENT, "new", "refresh").revocable()).isFalse();
    assertThat(late(id, TokenSource.CONSENT, "fresh", "another").revocable())
        .as("of one consent with what is used")
        .isFalse();
    accounts.ask(new AccountCommand.Disconnect(user));
    AccountReply.TooLate afterwards = late(id, TokenSource.CONSENT, "fresh", null);
    assertThat(afterwards.revocable()).isTrue();
    assertThat(afterwards.present()).isNull();
  }

  @Test
  void tellsWhetherATokenIsHeld() {
    accounts.connect(user, grant("held", null), ANNA);

    assertThat(accounts.ask(new AccountCommand.ReadTokenUse(new Secret("held"))))
        .isEqualTo(new AccountReply.TokenUse(true));
    assertThat(accounts.ask(new AccountCommand.ReadTokenUse(new Secret("other"))))
        .isEqualTo(new AccountReply.TokenUse(false));
  }

  @Test
  void aSharedTokenIsNotRevokedForOneOfItsUsers() {
    long other = db.user();
    accounts.connect(other, grant("shared", "refresh"), ANNA);
    connect("shared", ANNA);

    assertThat(accounts.ask(new AccountCommand.Disconnect(user)))
        .isEqualTo(new AccountReply.Erased(null, Revocation.KEPT));
    assertThat(account(accounts.ask(new AccountCommand.Read(other))).state())
        .isEqualTo(AccountState.CONNECTED);
    AccountReply.Erased last =
        (AccountReply.Erased) accounts.ask(new AccountCommand.Disconnect(other));
    assertThat(last.toRevoke().accessToken().reveal()).isEqualTo("shared");
    assertThat(last.toRevoke().refreshToken().reveal()).isEqualTo("refresh");
    assertThat(accounts.ask(new AccountCommand.Disconnect(other)))
        .isEqualTo(new AccountReply.Erased(null, Revocation.NONE));
  }

  @Test
  void ofTwoWhoDisconnectOneTokenAtOnceOneRevokesIt() {
    for (int i = 0; i < 10; i++) {
      long other = db.user();
      accounts.connect(other, grant("shared " + i, null), ANNA);
      connect("shared " + i, ANNA);
      List<Future<AccountReply>> both =
          List.of(
              accounts.asking(new AccountCommand.Disconnect(user)),
              accounts.asking(new AccountCommand.Disconnect(other)));
      assertThat(both.stream().map(reply -> (AccountReply.Erased) result(reply)))
          .filteredOn(erased -> erased.toRevoke() != null)
          .hasSize(1);
    }
  }

  @Test
  void aPersonalTokenIsThePersonsOwn() {
    TokenGrant personal =
        new TokenGrant(TokenSource.PERSONAL, new Secret("tp"), null, null, List.of("tasks:write"));
    assertThat(accounts.connect(user, personal, ANNA).scopes()).containsExactly("tasks:write");
    assertThat(accounts.ask(new AccountCommand.Disconnect(user)))
        .isEqualTo(new AccountReply.Erased(null, Revocation.KEPT));
    assertThat(
            db.row("SELECT token_hash IS NULL AND access_token IS NULL FROM ticktick_accounts")
                .getBoolean(0))
        .isTrue();
  }

  private TickTickAccount connect(String access, RemoteIdentity identity) {
    return accounts.connect(user, grant(access, null), identity);
  }

  private static AccountCommand connect(long user, TokenGrant grant) {
    return new AccountCommand.Connect(user, grant, TokenCheck.of(ANNA));
  }

  private AccountReply.Stored stored(String access, String refresh) {
    return (AccountReply.Stored) accounts.ask(connect(user, grant(access, refresh)));
  }

  private Object replacedBy(String access, String refresh) {
    return stored(access, refresh).toRevoke();
  }

  private AccountReply.TooLate late(long id, TokenSource source, String access, String refresh) {
    return (AccountReply.TooLate)
        accounts.ask(
            new StoreRefreshed(
                id,
                1,
                source,
                new Secret(access),
                refresh == null ? null : new Secret(refresh),
                Duration.ofDays(1)));
  }

  private static TokenGrant personal(String token) {
    return new TokenGrant(TokenSource.PERSONAL, new Secret(token), null, null, List.of());
  }
}
