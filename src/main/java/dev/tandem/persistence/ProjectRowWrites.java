package dev.tandem.persistence;

import dev.tandem.persistence.ProjectRow.Queued;
import dev.tandem.task.ProjectField;
import dev.tandem.task.SyncError;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a settlement makes of a list's queue row, under its lock. */
record ProjectRowWrites(ProjectWrites writes, long projectId) {
  /**
   * @param attempts counted ones, on top of those before
   * @param outages the same for uncounted failures
   */
  record Failure(SyncError error, int attempts, int outages, boolean isDead) {}

  Future<RowSet<Row>> remove() {
    return writes.execute(ProjectQueueSql.REMOVE_ROW, Tuple.of(projectId));
  }

  /** It stays claimed; answers it as it is then. */
  Future<ProjectRow> goOn(Set<ProjectField> open, ProjectIntent intent, Duration lease) {
    return writes
        .execute(
            ProjectQueueSql.CONTINUE_ROW,
            Tuple.of(projectId)
                .addArrayOfString(ProjectField.wireNames(open))
                .addValue(intent.write())
                .addLong(lease.toMillis()))
        .compose(done -> writes.execute(ProjectQueueSql.READ, Tuple.of(new Long[] {projectId})))
        .map(rows -> ProjectRow.of(rows.iterator().next(), 0));
  }

  /** It is not claimed any more, and due again after a while unless it is dead. */
  Future<RowSet<Row>> putOff(Queued queued, ProjectIntent intent, Duration delay, Failure failure) {
    return writes.execute(
        ProjectQueueSql.PUT_OFF,
        Tuple.from(
            new @Nullable Object[] {
              projectId,
              intent.write(),
              delay.toMillis(),
              queued.attempts() + failure.attempts,
              queued.outages() + failure.outages,
              failure.isDead,
              new JsonObject()
                  .put("code", failure.error.code())
                  .put("detail", failure.error.detail())
                  .put("at", failure.error.at().toString())
            }));
  }
}
