package dev.tandem.persistence;

import dev.tandem.persistence.ProjectRow.Queued;
import dev.tandem.sync.ProjectJob.Step;
import dev.tandem.sync.ProjectMerge;
import dev.tandem.sync.ProjectRoutes.Settled;
import dev.tandem.task.ProjectField;
import dev.tandem.task.SyncError;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a settlement makes of a list's queue row, under its lock.
 *
 * @param lease of the row if there is more to do
 */
record ProjectRowWrites(ProjectWrites writes, long projectId, Duration lease) {
  static final Settled NOTHING_MORE = new Settled(null, false);

  /**
   * @param attempts counted ones, on top of those before
   * @param outages the same for uncounted failures
   */
  record Failure(SyncError error, int attempts, int outages, boolean isDead) {}

  /** Nothing is left to push. */
  Future<Settled> done() {
    return writes
        .execute(ProjectQueueSql.REMOVE_ROW, Tuple.of(projectId))
        .map(done -> NOTHING_MORE);
  }

  /** Nothing is left of the list either. */
  Future<Settled> dropped() {
    return done()
        .compose(done -> writes.execute(ProjectQueueSql.DROP_PROJECT, Tuple.of(projectId)))
        .map(done -> NOTHING_MORE);
  }

  /**
   * What comes after a twin was merged.
   *
   * @param intent what is still known of requests
   */
  Future<Settled> next(ProjectRow row, ProjectMerge merge, ProjectIntent intent) {
    if (row.isDeleted()) {
      return goOn(Step.DELETE, Set.of(), intent.sending(null));
    }
    if (merge.open().isEmpty()) {
      return done();
    }
    ProjectIntent.Update update = new ProjectIntent.Update(merge.local(), merge.open());
    return goOn(Step.UPDATE, merge.open(), intent.sending(update));
  }

  /** It stays claimed for its next step. */
  Future<Settled> goOn(Step step, Set<ProjectField> open, ProjectIntent intent) {
    return writes
        .execute(
            ProjectQueueSql.CONTINUE_ROW,
            Tuple.of(projectId)
                .addArrayOfString(ProjectField.wireNames(open))
                .addValue(intent.write())
                .addLong(lease.toMillis()))
        .compose(done -> writes.execute(ProjectQueueSql.READ, Tuple.of(new Long[] {projectId})))
        .map(rows -> ProjectRow.of(rows.iterator().next(), 0))
        .map(found -> new Settled(found.job(step), false));
  }

  /** It is not claimed any more, and due again after a while unless it is dead. */
  Future<Settled> putOff(Queued queued, ProjectIntent intent, Duration delay, Failure failure) {
    return writes
        .execute(
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
                }))
        .map(done -> NOTHING_MORE);
  }
}
