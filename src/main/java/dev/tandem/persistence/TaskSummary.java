package dev.tandem.persistence;

import dev.tandem.task.Quadrant;
import dev.tandem.task.SyncState;
import dev.tandem.task.TaskReply;
import dev.tandem.task.TaskStatus;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.EnumMap;
import java.util.Map;

/** Adds up the groups of {@link TaskSql#SUMMARY}. */
final class TaskSummary {
  private TaskSummary() {}

  /** Quadrants count active tasks only; sync states all that are not deleted. */
  static TaskReply.Summary of(RowSet<Row> groups) {
    Map<TaskStatus, Long> byStatus = new EnumMap<>(TaskStatus.class);
    Map<Quadrant, Long> quadrants = new EnumMap<>(Quadrant.class);
    Map<SyncState, Long> bySyncState = new EnumMap<>(SyncState.class);
    for (Quadrant quadrant : Quadrant.values()) {
      quadrants.put(quadrant, 0L);
    }
    for (Row row : groups) {
      Cells cells = new Cells(row, 0);
      TaskStatus status = cells.named(TaskStatus::of);
      Quadrant quadrant = Quadrant.valueOf(cells.text());
      SyncState syncState = cells.named(SyncState::of);
      long tasks = cells.number();
      byStatus.merge(status, tasks, Long::sum);
      if (status == TaskStatus.ACTIVE) {
        quadrants.merge(quadrant, tasks, Long::sum);
      }
      if (status != TaskStatus.DELETED) {
        bySyncState.merge(syncState, tasks, Long::sum);
      }
    }
    return new TaskReply.Summary(
        byStatus.getOrDefault(TaskStatus.ACTIVE, 0L),
        byStatus.getOrDefault(TaskStatus.COMPLETED, 0L),
        byStatus.getOrDefault(TaskStatus.ABANDONED, 0L),
        byStatus.getOrDefault(TaskStatus.DELETED, 0L),
        quadrants,
        bySyncState);
  }
}
