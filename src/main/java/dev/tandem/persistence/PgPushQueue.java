package dev.tandem.persistence;

import dev.tandem.sync.PushJob;
import dev.tandem.sync.QueueRoutes.Claim;
import dev.tandem.sync.QueueRoutes.Claimed;
import dev.tandem.sync.QueueRoutes.Hasten;
import dev.tandem.sync.QueueRoutes.Inspect;
import dev.tandem.sync.QueueRoutes.Release;
import dev.tandem.sync.QueueRoutes.Released;
import dev.tandem.sync.QueueRoutes.Renew;
import dev.tandem.sync.QueueRoutes.Renewed;
import dev.tandem.sync.QueueRoutes.RowState;
import dev.tandem.sync.QueueRoutes.Wake;
import dev.tandem.sync.QueueRoutes.Woken;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The durable queue of changes that TickTick has yet to hear of. */
public final class PgPushQueue {
  private final Pool pool;

  /** The pool stays its maker's, who closes it. */
  public PgPushQueue(Pool pool) {
    this.pool = pool;
  }

  /** Serves {@code QueueRoutes.CLAIM}. */
  public Future<Claimed> claim(Claim claim) {
    return pool.withConnection(connection -> claim(connection, claim));
  }

  private static Future<Claimed> claim(SqlConnection connection, Claim claim) {
    Future<List<PushJob>> jobs =
        connection
            .preparedQuery(ClaimSql.CLAIM)
            .execute(
                Tuple.of(
                    claim.owner(),
                    claim.limit(),
                    claim.lease().toMillis(),
                    claim.first().toArray(Long[]::new)))
            .compose(
                rows ->
                    new ClaimedRows(connection, "task")
                        .read(rows, row -> QueueRow.of(row, 1).job(row.getBoolean(0))));
    // A statement of its own: it must not see the claimed rows as due.
    Future<Optional<Duration>> nextDue =
        connection.preparedQuery(ClaimSql.NEXT_DUE).execute().map(PgPushQueue::nextDue);
    return Future.all(jobs, nextDue)
        .map(done -> new Claimed(jobs.result(), nextDue.result().orElse(null)));
  }

  private static Optional<Duration> nextDue(RowSet<Row> rows) {
    return Rows.first(rows, row -> Optional.ofNullable(row.getLong(0)))
        .flatMap(millis -> millis)
        .map(Duration::ofMillis);
  }

  /** Serves {@code QueueRoutes.RENEW}. */
  public Future<Renewed> renew(Renew renew) {
    Tuple values = Tuple.of(renew.fences().toArray(Long[]::new), renew.lease().toMillis());
    return PgErrors.retrying(() -> pool.preparedQuery(QueueSql.RENEW).execute(values))
        .map(rows -> new Renewed(Rows.all(rows, row -> row.getLong(0))));
  }

  /** Serves {@code QueueRoutes.WAKE}. */
  public Future<Woken> wake(Wake wake) {
    Tuple values = Tuple.of(wake.taskIds().toArray(Long[]::new));
    return PgErrors.retrying(() -> pool.preparedQuery(QueueSql.WAKE).execute(values))
        .map(rows -> new Woken(rows.rowCount()));
  }

  /** Serves {@code QueueRoutes.HASTEN}. */
  public Future<Woken> hasten(Hasten hasten) {
    return PgErrors.retrying(
            () -> pool.preparedQuery(QueueSql.HASTEN).execute(Tuple.of(hasten.userId())))
        .map(rows -> new Woken(rows.rowCount()));
  }

  /** Serves {@code QueueRoutes.RELEASE}. */
  public Future<Released> release(Release release) {
    return pool.preparedQuery(QueueSql.RELEASE)
        .execute(Tuple.of(release.owner()))
        .map(rows -> new Released(rows.rowCount()));
  }

  /** Serves {@code QueueRoutes.INSPECT}. */
  public Future<RowState> inspect(Inspect inspect) {
    return pool.preparedQuery(QueueSql.INSPECT)
        .execute(Tuple.of(inspect.userId(), inspect.taskId()))
        .map(rows -> Rows.first(rows, PgPushQueue::state).orElseThrow());
  }

  private static RowState state(Row row) {
    Cells cells = new Cells(row, 0);
    return new RowState(
        cells.flag(),
        cells.flag(),
        cells.flag(),
        cells.flag(),
        cells.smallNumber(),
        cells.timeOrNull(),
        Rows.error(cells.objectOrNull()),
        cells.textOrNull());
  }
}
