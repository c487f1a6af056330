package dev.tandem.persistence;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/**
 * Ends a list here that was deleted in TickTick, in its caller's transaction, once it is decided
 * what becomes of its tasks: while one is still linked or held nothing happens, so that it may be
 * called after each of these decisions. A list that still has tasks then, edited here or kept by
 * their person, is made anew for them; any other is deleted, whatever was changed of it here.
 *
 * <p>Lock order: the tasks' locks, if the caller needs any, come before.
 */
final class ProjectEnd {
  /** What became of the list. */
  enum Fate {
    /** No such list, or its tasks are not decided about. */
    UNDECIDED,
    DELETED,
    /** It goes to TickTick again. */
    RENEWED
  }

  /** {@code account, remote id}. Answers user, list and whether something of it is linked. */
  private static final String LOCK =
      """
      SELECT p.user_id, p.id, EXISTS (
        SELECT FROM links l WHERE l.account_id = p.account_id
          AND l.remote_project_id = p.remote_id AND l.state <> 'gone')
      FROM projects p
      WHERE p.account_id = $1::bigint AND p.remote_id = $2::text AND p.deleted_at IS NULL
      FOR UPDATE""";

  /** {@code user, list}. */
  private static final String LIVING_TASK =
      """
      SELECT id FROM tasks
      WHERE user_id = $1::bigint AND project_id = $2::bigint AND status <> 'deleted' LIMIT 1""";

  /** {@code user, list}: deleted ones that are restored are in the Inbox. */
  private static final String RELEASE_TASKS =
      """
      UPDATE tasks t SET project_id = NULL, %s
      WHERE t.user_id = $1::bigint AND t.project_id = $2::bigint"""
          .formatted(TaskWriteSql.MOVED_ON);

  /** {@code list}. */
  private static final String DELETE =
      """
      UPDATE projects SET deleted_at = now(), modified_at = now(), settled_at = clock_timestamp(),
        replaced = base
      WHERE id = $1::bigint""";

  /** {@code list}: nobody knows it there. */
  private static final String FORGET =
      """
      UPDATE projects SET remote_id = NULL, base = NULL, missing_since = NULL, synced_at = NULL,
        settled_at = NULL, replaced = NULL
      WHERE id = $1::bigint""";

  /** {@code user, list, account}: all of it, whatever was under way. */
  private static final String QUEUE =
      """
      INSERT INTO push_queue (kind, entity_id, user_id, account_id, dirty)
      VALUES ('project', $2::bigint, $1::bigint, $3::bigint, (
        SELECT jsonb_object_agg(name, now())
        FROM unnest('{name,color,sort_order,is_archived}'::text[]) AS name))
      ON CONFLICT (kind, entity_id) DO UPDATE SET generation = push_queue.generation + 1,
        dirty = excluded.dirty, intent = NULL, attempts = 0, outages = 0, last_error = NULL,
        is_dead = false, lease_owner = NULL, lease_until = NULL, fence = NULL,
        next_attempt_at = now()""";

  private final SqlConnection connection;
  private final long accountId;
  private final String remoteId;

  ProjectEnd(SqlConnection connection, long accountId, String remoteId) {
    this.connection = connection;
    this.accountId = accountId;
    this.remoteId = remoteId;
  }

  Future<Fate> run() {
    return execute(LOCK, Tuple.of(accountId, remoteId))
        .compose(
            rows ->
                Rows.first(rows, row -> new Cells(row, 0))
                    .map(this::decide)
                    .orElseGet(() -> Future.succeededFuture(Fate.UNDECIDED)));
  }

  private Future<Fate> decide(Cells cells) {
    long userId = cells.number();
    long projectId = cells.number();
    if (cells.flag()) {
      return Future.succeededFuture(Fate.UNDECIDED);
    }
    Tuple list = Tuple.of(userId, projectId);
    return execute(LIVING_TASK, list)
        .compose(living -> living.size() > 0 ? renew(userId, projectId) : delete(list, projectId));
  }

  private Future<Fate> renew(long userId, long projectId) {
    return execute(FORGET, Tuple.of(projectId))
        .compose(done -> execute(QUEUE, Tuple.of(userId, projectId, accountId)))
        .map(done -> Fate.RENEWED);
  }

  private Future<Fate> delete(Tuple list, long projectId) {
    return execute(RELEASE_TASKS, list)
        .compose(done -> execute(DELETE, Tuple.of(projectId)))
        .compose(done -> execute(ProjectQueueSql.REMOVE_ROW, Tuple.of(projectId)))
        .map(done -> Fate.DELETED);
  }

  private Future<RowSet<Row>> execute(String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values);
  }
}
