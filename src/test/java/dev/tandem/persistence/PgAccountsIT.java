package dev.tandem.persistence;

import static dev.tandem.persistence.AccountFixture.account;
import static dev.tandem.persistence.AccountFixture.tokens;
import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountCommand.StoreRefreshed;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTokens;
import dev.tandem.account.AccountTopics.AccountChanged;
import dev.tandem.account.Purpose;
import dev.tandem.account.TickTickAccount;
import dev.tandem.account.TokenGrant;
import dev.tandem.account.TokenSource;
import dev.tandem.config.Secret;
import dev.tandem.task.Task;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PgAccountsIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final AccountFixture accounts = new AccountFixture(db);
  private long user;

  @BeforeEach
  void makeUser() {
    user = db.user();
  }

  @Test
  void aUserWithoutAnAccountHasSettings() {
    assertThat(accounts.ask(new AccountCommand.Read(user)))
        .isEqualTo(new AccountReply.Settings(null, true));
  }

  @Test
  void anUnknownUserFails() {
    assertThatThrownBy(() -> accounts.ask(new AccountCommand.Read(-1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aConnectedAccountShowsItsStateAndKeepsItsTokensEncrypted() {
    TickTickAccount connected = accounts.connect(user, "access-secret", "refresh-secret");
    assertThat(connected.state()).isEqualTo(AccountState.CONNECTED);
    assertThat(connected.scopes()).containsExactly("tasks:read", "tasks:write");
    assertThat(connected.expiresAt())
        .isBetween(
            Instant.now().plus(179, ChronoUnit.DAYS), Instant.now().plus(181, ChronoUnit.DAYS));
    AccountTokens tokens = accounts.tokens(connected.id());
    assertThat(tokens.accessToken().reveal()).isEqualTo("access-secret");
    assertThat(tokens.refreshToken().reveal()).isEqualTo("refresh-secret");
    assertThat(tokens.generation()).isEqualTo(1);
    Row stored =
        db.row(
            "SELECT access_token, refresh_token, key_id FROM ticktick_accounts WHERE user_id = $1",
            user);
    assertThat(stored.getBuffer(0).toString(StandardCharsets.ISO_8859_1)).doesNotContain("secret");
    assertThat(stored.getBuffer(1).toString(StandardCharsets.ISO_8859_1)).doesNotContain("secret");
    assertThat(stored.getString(2)).isEqualTo("a");
    assertThat(accounts.changes())
        .containsExactly(new AccountChanged(user, connected.id(), AccountState.CONNECTED));
  }

  @Test
  void anAccountWhoseTokensDoNotDecryptHasToBeConnectedAgain() {
    long mine = accounts.connect(user, "mine", "mine too").id();
    long other = db.user();
    long theirs = accounts.connect(other, "theirs", "theirs too").id();
    db.rows(
        "UPDATE ticktick_accounts SET access_token ="
            + " (SELECT access_token FROM ticktick_accounts WHERE id = $2) WHERE id = $1",
        mine,
        theirs);
    hasToBeConnectedAgain(user, mine);
    db.rows("UPDATE ticktick_accounts SET access_token = refresh_token WHERE id = $1", theirs);
    hasToBeConnectedAgain(other, theirs);
    assertThat(accounts.connect(user, "fresh", null).state()).isEqualTo(AccountState.CONNECTED);
    assertThat(accounts.tokens(mine).accessToken().reveal()).isEqualTo("fresh");
  }

  private void hasToBeConnectedAgain(long owner, long account) {
    assertThat(accounts.ask(new AccountCommand.ReadTokens(account)))
        .isInstanceOf(AccountReply.Missing.class);
    assertThat(account(accounts.ask(new AccountCommand.Read(owner))).state())
        .isEqualTo(AccountState.NEEDS_REAUTHORIZATION);
    assertThat(accounts.changes())
        .last()
        .isEqualTo(new AccountChanged(owner, account, AccountState.NEEDS_REAUTHORIZATION));
  }

  @Test
  void anyConnectedAccountIsOneWhoseTokensDecrypt() {
    db.rows("UPDATE ticktick_accounts SET state = 'disconnected'");
    long lostKey = accounts.connect(user, "a lost key", null).id();
    db.rows("UPDATE ticktick_accounts SET key_id = 'lost' WHERE id = $1", lostKey);
    long altered = accounts.connect(db.user(), "altered", null).id();
    db.rows("UPDATE ticktick_accounts SET access_token = '\\x00' WHERE id = $1", altered);
    long good = accounts.connect(db.user(), "good", null).id();
    assertThat(tokens(accounts.ask(new AccountCommand.ReadAnyConnected())).accountId())
        .isEqualTo(good);
  }

  @Test
  void connectingAgainReplacesTheTokensAndWakesWhatWaits() {
    long id = accounts.connect(user, "first", "refresh").id();
    Task waits = db.insert(user, "waits");
    Task dead = db.insert(user, "dead");
    db.rows(
        "UPDATE push_queue SET next_attempt_at = now() + interval '1 hour', account_id = NULL,"
            + " is_dead = entity_id = $2 WHERE user_id = $1",
        user,
        dead.id());
    assertThat(accounts.connect(user, "second", null).id()).isEqualTo(id);
    AccountTokens tokens = accounts.tokens(id);
    assertThat(tokens.accessToken().reveal()).isEqualTo("second");
    assertThat(tokens.refreshToken()).isNull();
    assertThat(tokens.generation()).isEqualTo(2);
    assertThat(new QueueFixture(db).claim(5, waits.id(), dead.id()))
        .extracting(job -> job.taskId())
        .containsExactly(waits.id());
  }

  @Test
  void twoConnectsAtOnceMakeOneAccount() {
    List<Future<AccountReply>> both =
        List.of("one", "two").stream()
            .map(
                token ->
                    accounts.asking(
                        new AccountCommand.Connect(
                            user,
                            new TokenGrant(
                                TokenSource.PERSONAL, new Secret(token), null, null, List.of()),
                            null)))
            .toList();
    assertThat(account(result(both.get(0))).id()).isEqualTo(account(result(both.get(1))).id());
    assertThat(account(result(both.get(0))).expiresAt()).isNull();
  }

  @Test
  void aDisconnectErasesTheTokensAndKeepsTheQueue() {
    long id = accounts.connect(user, "access", "refresh").id();
    Task task = db.insert(user, "kept");
    accounts.ask(new AccountCommand.Disconnect(user));
    TickTickAccount gone = account(accounts.ask(new AccountCommand.Read(user)));
    assertThat(gone.state()).isEqualTo(AccountState.DISCONNECTED);
    assertThat(gone.expiresAt()).isNull();
    Row row =
        db.row(
            "SELECT access_token, refresh_token, key_id FROM ticktick_accounts WHERE id = $1", id);
    assertThat(row.getValue(0)).isNull();
    assertThat(row.getValue(1)).isNull();
    assertThat(accounts.ask(new AccountCommand.ReadTokens(id)))
        .isInstanceOf(AccountReply.Missing.class);
    assertThat(db.isQueued(task)).isTrue();
    accounts.ask(new AccountCommand.Disconnect(user));
    assertThat(accounts.changes())
        .extracting(AccountChanged::state)
        .containsExactly(AccountState.CONNECTED, AccountState.DISCONNECTED);
  }

  @Test
  void theSettingIsKeptAcrossConnects() {
    assertThat(
            ((AccountReply.Settings) accounts.ask(new AccountCommand.Configure(user, false)))
                .autoPush())
        .isFalse();
    accounts.connect(user, "access", null);
    assertThat(((AccountReply.Settings) accounts.ask(new AccountCommand.Read(user))).autoPush())
        .isFalse();
  }

  @Test
  void ofTwentyRefreshesOfOneGenerationOneIsStoredAndAllGetItsPair() {
    long id = accounts.connect(user, "old", "old refresh").id();
    long generation = accounts.tokens(id).generation();
    List<Future<AccountReply>> refreshes =
        IntStream.range(0, 20)
            .mapToObj(i -> accounts.asking(refreshed(id, generation, "new " + i, "refresh " + i)))
            .toList();
    List<AccountTokens> pairs = refreshes.stream().map(reply -> present(result(reply))).toList();
    AccountTokens stored = accounts.tokens(id);
    assertThat(stored.generation()).isEqualTo(generation + 1);
    assertThat(pairs).containsOnly(stored);
    assertThat(stored.accessToken().reveal()).startsWith("new ");
  }

  @Test
  void aRefreshWithoutARefreshTokenKeepsTheOldOneAlsoUnderANewKey() {
    long id = accounts.connect(user, "old", "keep me").id();
    AccountFixture rotated =
        new AccountFixture(db, "b:" + TokenVaultTest.key(2) + ",a:" + TokenVaultTest.key(1));
    AccountTokens refreshed = tokens(rotated.ask(refreshed(id, 1, "new", null)));
    assertThat(refreshed.refreshToken().reveal()).isEqualTo("keep me");
    assertThat(db.row("SELECT key_id FROM ticktick_accounts WHERE id = $1", id).getString(0))
        .isEqualTo("b");
    assertThat(rotated.tokens(id)).isEqualTo(refreshed);
  }

  @Test
  void aRefreshAfterADisconnectIsNotStored() {
    long id = accounts.connect(user, "old", "refresh").id();
    accounts.ask(new AccountCommand.Disconnect(user));
    assertThat(accounts.ask(refreshed(id, 1, "new", null)))
        .isInstanceOfSatisfying(
            AccountReply.TooLate.class, late -> assertThat(late.present()).isNull());
  }

  @Test
  void aRefusedTokenCountsOnlyInItsGeneration() {
    long id = accounts.connect(user, "old", "refresh").id();
    accounts.connect(user, "new", "refresh");
    assertThat(tokens(accounts.ask(new AccountCommand.TokenRefused(id, 1))).state())
        .isEqualTo(AccountState.CONNECTED);
    assertThat(tokens(accounts.ask(new AccountCommand.TokenRefused(id, 2))).state())
        .isEqualTo(AccountState.NEEDS_REAUTHORIZATION);
    assertThat(accounts.changes())
        .last()
        .isEqualTo(new AccountChanged(user, id, AccountState.NEEDS_REAUTHORIZATION));
    assertThat(accounts.connect(user, "fresh", null).state()).isEqualTo(AccountState.CONNECTED);
  }

  @Test
  void aLaterPauseThatStandsIsKept() {
    long id = accounts.connect(user, "access", null).id();
    accounts.ask(new AccountCommand.Pause(id, Duration.ofHours(2)));
    Instant until = account(accounts.ask(new AccountCommand.Read(user))).pausedUntil();
    accounts.ask(new AccountCommand.Pause(id, Duration.ofHours(1)));
    assertThat(account(accounts.ask(new AccountCommand.Read(user))).pausedUntil()).isEqualTo(until);
    assertThat(
            ((AccountReply.Exhausted)
                    accounts.ask(new AccountCommand.Spend(id, Purpose.PERSON, null)))
                .delay())
        .isBetween(Duration.ofMinutes(119), Duration.ofHours(2));
  }

  @Test
  void aPauseIsCountedByTheDatabasesClock() {
    long id = accounts.connect(user, "access", null).id();
    accounts.ask(new AccountCommand.Pause(id, Duration.ofMinutes(10)));
    assertThat(
            db.row(
                    "SELECT paused_until BETWEEN now() + interval '9 minutes'"
                        + " AND now() + interval '10 minutes' FROM ticktick_accounts WHERE id = $1",
                    id)
                .getBoolean(0))
        .isTrue();
  }

  @Test
  void anyConnectedAccountIsOneThatMayBeAskedIfThereIsOne() {
    db.rows("UPDATE ticktick_accounts SET state = 'disconnected'");
    assertThat(accounts.ask(new AccountCommand.ReadAnyConnected()))
        .isInstanceOf(AccountReply.Missing.class);
    long paused = accounts.connect(user, "paused", null).id();
    accounts.ask(new AccountCommand.Pause(paused, Duration.ofMinutes(1)));
    assertThat(tokens(accounts.ask(new AccountCommand.ReadAnyConnected())).accountId())
        .isEqualTo(paused);
    long open = accounts.connect(db.user(), "open", null).id();
    assertThat(tokens(accounts.ask(new AccountCommand.ReadAnyConnected())).accountId())
        .isEqualTo(open);
  }

  private static AccountTokens present(AccountReply reply) {
    return reply instanceof AccountReply.TooLate late ? late.present() : tokens(reply);
  }

  private static StoreRefreshed refreshed(long id, long generation, String access, String refresh) {
    return new StoreRefreshed(
        id,
        generation,
        TokenSource.CONSENT,
        new Secret(access),
        refresh == null ? null : new Secret(refresh),
        Duration.ofDays(1));
  }
}
