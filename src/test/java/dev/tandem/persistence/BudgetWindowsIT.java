package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountReply.Granted;
import dev.tandem.account.Purpose;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many callers on several nodes who take all they get, over half an hour of the budget's time. */
final class BudgetWindowsIT {
  private static final long MINUTE = 60_000_000;
  private static final List<Purpose> PURPOSES = List.of(Purpose.values());

  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final List<AccountFixture> nodes =
      List.of(new AccountFixture(db), new AccountFixture(db), new AccountFixture(db));
  private final Random random = new Random(7);
  private final List<Long> granted = new ArrayList<>();
  private final List<Long> polls = new ArrayList<>();

  /** By which the budget's time is ahead of the clock. */
  private long ahead;

  @BeforeEach
  void clear() {
    db.rows("TRUNCATE users, budgets RESTART IDENTITY CASCADE");
  }

  @Test
  void noMinuteAndNoFiveHaveTooManyRequestsWhoeverAsks() {
    List<Long> accounts =
        IntStream.range(0, 3)
            .mapToObj(i -> nodes.get(i).connect(db.user(), "token " + i, null).id())
            .toList();
    db.rows("UPDATE ticktick_accounts SET remote_inbox_id = 'inbox7'");
    for (int round = 0; round < 120; round++) {
      askAll(accounts, round % 4 == 0 ? 60 : 12);
      pass(Duration.ofMillis(random.nextInt(5) == 0 ? 60_000 : random.nextInt(12_000)));
    }
    granted.sort(null);
    polls.sort(null);
    assertThat(granted).hasSizeGreaterThan(500);
    assertThat(polls).hasSizeGreaterThan(50);
    assertThat(RequestBudgetTest.most(granted, MINUTE)).isBetween(80L, 90L);
    assertThat(RequestBudgetTest.most(granted, 5 * MINUTE)).isLessThanOrEqualTo(290);
    assertThat(RequestBudgetTest.most(polls, MINUTE)).isLessThanOrEqualTo(45);
    assertThat(db.number("SELECT count(*) FROM budgets")).as("one budget, two cells").isEqualTo(2);
  }

  private void askAll(List<Long> accounts, int callers) {
    List<Purpose> purposes = IntStream.range(0, callers).mapToObj(i -> anyPurpose()).toList();
    List<Future<AccountReply>> asked =
        IntStream.range(0, callers)
            .mapToObj(
                i ->
                    nodes
                        .get(i % 3)
                        .asking(
                            new AccountCommand.Spend(
                                accounts.get(random.nextInt(3)), purposes.get(i), null)))
            .toList();
    for (int i = 0; i < callers; i++) {
      if (result(asked.get(i)) instanceof Granted grant) {
        long at = PgTimes.micros(grant.at()) + ahead;
        granted.add(at);
        if (purposes.get(i) == Purpose.POLL) {
          polls.add(at);
        }
      }
    }
  }

  private Purpose anyPurpose() {
    return PURPOSES.get(random.nextInt(PURPOSES.size()));
  }

  /** The budget knows the time only by how far its cells are ahead. */
  private void pass(Duration time) {
    db.rows(
        "UPDATE budgets SET arrival = arrival - $1::bigint * interval '1 microsecond'",
        PgTimes.micros(time));
    ahead += PgTimes.micros(time);
  }
}
