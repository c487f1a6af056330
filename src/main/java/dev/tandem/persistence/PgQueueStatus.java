package dev.tandem.persistence;

import dev.tandem.sync.QueueRoutes.Pull;
import dev.tandem.sync.QueueRoutes.QueueStatus;
import dev.tandem.sync.QueueRoutes.ReadQueue;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A user's queue in figures; each row counts as one of pending, leased, retrying and failed. */
public final class PgQueueStatus {
  /** {@code user}. One row always; times are milliseconds. */
  private static final String STATUS =
      """
      SELECT
        count(q.entity_id) FILTER (WHERE q.stage = 'pending'),
        count(q.entity_id) FILTER (WHERE q.stage = 'leased'),
        count(q.entity_id) FILTER (WHERE q.stage = 'retrying'),
        count(q.entity_id) FILTER (WHERE q.stage = 'failed'),
        (extract(epoch FROM now() - min(q.created_at) FILTER (WHERE q.stage <> 'failed')) * 1000)::bigint,
        (extract(epoch FROM min(b.arrival) - now()) * 1000)::bigint,
        coalesce(min(%1$s), 1)::double precision,
        CASE WHEN min(a.paused_until) > now() THEN min(a.paused_until) END,
        min(a.last_pull_at),
        min(a.last_sweep_at),
        min(a.next_pull_at),
        (array_agg(a.last_pull_error))[1],
        (SELECT count(*) FROM links WHERE user_id = $1::bigint AND state = 'held'),
        (SELECT count(*) FROM conflicts WHERE user_id = $1::bigint AND reviewed_at IS NULL)
      FROM (VALUES ($1::bigint)) AS asked (user_id)
      LEFT JOIN (
        SELECT entity_id, user_id, created_at, CASE
          WHEN is_dead THEN 'failed'
          WHEN lease_until > now() THEN 'leased'
          WHEN attempts > 0 OR outages > 0 THEN 'retrying'
          ELSE 'pending' END AS stage
        FROM push_queue) q ON q.user_id = asked.user_id
      LEFT JOIN ticktick_accounts a ON a.user_id = asked.user_id
      LEFT JOIN budgets b ON b.cell = 'all'
        AND b.budget_key = coalesce(a.remote_inbox_id, 'account:' || a.id)
      """
          .formatted(BudgetSql.FACTOR);

  private final Pool pool;
  private final RequestBudget budget;

  /** The pool stays its maker's, who closes it. */
  public PgQueueStatus(Pool pool, int requestsPerMinute) {
    this.pool = pool;
    this.budget = new RequestBudget(requestsPerMinute);
  }

  /** Serves {@code QueueRoutes.STATUS}. */
  public Future<QueueStatus> status(ReadQueue read) {
    return pool.preparedQuery(STATUS)
        .execute(Tuple.of(read.userId()))
        .map(rows -> Rows.first(rows, this::status).orElseThrow());
  }

  private QueueStatus status(Row row) {
    Cells cells = new Cells(row, 0);
    long pending = cells.number();
    long leased = cells.number();
    long retrying = cells.number();
    long failed = cells.number();
    Duration oldest = millis(cells.numberOrNull());
    Duration ahead = millis(cells.numberOrNull());
    double factor = cells.fraction();
    return new QueueStatus(
        pending,
        leased,
        retrying,
        failed,
        oldest,
        budget.perMinute(factor),
        budget.remaining(ahead == null || ahead.isNegative() ? Duration.ZERO : ahead, factor),
        cells.timeOrNull(),
        new Pull(
            cells.timeOrNull(),
            cells.timeOrNull(),
            cells.timeOrNull(),
            Rows.error(cells.objectOrNull())),
        cells.number(),
        cells.number());
  }

  private static @Nullable Duration millis(@Nullable Long millis) {
    return millis == null ? null : Duration.ofMillis(millis);
  }
}
