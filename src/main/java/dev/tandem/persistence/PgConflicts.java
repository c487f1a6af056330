package dev.tandem.persistence;

import dev.tandem.sync.Conflict.Winner;
import dev.tandem.sync.ConflictReply;
import dev.tandem.sync.ConflictStore;
import dev.tandem.sync.LoggedConflict;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The conflict log. */
public final class PgConflicts implements ConflictStore {
  private static final String COLUMNS =
      """
      id, task_id, project_id, field, base::text, local::text, remote::text, winner, rule, at, reviewed_at""";

  /** {@code user, whether open or null, the id before, limit}. */
  private static final String LIST =
      "SELECT "
          + COLUMNS
          + """

          FROM conflicts
          WHERE user_id = $1::bigint AND id < $3::bigint
            AND ($2::boolean IS NULL OR (reviewed_at IS NULL) = $2::boolean)
          ORDER BY id DESC LIMIT $4::integer""";

  /** {@code user, conflict}. */
  private static final String FIND =
      "SELECT " + COLUMNS + " FROM conflicts WHERE user_id = $1::bigint AND id = $2::bigint";

  /**
   * {@code user, conflict}. The task, of which the delta feed tells, is locked first, as by all who
   * log conflicts.
   */
  private static final String REVIEW =
      """
      WITH told AS (
        UPDATE tasks t SET revision = pg_current_xact_id() FROM conflicts open
        WHERE open.user_id = $1::bigint AND open.id = $2::bigint AND open.reviewed_at IS NULL
          AND t.user_id = open.user_id AND t.id = open.task_id
        RETURNING t.id)
      UPDATE conflicts SET reviewed_at = coalesce(reviewed_at, now())
      FROM (SELECT count(*) AS tasks FROM told) first
      WHERE user_id = $1::bigint AND id = $2::bigint RETURNING\s"""
          + COLUMNS;

  /** {@code user, remote id}. */
  private static final String TASK_OF =
      """
      SELECT task_id FROM links
      WHERE user_id = $1::bigint AND remote_id = $2::text AND state <> 'gone'
      ORDER BY id LIMIT 1""";

  /** {@code user, task}: the newest twin, unless the task has one. */
  private static final String RELINK_KEPT =
      """
      UPDATE links l SET state = 'linked', ended_because = NULL, ended_at = NULL, redeletes = 0,
        confirmed = false
      WHERE l.id = (SELECT k.id FROM links k
          WHERE k.user_id = $1::bigint AND k.task_id = $2::bigint AND k.state = 'gone'
            AND k.ended_because = 'deleted_here'
          ORDER BY k.ended_at DESC, k.id DESC LIMIT 1)
        AND NOT EXISTS (SELECT FROM links o
          WHERE o.task_id = $2::bigint AND o.state <> 'gone')""";

  private final Pool pool;

  /** The pool stays its maker's, who closes it. */
  public PgConflicts(Pool pool) {
    this.pool = pool;
  }

  @Override
  public Future<ConflictReply.Page> list(
      long userId, @Nullable Boolean open, int limit, @Nullable String cursor) {
    long before;
    try {
      before = IdCursor.before(cursor);
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    return execute(LIST, Tuple.of(userId, open, before, limit + 1))
        .map(rows -> Rows.all(rows, PgConflicts::conflict))
        .map(found -> page(found, limit));
  }

  private static ConflictReply.Page page(List<LoggedConflict> found, int limit) {
    if (found.size() <= limit) {
      return new ConflictReply.Page(found, null);
    }
    List<LoggedConflict> page = found.subList(0, limit);
    return new ConflictReply.Page(page, Cursors.write(new IdCursor(page.get(limit - 1).id())));
  }

  @Override
  public Future<Optional<LoggedConflict>> find(long userId, long conflictId) {
    return one(FIND, userId, conflictId);
  }

  @Override
  public Future<Optional<LoggedConflict>> review(long userId, long conflictId) {
    return one(REVIEW, userId, conflictId);
  }

  @Override
  public Future<Optional<Long>> taskOf(long userId, String remoteId) {
    return execute(TASK_OF, Tuple.of(userId, remoteId))
        .map(rows -> Rows.first(rows, row -> row.getLong(0)));
  }

  @Override
  public Future<?> relinkKept(long userId, long taskId) {
    return execute(RELINK_KEPT, Tuple.of(userId, taskId));
  }

  private Future<Optional<LoggedConflict>> one(String sql, long userId, long conflictId) {
    return execute(sql, Tuple.of(userId, conflictId))
        .map(rows -> Rows.first(rows, PgConflicts::conflict));
  }

  private static LoggedConflict conflict(Row row) {
    Cells cells = new Cells(row, 0);
    return new LoggedConflict(
        cells.number(),
        cells.numberOrNull(),
        cells.numberOrNull(),
        cells.text(),
        cells.textOrNull(),
        cells.textOrNull(),
        cells.textOrNull(),
        cells.named(Winner::ofWireName),
        cells.text(),
        cells.time(),
        cells.timeOrNull());
  }

  private Future<RowSet<Row>> execute(String sql, Tuple values) {
    return pool.preparedQuery(sql).execute(values);
  }
}
