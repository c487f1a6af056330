package dev.tandem.persistence;

import dev.tandem.account.AccountCommand.Claim;
import dev.tandem.account.AccountCommand.LearnInbox;
import dev.tandem.account.AccountCommand.Limited;
import dev.tandem.account.AccountCommand.Pause;
import dev.tandem.account.AccountCommand.Spend;
import dev.tandem.account.AccountCommand.SpendOnCheck;
import dev.tandem.account.AccountReply;
import dev.tandem.account.Purpose;
import dev.tandem.persistence.RequestBudget.Cell;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** How many requests TickTick is sent, and when none are. */
final class PgBudgets {
  private final Pool pool;
  private final RequestBudget budget;

  PgBudgets(Pool pool, int requestsPerMinute) {
    this.pool = pool;
    this.budget = new RequestBudget(requestsPerMinute);
  }

  Future<AccountReply> spend(Spend spend) {
    Claim claim = spend.claim();
    Tuple values = amount(spend.accountId(), spend.purpose());
    values.addValue(claim == null ? null : claim.taskId());
    values.addValue(claim == null ? null : claim.fence());
    return granted(BudgetSql.SPEND, values);
  }

  Future<AccountReply> spendOnCheck(SpendOnCheck spend) {
    return granted(BudgetSql.SPEND_ON_CHECK, amount(spend.accountId(), spend.purpose()));
  }

  Future<AccountReply> pause(Pause pause) {
    return done(BudgetSql.PAUSE, Tuple.of(pause.accountId(), PgTimes.micros(pause.length())));
  }

  Future<AccountReply> limited(Limited limited) {
    return done(
        BudgetSql.LIMITED,
        Tuple.of(
            limited.accountId(),
            PgTimes.micros(limited.length()),
            PgTimes.parameter(limited.grantedAt()),
            budget.lowestFactor()));
  }

  Future<AccountReply> learnInbox(LearnInbox learn) {
    return done(
        BudgetSql.LEARN_INBOX,
        Tuple.of(learn.accountId(), learn.remoteInboxId(), learn.generation()));
  }

  private Tuple amount(long accountId, Purpose purpose) {
    List<Cell> cells = budget.cells(purpose);
    return Tuple.of(
        accountId,
        cells.stream().map(Cell::name).toArray(String[]::new),
        cells.stream().map(cell -> PgTimes.micros(cell.pace())).toArray(Long[]::new),
        cells.stream().map(cell -> PgTimes.micros(cell.credit())).toArray(Long[]::new),
        cells.stream().map(Cell::requests).toArray(Integer[]::new));
  }

  private Future<AccountReply> granted(String sql, Tuple values) {
    return PgErrors.retrying(() -> pool.preparedQuery(sql).execute(values))
        .map(rows -> Rows.first(rows, PgBudgets::granted).orElseGet(AccountReply.Missing::new));
  }

  private static AccountReply granted(Row row) {
    Cells cells = new Cells(row, 0);
    boolean granted = cells.flag();
    Duration delay = Duration.of(cells.number(), ChronoUnit.MICROS);
    return granted
        ? new AccountReply.Granted(cells.number(), cells.text(), cells.time())
        : new AccountReply.Exhausted(delay);
  }

  private Future<AccountReply> done(String sql, Tuple values) {
    return PgErrors.retrying(() -> pool.preparedQuery(sql).execute(values))
        .map(rows -> new AccountReply.Done());
  }
}
