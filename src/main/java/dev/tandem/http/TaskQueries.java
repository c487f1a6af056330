package dev.tandem.http;

import dev.tandem.task.Quadrant;
import dev.tandem.task.SyncState;
import dev.tandem.task.TaskQuery;
import dev.tandem.task.TaskQuery.Extent;
import dev.tandem.task.TaskQuery.Sort;
import dev.tandem.task.TaskQuery.TaskFilter;
import dev.tandem.task.TaskStatus;
import java.util.Locale;
import java.util.Optional;

/** Makes the queries of the domain from those of HTTP. */
final class TaskQueries {
  private TaskQueries() {}

  /** {@code GET /api/tasks}. */
  static TaskQuery list(Query query) {
    TaskFilter filter =
        new TaskFilter(
            query.text("status").flatMap(TaskStatus::of),
            query.text("quadrant").map(Quadrant::valueOf),
            query.id("project_id"),
            query.text("tag"),
            query.text("search"),
            query.time("due_before"),
            query.time("due_after"),
            query.flag("is_sorted"),
            query.id("parent_id"),
            query.text("sync_state").flatMap(SyncState::of),
            Extent.PRESENT);
    String sort = query.text("sort").orElse("manual");
    boolean descending = sort.startsWith("-");
    String key = descending ? sort.substring(1) : sort;
    return of(query, filter, Sort.valueOf(key.toUpperCase(Locale.ROOT)), descending);
  }

  /** All that waits for TickTick. */
  static TaskQuery pending(Query query) {
    return of(query, about(Optional.empty()), Sort.CREATED_AT, false);
  }

  /** The dead letters. */
  static TaskQuery failures(Query query) {
    return of(query, about(Optional.of(SyncState.FAILED)), Sort.CREATED_AT, false);
  }

  private static TaskQuery of(Query query, TaskFilter filter, Sort sort, boolean descending) {
    return new TaskQuery(
        filter, sort, descending, query.limit(), query.cursor(), query.flag("count").orElse(false));
  }

  /**
   * Tasks with something queued; softly deleted ones too, whose deletion may wait or have failed.
   */
  private static TaskFilter about(Optional<SyncState> state) {
    return new TaskFilter(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        state,
        Extent.PENDING);
  }
}
