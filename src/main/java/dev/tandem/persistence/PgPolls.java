package dev.tandem.persistence;

import dev.tandem.sync.PollRoutes.ClaimPolls;
import dev.tandem.sync.PollRoutes.ClaimedPolls;
import dev.tandem.sync.PollRoutes.FinishPoll;
import dev.tandem.sync.PollRoutes.HastenPoll;
import dev.tandem.sync.PollRoutes.KnownList;
import dev.tandem.sync.PollRoutes.Poll;
import dev.tandem.sync.PollRoutes.PollHastened;
import dev.tandem.sync.PollRoutes.PollHeld;
import dev.tandem.sync.PollRoutes.RenewPoll;
import dev.tandem.sync.PullRoutes.AbsentIn;
import dev.tandem.sync.PullRoutes.FindAbsent;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** When accounts are read from, and by whom. */
public final class PgPolls {
  private final Pool pool;

  /** The pool stays its maker's, who closes it. */
  public PgPolls(Pool pool) {
    this.pool = pool;
  }

  /**
   * Serves {@code PollRoutes.CLAIM}. The lists are read after the claim is committed: whoever dies
   * in between leaves a lease that runs out.
   */
  public Future<ClaimedPolls> claim(ClaimPolls claim) {
    Tuple values =
        Tuple.of(
            claim.owner(),
            claim.limit(),
            PgTimes.micros(claim.lease()),
            claim.asked().toArray(Long[]::new));
    return execute(PollSql.CLAIM, values)
        .compose(
            claimed -> {
              List<Long> ids = Rows.all(claimed, row -> row.getLong(0));
              Future<Map<Long, List<KnownList>>> lists = lists(ids);
              Future<RowSet<Row>> next = execute(PollSql.NEXT_DUE, Tuple.tuple());
              return Future.all(lists, next)
                  .map(
                      read ->
                          new ClaimedPolls(
                              Rows.all(claimed, row -> poll(row, lists.result())),
                              Rows.first(next.result(), PgPolls::wait).orElse(null)));
            });
  }

  private Future<Map<Long, List<KnownList>>> lists(List<Long> accounts) {
    return accounts.isEmpty()
        ? Future.succeededFuture(Map.of())
        : execute(PollSql.LISTS, Tuple.of(accounts.toArray(Long[]::new))).map(PgPolls::byAccount);
  }

  private static Map<Long, List<KnownList>> byAccount(RowSet<Row> rows) {
    Map<Long, List<KnownList>> lists = new HashMap<>();
    for (Row row : rows) {
      Cells cells = new Cells(row, 0);
      lists
          .computeIfAbsent(cells.number(), account -> new ArrayList<>())
          .add(new KnownList(cells.text(), cells.flag(), cells.timeOrNull()));
    }
    return lists;
  }

  private static Poll poll(Row row, Map<Long, List<KnownList>> lists) {
    Cells cells = new Cells(row, 0);
    long accountId = cells.number();
    return new Poll(
        accountId,
        cells.number(),
        cells.number(),
        cells.time(),
        cells.timeOrNull(),
        cells.timeOrNull(),
        cells.smallNumber(),
        cells.flag(),
        lists.getOrDefault(accountId, List.of()),
        cells.time());
  }

  private static Duration wait(Row row) {
    return Duration.of(new Cells(row, 0).number(), ChronoUnit.MICROS);
  }

  /** Serves {@code PollRoutes.RENEW}. */
  public Future<PollHeld> renew(RenewPoll renew) {
    return execute(
            PollSql.RENEW,
            Tuple.of(renew.accountId(), renew.owner(), PgTimes.micros(renew.lease())))
        .map(rows -> new PollHeld(rows.size() > 0));
  }

  /** Serves {@code PollRoutes.FINISH}. */
  public Future<PollHeld> finish(FinishPoll finish) {
    Tuple values =
        Tuple.of(
            finish.accountId(),
            finish.owner(),
            PgTimes.parameter(finish.sweptAt()),
            PgTimes.parameter(finish.completedUntil()),
            finish.quiet());
    values.addValue(PgTimes.micros(finish.next()));
    values.addValue(finish.error() == null ? null : Jsonb.write(finish.error()));
    return execute(PollSql.FINISH, values)
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.succeededFuture(new PollHeld(false))
                    : execute(PollSql.DROP_TOMBSTONES, Tuple.of(finish.accountId()))
                        .map(new PollHeld(true)));
  }

  /** Serves {@code PollRoutes.HASTEN}. */
  public Future<PollHastened> hasten(HastenPoll hasten) {
    return execute(PollSql.HASTEN, Tuple.of(hasten.userId(), PgTimes.micros(hasten.within())))
        .map(rows -> new PollHastened(rows.size() > 0));
  }

  /** Serves {@code PullRoutes.FIND_ABSENT}. */
  public Future<AbsentIn> findAbsent(FindAbsent find) {
    return execute(
            PollSql.FIND_ABSENT,
            Tuple.of(
                find.accountId(),
                find.generation(),
                PgTimes.parameter(find.readAt()),
                find.shown().toArray(String[]::new)))
        .map(rows -> new AbsentIn(Set.copyOf(Rows.all(rows, row -> row.getString(0)))));
  }

  private Future<RowSet<Row>> execute(String sql, Tuple values) {
    return PgErrors.retrying(() -> pool.preparedQuery(sql).execute(values));
  }
}
