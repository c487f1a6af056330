package dev.tandem.persistence;

import dev.tandem.sync.ProjectJob;
import dev.tandem.sync.ProjectRoutes.Claim;
import dev.tandem.sync.ProjectRoutes.Claimed;
import dev.tandem.sync.ProjectRoutes.Release;
import dev.tandem.sync.ProjectRoutes.Released;
import dev.tandem.sync.ProjectRoutes.Settle;
import dev.tandem.sync.ProjectRoutes.Settled;
import dev.tandem.sync.Settlement;
import dev.tandem.task.ProjectEvents;
import dev.tandem.task.ProjectTopics.ProjectChanged;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The lists' rows of the durable queue. */
public final class PgProjectQueue {
  private final Pool pool;
  private final Settlement.Limits limits;
  private final ProjectEvents events;

  /** The pool stays its maker's, who closes it. */
  public PgProjectQueue(Pool pool, Settlement.Limits limits, ProjectEvents events) {
    this.pool = pool;
    this.limits = limits;
    this.events = events;
  }

  /** Serves {@code ProjectRoutes.CLAIM}. */
  public Future<Claimed> claim(Claim claim) {
    return pool.withConnection(connection -> claim(connection, claim));
  }

  private static Future<Claimed> claim(SqlConnection connection, Claim claim) {
    Future<List<ProjectJob>> jobs =
        connection
            .preparedQuery(ProjectQueueSql.CLAIM)
            .execute(Tuple.of(claim.owner(), claim.limit(), claim.lease().toMillis()))
            .compose(
                rows -> new ClaimedRows(connection, "project").read(rows, PgProjectQueue::job));
    // A statement of its own: it must not see the claimed rows as due.
    Future<Optional<Duration>> nextDue =
        connection
            .preparedQuery(ProjectQueueSql.NEXT_DUE)
            .execute()
            .map(
                rows ->
                    Rows.first(rows, row -> Optional.ofNullable(row.getLong(0)))
                        .flatMap(millis -> millis)
                        .map(Duration::ofMillis));
    return Future.all(jobs, nextDue)
        .map(done -> new Claimed(jobs.result(), nextDue.result().orElse(null)));
  }

  private static ProjectJob job(Row row) {
    boolean firstCreate = Objects.requireNonNull(row.getBoolean(0));
    return ProjectRow.of(row, 1).claimed(firstCreate);
  }

  /** Serves {@code ProjectRoutes.SETTLE}. */
  public Future<Settled> settle(Settle settle) {
    return PgErrors.retrying(
            () ->
                pool.withTransaction(
                    connection -> new ProjectSettlement(connection, settle, limits).run()))
        .onSuccess(
            settled ->
                events.changed(
                    new ProjectChanged(settle.job().userId(), settle.job().projectId(), false)));
  }

  /** Serves {@code ProjectRoutes.RELEASE}. */
  public Future<Released> release(Release release) {
    return pool.preparedQuery(ProjectQueueSql.RELEASE)
        .execute(Tuple.of(release.owner()))
        .map(rows -> new Released(rows.rowCount()));
  }
}
