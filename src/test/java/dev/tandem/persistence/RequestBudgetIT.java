package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
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
  private final RequestBudget budget = RequestBudget.of(AccountFixture.RATE);
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
            .mapToObj(i -> (i % 2 == 0 ? one : other).asking(spend(account, true)))
            .toList();
    long granted = asked.stream().filter(reply -> isGranted(result(reply))).count();
    long refilled = Duration.ofNanos(System.nanoTime() - started).dividedBy(budget.interval()) + 1;
    assertThat(granted).isBetween((long) budget.burst(), budget.burst() + refilled);
  }

  @Test
  void backgroundWorkLeavesAReserveToAPersonWhoWaits() {
    long background =
        IntStream.range(0, 100).filter(i -> isGranted(one.ask(spend(account, false)))).count();
    long interactive =
        IntStream.range(0, 100).filter(i -> isGranted(one.ask(spend(account, true)))).count();
    assertThat(background).isBetween(32L, 34L);
    assertThat(interactive).isBetween(7L, 10L);
  }

  @Test
  void anExhaustedBudgetSaysWhenTheNextRequestIsGranted() {
    db.rows(
        "INSERT INTO budgets (budget_key, cell, arrival)"
            + " VALUES ('account:' || $1::bigint, 'all', now() + interval '1 hour')",
        account);
    AccountReply reply = one.ask(spend(account, true));
    assertThat(reply).isInstanceOf(AccountReply.Exhausted.class);
    Duration expected = Duration.ofHours(1).minus(budget.tolerance(true));
    assertThat(((AccountReply.Exhausted) reply).delay())
        .isBetween(expected.minusSeconds(30), expected);
  }

  @Test
  void anUnknownAccountHasNoBudget() {
    assertThat(one.ask(spend(-1, true))).isInstanceOf(AccountReply.Missing.class);
  }

  @Test
  void aGrantTellsWhichTokensHoldNow() {
    long generation = one.tokens(account).generation();
    assertThat(one.ask(spend(account, true))).isEqualTo(new AccountReply.Granted(generation));
    one.connect(user, "another", null);
    assertThat(one.ask(spend(account, true))).isEqualTo(new AccountReply.Granted(generation + 1));
  }

  @Test
  void anAccountThatIsNotConnectedIsGrantedNothing() {
    one.ask(new AccountCommand.TokenRefused(account, one.tokens(account).generation()));
    assertThat(one.ask(spend(account, true))).isInstanceOf(AccountReply.Missing.class);
    one.ask(new AccountCommand.Disconnect(user));
    assertThat(one.ask(spend(account, true))).isInstanceOf(AccountReply.Missing.class);
    assertThat(status().budgetRemaining()).isEqualTo(40);
  }

  @Test
  void usersOfOneRemoteAccountShareItsBudgetOnceItIsKnown() {
    long second = one.connect(db.user(), "the same account", null).id();
    IntStream.range(0, 10).forEach(i -> one.ask(spend(account, true)));
    IntStream.range(0, 10).forEach(i -> one.ask(spend(second, true)));
    one.ask(new AccountCommand.LearnInbox(account, 1, "inbox7"));
    one.ask(new AccountCommand.LearnInbox(second, 1, "inbox7"));
    assertThat(db.rows("SELECT budget_key FROM budgets"))
        .extracting(row -> row.getString(0))
        .containsExactly("inbox7");
    assertThat(status().budgetRemaining()).as("both have spent").isBetween(20, 22);
    one.ask(spend(second, true));
    one.ask(new AccountCommand.LearnInbox(second, 1, "inbox7"));
    assertThat(status().budgetRemaining()).isBetween(19, 21);
  }

  @Test
  void theStatusShowsWhatIsLeft() {
    assertThat(status().budgetRemaining()).isEqualTo(40);
    assertThat(status().budgetPerMinute()).isEqualTo(90);
    one.ask(spend(account, true));
    assertThat(status().budgetRemaining()).isEqualTo(39);
  }

  private QueueStatus status() {
    return result(new PgQueueStatus(db.pool(), AccountFixture.RATE).status(new ReadQueue(user)));
  }

  private static AccountCommand spend(long account, boolean interactive) {
    return new AccountCommand.Spend(account, interactive, null);
  }

  private static boolean isGranted(AccountReply reply) {
    return reply instanceof AccountReply.Granted;
  }
}
