package dev.tandem.persistence;

import static dev.tandem.persistence.AccountFixture.account;
import static dev.tandem.persistence.AccountFixture.grant;
import static dev.tandem.persistence.AccountFixture.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountCommand.Identified;
import dev.tandem.account.AccountCommand.StoreRefreshed;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTokens;
import dev.tandem.account.AccountTopics.AccountChanged;
import dev.tandem.account.AccountTopics.AccountExpiring;
import dev.tandem.account.Purpose;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.account.TickTickAccount;
import dev.tandem.account.TokenCheck;
import dev.tandem.account.TokenCheck.LinkedTasks;
import dev.tandem.account.TokenSource;
import dev.tandem.config.Secret;
import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whose tokens an account holds, and what that makes of it. */
final class PgIdentitiesIT {
  private static final RemoteIdentity ANNA = new RemoteIdentity("inbox1", "anna@example.com");
  private static final RemoteIdentity BEN = new RemoteIdentity("inbox2", "ben@example.com");

  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final AccountFixture accounts = new AccountFixture(db);
  private final QueueFixture queue = new QueueFixture(db);
  private long user;

  @BeforeEach
  void makeUser() {
    queue.clear();
    user = db.user();
  }

  @Test
  void tokensOfWhichNothingIsKnownAreKeptButNotUsed() {
    TickTickAccount account = connect("a", null);
    Task task = db.insert(user, "waits");

    assertThat(account.state()).isEqualTo(AccountState.CHECKING);
    assertThat(accounts.ask(new AccountCommand.Spend(account.id(), Purpose.PERSON, null)))
        .isInstanceOf(AccountReply.Missing.class);
    assertThat(accounts.ask(new AccountCommand.ReadAnyConnected()))
        .isInstanceOf(AccountReply.Missing.class);
    assertThat(queue.claim(10, task.id())).isEmpty();
    assertThat(db.find(task).sync().state()).isEqualTo(SyncState.PENDING);
    assertThat(accounts.changes())
        .containsExactly(new AccountChanged(user, account.id(), AccountState.CHECKING));

    accounts.ask(new Identified(account.id(), 1, TokenCheck.of(ANNA)));

    assertThat(read().state()).isEqualTo(AccountState.CONNECTED);
    assertThat(read().identity()).isEqualTo(ANNA);
    assertThat(queue.claim(10)).extracting(job -> job.taskId()).containsExactly(task.id());
  }

  @Test
  void whatWasFoundOutAboutOlderTokensDoesNotCount() {
    long id = connect("a", null).id();
    connect("b", null);

    accounts.ask(new Identified(id, 1, TokenCheck.of(ANNA)));

    assertThat(read().state()).isEqualTo(AccountState.CHECKING);
    assertThat(read().identity()).isEqualTo(RemoteIdentity.UNKNOWN);
  }

  @Test
  void anAccountThatIsToBeCheckedIsToldToOneAtATime() {
    connect("a", null);

    assertThat(unchecked()).extracting(AccountTokens::accessToken).containsExactly(new Secret("a"));
    assertThat(unchecked()).as("leased").isEmpty();
    connect("b", null);
    assertThat(unchecked()).as("new tokens").hasSize(1);
    db.rows(
        "UPDATE ticktick_accounts SET poll_until = now(), paused_until = now() + interval '1 h'");
    assertThat(unchecked()).as("paused").isEmpty();
    db.rows("UPDATE ticktick_accounts SET paused_until = NULL, access_token = '\\x00'");
    assertThat(unchecked()).as("unreadable").isEmpty();
    assertThat(read().state()).isEqualTo(AccountState.NEEDS_REAUTHORIZATION);
  }

  @Test
  void anotherAccountsTokensAreNotUsedWhileTasksAreLinked() {
    connect("a", ANNA);
    Task task = queue.linked(user, "Anna's");
    db.update(task, Contents.retitled(task.content(), "Changed"));

    TickTickAccount account = connect("b", BEN);

    assertThat(account.state()).isEqualTo(AccountState.ACCOUNT_MISMATCH);
    assertThat(account.identity()).isEqualTo(ANNA);
    assertThat(db.find(task).sync().state()).isEqualTo(SyncState.PAUSED);
    assertThat(queue.claim(10, task.id())).isEmpty();
    assertThat(accounts.ask(new AccountCommand.Spend(account.id(), Purpose.PERSON, null)))
        .isInstanceOf(AccountReply.Missing.class);
    assertThat(accounts.ask(new AccountCommand.ReadAnyConnected()))
        .isInstanceOf(AccountReply.Missing.class);
    assertThat(connect("a again", ANNA).state()).isEqualTo(AccountState.CONNECTED);
    assertThat(queue.claimOne().link()).isNotNull();
  }

  @Test
  void aMemberAloneTellsAnotherAccountIfNothingElseIsKnown() {
    connect("a", new RemoteIdentity(null, "anna@example.com"));
    queue.linked(user, "Anna's");

    assertThat(connectUnreached("b", BEN).state()).isEqualTo(AccountState.ACCOUNT_MISMATCH);
    TickTickAccount known = connect("a", ANNA);
    assertThat(known.state()).isEqualTo(AccountState.CONNECTED);
    assertThat(known.identity()).as("completed").isEqualTo(ANNA);
    assertThat(connect("a", new RemoteIdentity("inbox1", "renamed@example.com")).identity())
        .isEqualTo(new RemoteIdentity("inbox1", "renamed@example.com"));
    assertThat(connect("a", RemoteIdentity.UNKNOWN).state())
        .as("nothing says so")
        .isEqualTo(AccountState.CHECKING);
    accounts.ask(new Identified(known.id(), 5, TokenCheck.of(RemoteIdentity.UNKNOWN)));
    assertThat(read().state()).isEqualTo(AccountState.CHECKING);
    assertThat(read().identity().inboxId()).isEqualTo("inbox1");
  }

  @Test
  void withoutLinkedTasksAnotherAccountTakesThePlace() {
    connect("a", ANNA);
    Task waits = db.insert(user, "waits");
    db.project(user, "Anna's list", "list-a");

    TickTickAccount account = connect("b", BEN);

    assertThat(account.state()).isEqualTo(AccountState.CONNECTED);
    assertThat(account.identity()).isEqualTo(BEN);
    assertThat(queue.claimOne().taskId()).isEqualTo(waits.id());
    assertThat(db.row("SELECT remote_id FROM projects").getString(0)).isNull();
  }

  @Test
  void aRefreshDoesNotMakeUncheckedTokensGood() {
    long id = connect("a", null).id();
    assertThat(tokens(accounts.ask(refreshed(id, 1))).state()).isEqualTo(AccountState.CHECKING);
    accounts.ask(new AccountCommand.TokenRefused(id, 2));
    assertThat(read().state()).isEqualTo(AccountState.NEEDS_REAUTHORIZATION);
    assertThat(tokens(accounts.ask(refreshed(id, 2))).state()).isEqualTo(AccountState.CHECKING);
    accounts.ask(new Identified(id, 3, TokenCheck.of(ANNA)));
    queue.linked(user, "Anna's");
    connect("b", BEN);
    assertThat(tokens(accounts.ask(refreshed(id, 4))).state())
        .isEqualTo(AccountState.ACCOUNT_MISMATCH);
  }

  @Test
  void whatChecksSpentIsAddedToTheRemoteAccountsBudget() {
    long other = db.user();
    accounts.connect(other, grant("shared", null), ANNA);
    long id = prepare();
    assertThat(accounts.ask(new AccountCommand.Read(user)))
        .as("prepared is not connected")
        .isEqualTo(new AccountReply.Settings(null, true));
    for (int i = 0; i < 3; i++) {
      assertThat(accounts.ask(new AccountCommand.SpendOnCheck(id, Purpose.PERSON)))
          .isInstanceOf(AccountReply.Granted.class);
    }
    connect("shared", ANNA);

    assertThat(db.rows("SELECT budget_key FROM budgets"))
        .extracting(row -> row.getString(0))
        .containsExactly("inbox1");
    assertThat(db.row("SELECT arrival > now() + interval '3 seconds' FROM budgets").getBoolean(0))
        .isTrue();
  }

  @Test
  void theChecksOfAnAccountEndWithItsBudget() {
    long id = prepare();
    for (int i = 0; i < AccountFixture.BURST; i++) {
      accounts.ask(new AccountCommand.SpendOnCheck(id, Purpose.PERSON));
    }
    assertThat(accounts.ask(new AccountCommand.SpendOnCheck(id, Purpose.PERSON)))
        .isInstanceOf(AccountReply.Exhausted.class);
  }

  @Test
  void aRequestIsGrantedOnlyUnderTheClaimThatHolds() {
    long id = connect("a", ANNA).id();
    Task task = db.insert(user, "claimed");
    long fence = queue.claimOne().fence();

    assertThat(accounts.ask(spend(id, task, fence))).isInstanceOf(AccountReply.Granted.class);
    assertThat(accounts.ask(spend(id, task, fence - 1))).isInstanceOf(AccountReply.Missing.class);
  }

  @Test
  void anEndThatIsNearIsToldOnceAndAgainForNewTokens() {
    long id = connect("a", ANNA).id();
    announce();
    assertThat(accounts.expiring()).as("180 days").isEmpty();
    assertThat(read().expiresSoon()).isFalse();
    expireIn("13 days");

    announce();
    announce();

    assertThat(accounts.expiring())
        .containsExactly(new AccountExpiring(user, id, read().expiresAt()));
    assertThat(read().expiresSoon()).isTrue();
    connect("b", ANNA);
    expireIn("1 day");
    announce();
    assertThat(accounts.expiring()).hasSize(2);
    accounts.connect(user, grant("c", "refresh"), ANNA);
    expireIn("1 day");
    announce();
    assertThat(accounts.expiring()).as("it renews itself").hasSize(2);
    assertThat(read().expiresSoon()).isFalse();
  }

  private static void expireIn(String interval) {
    db.rows("UPDATE ticktick_accounts SET expires_at = now() + interval '" + interval + "'");
  }

  private void announce() {
    accounts.ask(new AccountCommand.AnnounceExpiry(TickTickAccount.EXPIRY_NOTICE));
  }

  private TickTickAccount connect(String access, RemoteIdentity identity) {
    return accounts.connect(user, grant(access, null), identity);
  }

  /** With a token that none of the linked tasks is there for. */
  private TickTickAccount connectUnreached(String access, RemoteIdentity identity) {
    return account(
        accounts.ask(
            new AccountCommand.Connect(
                user, grant(access, null), new TokenCheck(identity, LinkedTasks.ABSENT))));
  }

  private TickTickAccount read() {
    return account(accounts.ask(new AccountCommand.Read(user)));
  }

  private long prepare() {
    return ((AccountReply.Prepared) accounts.ask(new AccountCommand.PrepareCheck(user)))
        .accountId();
  }

  private List<AccountTokens> unchecked() {
    AccountReply reply = accounts.ask(new AccountCommand.ReadUnchecked(Duration.ofMinutes(1)));
    return ((AccountReply.Unchecked) reply).accounts();
  }

  private static AccountCommand spend(long account, Task task, long fence) {
    return new AccountCommand.Spend(
        account, Purpose.PERSON, new AccountCommand.Claim(task.id(), fence));
  }

  private static StoreRefreshed refreshed(long id, long generation) {
    return new StoreRefreshed(
        id,
        generation,
        TokenSource.CONSENT,
        new Secret("fresh"),
        new Secret("refresh"),
        Duration.ofDays(1));
  }
}
