package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountReply.Granted;
import dev.tandem.account.Purpose;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.sync.QueueRoutes.QueueStatus;
import dev.tandem.sync.QueueRoutes.ReadQueue;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** TickTick refuses for the number of requests, although they were granted. */
final class LearntRateIT {
  private static final RemoteIdentity SHARED = new RemoteIdentity("inbox7", "anna@example.com");

  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final AccountFixture accounts = new AccountFixture(db);
  private final QueueFixture queue = new QueueFixture(db);
  private long user;
  private long account;

  @BeforeEach
  void connect() {
    queue.clear();
    user = db.user();
    account = accounts.connect(user, AccountFixture.grant("one", null), SHARED).id();
  }

  @Test
  void aRefusalLowersTheRateForAllWhoShareTheAccount() {
    long other = db.user();
    accounts.connect(other, AccountFixture.grant("two", null), SHARED);
    refuse(granted());
    assertThat(status(user).budgetPerMinute()).isEqualTo(67);
    assertThat(status(other).budgetPerMinute()).isEqualTo(67);
    assertThat(status(other).budgetRemaining()).isBetween(28, 30);
  }

  @Test
  void fewerRequestsAreGrantedThen() {
    refuse(granted());
    resume();
    db.rows("UPDATE budgets SET arrival = now()");
    long granted =
        IntStream.range(0, 100)
            .filter(i -> accounts.ask(spend(account)) instanceof Granted)
            .count();
    assertThat(granted).isBetween(30L, 31L);
  }

  @Test
  void requestsOfBeforeALoweringDoNotLowerAgain() {
    List<Instant> sent = IntStream.range(0, 8).mapToObj(i -> granted()).toList();
    sent.forEach(this::refuse);
    assertThat(factor()).isEqualTo(0.75, within(0.001));
    resume();
    refuse(granted());
    assertThat(factor()).isEqualTo(0.5625, within(0.001));
  }

  @Test
  void refusalsThatArriveTogetherLowerOnce() {
    List<Instant> sent = IntStream.range(0, 8).mapToObj(i -> granted()).toList();
    List<Future<AccountReply>> told =
        sent.stream().map(at -> accounts.asking(limited(at))).toList();
    told.forEach(StoreFixture::result);
    assertThat(factor()).isEqualTo(0.75, within(0.001));
  }

  @Test
  void itIsNeverLowerThanATenth() {
    for (int i = 0; i < 20; i++) {
      resume();
      db.rows("UPDATE budgets SET arrival = now()");
      refuse(granted());
    }
    assertThat(factor()).isEqualTo(0.1, within(0.001));
    assertThat(status(user).budgetPerMinute()).isEqualTo(9);
  }

  @Test
  void itClimbsBackSlowlyAndNoFurtherThanItWas() {
    refuse(granted());
    pass(Duration.ofMinutes(5));
    assertThat(status(user).budgetPerMinute()).as("a twentieth more").isEqualTo(72);
    pass(Duration.ofMinutes(15));
    assertThat(status(user).budgetPerMinute()).isEqualTo(85);
    pass(Duration.ofHours(10));
    assertThat(status(user).budgetPerMinute()).isEqualTo(90);
    resume();
    refuse(granted());
    assertThat(factor()).as("from where it had climbed to").isEqualTo(0.75, within(0.001));
  }

  @Test
  void whatAnAccountLearntIsKeptAsItsInboxBecomesKnown() {
    long unknown = accounts.connect(db.user(), "three", null).id();
    Instant at = ((Granted) accounts.ask(spend(unknown))).at();
    accounts.ask(new AccountCommand.Limited(unknown, Duration.ofMinutes(1), at));
    accounts.ask(new AccountCommand.LearnInbox(unknown, 1, "inbox7"));
    assertThat(status(user).budgetPerMinute()).isEqualTo(67);
  }

  @Test
  void thePauseHoldsForAllWhoShareTheAccountAndForNobodyElse() {
    long sharing = db.user();
    long second = accounts.connect(sharing, AccountFixture.grant("two", null), SHARED).id();
    long stranger = accounts.connect(db.user(), "three", null).id();
    db.insert(sharing, "waits");
    refuse(granted());
    assertThat(accounts.ask(spend(second))).isInstanceOf(AccountReply.Exhausted.class);
    assertThat(accounts.ask(spend(stranger))).isInstanceOf(Granted.class);
    assertThat(queue.claim(10)).isEmpty();
    assertThat(status(sharing).pausedUntil()).isNotNull();
  }

  @Test
  void whoTurnsOutToShareItIsPausedToo() {
    long late = accounts.connect(db.user(), "two", null).id();
    refuse(granted());
    accounts.ask(new AccountCommand.LearnInbox(late, 1, "inbox7"));
    assertThat(accounts.ask(spend(late))).isInstanceOf(AccountReply.Exhausted.class);
    long later = accounts.connect(db.user(), AccountFixture.grant("three", null), SHARED).id();
    assertThat(accounts.ask(spend(later))).isInstanceOf(AccountReply.Exhausted.class);
  }

  @Test
  void anAccountsOwnTroublePausesItAlone() {
    long second = accounts.connect(db.user(), AccountFixture.grant("two", null), SHARED).id();
    accounts.ask(new AccountCommand.Pause(account, Duration.ofMinutes(1)));
    assertThat(accounts.ask(spend(account))).isInstanceOf(AccountReply.Exhausted.class);
    assertThat(accounts.ask(spend(second))).isInstanceOf(Granted.class);
    assertThat(status(user).budgetPerMinute()).isEqualTo(90);
  }

  private Instant granted() {
    return ((Granted) accounts.ask(spend(account))).at();
  }

  private static AccountCommand spend(long account) {
    return new AccountCommand.Spend(account, Purpose.PERSON, null);
  }

  private void refuse(Instant grantedAt) {
    accounts.ask(limited(grantedAt));
  }

  private AccountCommand limited(Instant grantedAt) {
    return new AccountCommand.Limited(account, Duration.ofMinutes(1), grantedAt);
  }

  private static void resume() {
    db.rows("UPDATE ticktick_accounts SET paused_until = NULL");
  }

  private static double factor() {
    return db.row("SELECT rate_factor FROM budgets WHERE cell = 'all'").getDouble(0);
  }

  private static void pass(Duration time) {
    db.rows(
        "UPDATE budgets SET learnt_at = learnt_at - $1::bigint * interval '1 microsecond'",
        PgTimes.micros(time));
  }

  private QueueStatus status(long of) {
    return result(new PgQueueStatus(db.pool(), AccountFixture.RATE).status(new ReadQueue(of)));
  }
}
