package dev.tandem.persistence;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queue rows that were just claimed, as jobs. One that cannot be read must not keep the others,
 * which are claimed already: it is set aside.
 *
 * @param kind as in {@code push_queue.kind}
 */
record ClaimedRows(SqlConnection connection, String kind) {
  private static final Logger log = LoggerFactory.getLogger(ClaimedRows.class);

  /**
   * @param rows among their columns {@code entity_id}, {@code user_id} and {@code fence}
   */
  <J> Future<List<J>> read(RowSet<Row> rows, Function<Row, J> reading) {
    List<J> jobs = new ArrayList<>();
    List<Future<?>> setAside = new ArrayList<>();
    for (Row row : rows) {
      try {
        jobs.add(reading.apply(row));
      } catch (RuntimeException e) {
        setAside.add(setAside(row, e));
      }
    }
    return Future.join(setAside).transform(done -> Future.succeededFuture(jobs));
  }

  /** Without the failure's message and cause, which may repeat somebody's text. */
  private Future<?> setAside(Row row, RuntimeException failure) {
    Long id = row.getLong("entity_id");
    log.error(
        "The queued change of {} {} of user {} cannot be read: {} at {}",
        kind,
        id,
        row.getLong("user_id"),
        failure.getClass().getName(),
        failure.getStackTrace()[0]);
    return connection
        .preparedQuery(QueueSql.SET_ASIDE)
        .execute(Tuple.of(kind, id, row.getLong("fence")))
        // Its lease then runs out by itself.
        .onFailure(e -> log.error("{} {} cannot be set aside: {}", kind, id, e.getMessage()));
  }
}
