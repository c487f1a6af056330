package dev.tandem.persistence;

import dev.tandem.task.Quadrant;
import dev.tandem.task.TaskStore.Arranged;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gives tasks their places in the matrix, for one request of a user after the other. */
final class TaskArrangements {
  private final Session session;

  TaskArrangements(Session session) {
    this.session = session;
  }

  Future<Arranged> reorder(long userId, Quadrant quadrant, List<Long> taskIds) {
    return arrange(
        userId,
        ArrangeSql.REORDER,
        Tuple.of(userId, quadrant.name(), taskIds.toArray(Long[]::new)));
  }

  /**
   * @param taskIds empty: all that are active
   */
  Future<Arranged> sort(long userId, Optional<List<Long>> taskIds) {
    @Nullable Long @Nullable [] ids =
        taskIds.isPresent() ? taskIds.get().toArray(Long[]::new) : null;
    return arrange(userId, ArrangeSql.SORT, Tuple.of(userId).addArrayOfLong(ids));
  }

  private Future<Arranged> arrange(long userId, String sql, Tuple values) {
    return session
        .retrying(
            () ->
                session.inTransaction(
                    transaction ->
                        transaction
                            .preparedQuery(TaskWriteSql.LOCK_FAMILY)
                            .execute(Tuple.of(userId))
                            .compose(locked -> transaction.preparedQuery(sql).execute(values))))
        .map(TaskArrangements::arranged);
  }

  private static Arranged arranged(RowSet<Row> rows) {
    List<Arranged.Moved> moved = new ArrayList<>();
    Set<Long> unfit = new HashSet<>();
    for (Row row : rows) {
      Cells cells = new Cells(row, 0);
      long taskId = cells.number();
      Long version = cells.numberOrNull();
      if (version == null) {
        unfit.add(taskId);
      } else {
        moved.add(new Arranged.Moved(taskId, version));
      }
    }
    return new Arranged(moved, unfit);
  }
}
