package dev.tandem.persistence;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;

/** Locks several tasks with all that belongs to them, in the order of all writers. */
final class TaskLocks {
  private static final String TASKS =
      """
      SELECT id FROM tasks WHERE id = ANY ($1::bigint[]) ORDER BY id FOR NO KEY UPDATE""";

  private static final String QUEUE_ROWS =
      """
      SELECT entity_id FROM push_queue
      WHERE kind = 'task' AND entity_id = ANY ($1::bigint[]) ORDER BY entity_id FOR UPDATE""";

  private static final String LINKS =
      """
      SELECT task_id FROM links
      WHERE task_id = ANY ($1::bigint[]) AND state <> 'gone' ORDER BY task_id FOR UPDATE""";

  private TaskLocks() {}

  /** Each statement after it sees what the ones before the locks committed. */
  static Future<?> take(SqlConnection connection, Collection<Long> taskIds) {
    Tuple tasks = Tuple.of(taskIds.toArray(Long[]::new));
    return Future.all(
        connection.preparedQuery(TASKS).execute(tasks),
        connection.preparedQuery(QUEUE_ROWS).execute(tasks),
        connection.preparedQuery(LINKS).execute(tasks));
  }
}
