package dev.tandem.persistence;

import dev.tandem.sync.Inbox;
import dev.tandem.sync.QueueRoutes.ProjectsStored;
import dev.tandem.sync.QueueRoutes.StoreProjects;
import dev.tandem.sync.RemoteProject;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** The lists of an account as TickTick tells them. */
public final class PgProjects {
  /** The Inbox is no list here: its tasks have none. */

  /**
   * {@code account, remote ids, names, colours, sort orders, archived, bases}. Answers of each
   * written list whether it is new; one that says the same as before is not written.
   */
  private static final String STORE =
      """
      WITH told AS (
        SELECT a.user_id, a.id AS account_id, r.*
        FROM ticktick_accounts a CROSS JOIN
          unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::boolean[], $7::text[])
            AS r (remote_id, name, color, sort_order, is_archived, base)
        WHERE a.id = $1::bigint)
      INSERT INTO projects AS p (user_id, account_id, remote_id, name, color, sort_order,
        is_archived, base, synced_at)
      SELECT t.user_id, t.account_id, t.remote_id, t.name, t.color, t.sort_order, t.is_archived,
        t.base::jsonb, now()
      FROM told t LEFT JOIN projects known ON known.account_id = t.account_id
        AND known.remote_id = t.remote_id AND known.deleted_at IS NULL
      WHERE known.id IS NULL OR known.missing_since IS NOT NULL
        OR (known.name, known.color, known.sort_order, known.is_archived)
          IS DISTINCT FROM (t.name, t.color, t.sort_order, t.is_archived)
      ORDER BY t.remote_id
      ON CONFLICT (account_id, remote_id) WHERE deleted_at IS NULL DO UPDATE SET
        name = excluded.name, color = excluded.color, sort_order = excluded.sort_order,
        is_archived = excluded.is_archived, base = excluded.base, missing_since = NULL,
        synced_at = now(), modified_at = now()
      RETURNING p.xmax = 0""";

  /**
   * {@code account, remote ids}: a complete answer without them says they may be gone. Answers
   * those of which an earlier one said so too.
   */
  private static final String MARK_MISSING =
      """
      WITH absent AS MATERIALIZED (
        SELECT id, remote_id, missing_since FROM projects
        WHERE account_id = $1::bigint AND remote_id IS NOT NULL AND deleted_at IS NULL
          AND remote_id <> ALL ($2::text[])),
      marked AS (
        UPDATE projects p SET missing_since = now() FROM absent
        WHERE p.id = absent.id AND p.missing_since IS NULL)
      SELECT remote_id FROM absent WHERE missing_since IS NOT NULL""";

  private final Pool pool;

  /** The pool stays its maker's, who closes it. */
  public PgProjects(Pool pool) {
    this.pool = pool;
  }

  /** Serves {@code QueueRoutes.STORE_PROJECTS}. */
  public Future<ProjectsStored> store(StoreProjects told) {
    Map<String, RemoteProject> lists = new LinkedHashMap<>();
    for (RemoteProject project : told.projects()) {
      if (!Inbox.is(project.id())) {
        lists.put(project.id(), project);
      }
    }
    return PgErrors.retrying(
        () ->
            pool.withTransaction(
                connection ->
                    ReadAccount.lock(connection, told.accountId(), told.generation())
                        .compose(
                            locked ->
                                locked.size() == 0
                                    ? Future.succeededFuture(ProjectsStored.NOTHING)
                                    : store(connection, told, lists.values()))));
  }

  private static Future<ProjectsStored> store(
      SqlConnection connection, StoreProjects told, Collection<RemoteProject> lists) {
    String[] ids = column(lists, RemoteProject::id).toArray(String[]::new);
    Future<RowSet<Row>> written =
        connection
            .preparedQuery(STORE)
            .execute(
                Tuple.from(
                    new Object[] {
                      told.accountId(),
                      ids,
                      column(lists, RemoteProject::name).toArray(String[]::new),
                      column(lists, RemoteProject::color).toArray(String[]::new),
                      column(lists, RemoteProject::sortOrder).toArray(Long[]::new),
                      column(lists, RemoteProject::archived).toArray(Boolean[]::new),
                      column(lists, project -> Jsonb.write(project)).toArray(String[]::new)
                    }));
    Future<List<String>> missing =
        told.complete()
            ? connection
                .preparedQuery(MARK_MISSING)
                .execute(Tuple.of(told.accountId()).addArrayOfString(ids))
                .map(rows -> Rows.all(rows, row -> row.getString(0)))
            : Future.succeededFuture(List.of());
    return Future.all(written, missing)
        .map(done -> count(written.result(), lists.size(), missing.result()));
  }

  private static <T> Stream<T> column(
      Collection<RemoteProject> lists, Function<RemoteProject, T> value) {
    return lists.stream().map(value);
  }

  private static ProjectsStored count(RowSet<Row> written, int told, List<String> absent) {
    long created = Rows.all(written, row -> row.getBoolean(0)).stream().filter(is -> is).count();
    return new ProjectsStored(created, written.size() - created, told - written.size(), absent);
  }
}
