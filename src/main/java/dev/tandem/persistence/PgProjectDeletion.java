package dev.tandem.persistence;

import dev.tandem.sync.MergeEvents;
import dev.tandem.sync.ProjectRoutes.Delete;
import dev.tandem.sync.ProjectRoutes.Deletion;
import dev.tandem.sync.ProjectRoutes.Fate;
import dev.tandem.task.ProjectEvents;
import dev.tandem.task.ProjectTopics.ProjectChanged;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;

/** Deletes lists here, so that TickTick hears of it. */
public final class PgProjectDeletion {
  private final Pool pool;
  private final ProjectEvents events;
  private final MergeEvents tasks;

  /** The pool stays its maker's, who closes it. */
  public PgProjectDeletion(Pool pool, ProjectEvents events, MergeEvents tasks) {
    this.pool = pool;
    this.events = events;
    this.tasks = tasks;
  }

  /** Serves {@code ProjectRoutes.DELETE}. */
  public Future<Deletion> delete(Delete delete) {
    return PgErrors.retrying(
            () ->
                pool.withTransaction(
                    connection -> {
                      ProjectDeletion deletion = new ProjectDeletion(connection, delete);
                      return deletion.run().map(done -> new Done(done, deletion));
                    }))
        .map(
            done -> {
              if (done.deletion.fate() == Fate.DELETED) {
                done.transaction.changes().forEach(tasks::changed);
                events.changed(new ProjectChanged(delete.userId(), delete.projectId(), true));
              }
              return done.deletion;
            });
  }

  private record Done(Deletion deletion, ProjectDeletion transaction) {}
}
