package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.Purpose;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.sync.QueueRoutes.QueueStatus;
import dev.tandem.sync.QueueRoutes.ReadQueue;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests granted to an account, whoever asks. */
final class RequestBudgetIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final AccountFixture one = new AccountFixture(db);
  private final AccountFixture other = new AccountFixture(db);

  /** Between two requests of a budget that is used up. */
  private static final Duration PACE = Duration.ofMillis(1_200);

  private long user;
  private long account;

  @BeforeEach
  void connect() {
    db.rows("TRUNCATE users, budgets RESTART IDENTITY CASCADE");
    user = db.user();
    account = one.connect(user, "access", null).id();
  }

  @Test
  void twoNodesThatRaceNeverGrantMoreThanBurstAndRefill() {
    long started = System.nanoTime();
    List<Future<AccountReply>> asked =
        IntStream.range(0, 300)
            .mapToObj(i -> (i % 2 == 0 ? one : other).asking(spend(account)))
            .toList();
    long granted = asked.stream().filter(reply -> isGranted(result(reply))).count();
    long refilled = Duration.ofNanos(System.nanoTime() - started).dividedBy(PACE) + 1;
    assertThat(granted).isBetween((long) AccountFixture.BURST, AccountFixture.BURST + refilled);
  }

  @Test
  void backgroundWorkLeavesAReserveToAPersonWhoWaits() {
    assertThat(grantedOf(100, Purpose.PUSH)).isBetween(32L, 34L);
    assertThat(grantedOf(100, Purpose.PERSON)).isBetween(7L, 10L);
  }

  @Test
  void aLookIsGrantedWhileTheWriteAfterItWouldBeToo() {
    grantedOf(30, Purpose.PUSH);
    long looks = grantedOf(100, Purpose.LOOK);
    assertThat(looks).isBetween(1L, 2L);
    assertThat(grantedOf(1, Purpose.PUSH)).isOne();
  }

  @Test
  void aClockThatWentBackHoldsNobodyUp() {
    grantedOf(1, Purpose.PERSON);
    db.rows("UPDATE budgets SET arrival = now() + interval '1 hour'");
    assertThat(grantedOf(100, Purpose.PERSON)).as("as after the whole credit").isBetween(1L, 3L);
    assertThat(
            db.row("SELECT bool_and(arrival < now() + interval '1 minute') FROM budgets")
                .getBoolean(0))
        .isTrue();
  }

  @Test
  void pollsHaveHalfAndLeaveTheRestToPushes() {
    assertThat(grantedOf(100, Purpose.POLL)).isBetween(20L, 21L);
    assertThat(grantedOf(100, Purpose.PUSH)).isBetween(12L, 13L);
    assertThat(grantedOf(100, Purpose.PERSON)).isBetween(7L, 10L);
  }

  @Test
  void aPollThatIsRefusedDebitsNothing() {
    grantedOf(100, Purpose.POLL);
    String arrivals = "SELECT sum(extract(epoch FROM arrival)) FROM budgets";
    Object before = db.row(arrivals).getValue(0);
    assertThat(one.ask(spend(account, Purpose.POLL))).isInstanceOf(AccountReply.Exhausted.class);
    assertThat(db.row(arrivals).getValue(0)).isEqualTo(before);

    db.rows("UPDATE budgets SET arrival = now() + interval '1 minute' WHERE cell = 'all'");
    db.rows("UPDATE budgets SET arrival = now() WHERE cell = 'poll'");
    Object full = db.row(arrivals).getValue(0);
    assertThat(one.ask(spend(account, Purpose.POLL))).isInstanceOf(AccountReply.Exhausted.class);
    assertThat(db.row(arrivals).getValue(0)).as("nor the other way round").isEqualTo(full);
  }

  @Test
  void anExhaustedBudgetSaysWhenTheNextRequestIsGranted() {
    db.rows(
        "INSERT INTO budgets (budget_key, cell, arrival)"
            + " VALUES ('account:' || $1::bigint, 'all', now() + interval '1 minute')",
        account);
    AccountReply reply = one.ask(spend(account));
    assertThat(reply).isInstanceOf(AccountReply.Exhausted.class);
    Duration expected = Duration.ofMinutes(1).minusSeconds(48).plus(PACE);
    assertThat(((AccountReply.Exhausted) reply).delay())
        .isBetween(expected.minusSeconds(10), expected);
  }

  @Test
  void anUnknownAccountHasNoBudget() {
    assertThat(one.ask(spend(-1))).isInstanceOf(AccountReply.Missing.class);
  }

  @Test
  void aGrantTellsWhichTokensHoldNow() {
    long generation = one.tokens(account).generation();
    assertThat(granted(spend(account)).generation()).isEqualTo(generation);
    one.connect(user, "another", null);
    assertThat(granted(spend(account)).generation()).isEqualTo(generation + 1);
  }

  @Test
  void anAccountThatIsNotConnectedIsGrantedNothing() {
    one.ask(new AccountCommand.TokenRefused(account, one.tokens(account).generation()));
    assertThat(one.ask(spend(account))).isInstanceOf(AccountReply.Missing.class);
    one.ask(new AccountCommand.Disconnect(user));
    assertThat(one.ask(spend(account))).isInstanceOf(AccountReply.Missing.class);
    assertThat(status().budgetRemaining()).isEqualTo(40);
  }

  @Test
  void usersOfOneRemoteAccountShareItsBudgetOnceItIsKnown() {
    long second = one.connect(db.user(), "the same account", null).id();
    IntStream.range(0, 10).forEach(i -> one.ask(spend(account)));
    IntStream.range(0, 10).forEach(i -> one.ask(spend(second)));
    one.ask(new AccountCommand.LearnInbox(account, 1, "inbox7"));
    one.ask(new AccountCommand.LearnInbox(second, 1, "inbox7"));
    assertThat(db.rows("SELECT budget_key FROM budgets"))
        .extracting(row -> row.getString(0))
        .containsExactly("inbox7");
    assertThat(status().budgetRemaining()).as("both have spent").isBetween(20, 22);
    one.ask(spend(second));
    one.ask(new AccountCommand.LearnInbox(second, 1, "inbox7"));
    assertThat(status().budgetRemaining()).isBetween(19, 21);
  }

  @Test
  void checksThatAreEachFollowedByAConnectStayWithinTheBudget() {
    var anna = new RemoteIdentity("inbox9", "anna@example.com");
    long started = System.nanoTime();
    long granted = 0;
    for (int i = 0; i < 60; i++) {
      granted += grantedToCheck() + grantedToCheck();
      one.connect(user, AccountFixture.grant("token " + i, null), anna);
    }
    long refilled = Duration.ofNanos(System.nanoTime() - started).dividedBy(PACE) + 1;

    assertThat(granted).isBetween((long) AccountFixture.BURST - 2, AccountFixture.BURST + refilled);
  }

  @Test
  void anIdentityThatIsLostKeepsWhatItsAccountHasSpent() {
    one.connect(user, AccountFixture.grant("a", null), new RemoteIdentity("inbox9", null));
    IntStream.range(0, 30).forEach(i -> one.ask(spend(account)));

    one.connect(user, AccountFixture.grant("b", null), RemoteIdentity.UNKNOWN);

    assertThat(status().budgetRemaining()).isBetween(9, 13);
  }

  @Test
  void theStatusShowsWhatIsLeft() {
    assertThat(status().budgetRemaining()).isEqualTo(40);
    assertThat(status().budgetPerMinute()).isEqualTo(90);
    one.ask(spend(account));
    assertThat(status().budgetRemaining()).isEqualTo(39);
  }

  private AccountReply.Granted granted(AccountCommand command) {
    return (AccountReply.Granted) one.ask(command);
  }

  private long grantedToCheck() {
    return isGranted(one.ask(new AccountCommand.SpendOnCheck(account, Purpose.PERSON))) ? 1 : 0;
  }

  private QueueStatus status() {
    return result(new PgQueueStatus(db.pool(), AccountFixture.RATE).status(new ReadQueue(user)));
  }

  private static AccountCommand spend(long account) {
    return spend(account, Purpose.PERSON);
  }

  private static AccountCommand spend(long account, Purpose purpose) {
    return new AccountCommand.Spend(account, purpose, null);
  }

  private long grantedOf(int asked, Purpose purpose) {
    return IntStream.range(0, asked)
        .filter(i -> isGranted(one.ask(spend(account, purpose))))
        .count();
  }

  private static boolean isGranted(AccountReply reply) {
    return reply instanceof AccountReply.Granted;
  }
}
