package dev.tandem.persistence;

import dev.tandem.task.SyncState;
import dev.tandem.task.TaskQuery.Extent;
import dev.tandem.task.TaskQuery.TaskFilter;
import dev.tandem.task.TaskStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A list's filters as SQL. */
final class TaskConditions {
  private final List<String> conditions = new ArrayList<>();
  private final Parameters parameters;

  private TaskConditions(Parameters parameters) {
    this.parameters = parameters;
  }

  /**
   * Whether the conditions need {@link TaskViewSql#SYNC_JOINS} beside {@code t}; the other filters
   * look at the task alone.
   */
  static boolean needJoins(TaskFilter filter) {
    return filter.syncState().isPresent() || filter.extent() == Extent.PENDING;
  }

  /**
   * A condition on {@code t} and its joins.
   *
   * @param now SQL of the time at which quadrants are told
   */
  static String of(long userId, TaskFilter filter, String now, Parameters parameters) {
    TaskConditions all = new TaskConditions(parameters);
    all.add("t.user_id = " + parameters.add(userId, "bigint"));
    all.addFilters(filter, now);
    return String.join(" AND ", all.conditions);
  }

  private void addFilters(TaskFilter filter, String now) {
    addStatus(filter);
    filter.quadrant().ifPresent(quadrant -> add(TaskViewSql.isInQuadrant(quadrant, now)));
    filter.projectId().ifPresent(project -> equal("t.project_id", project, "bigint"));
    filter.tag().ifPresent(this::addTag);
    filter.search().ifPresent(this::addSearch);
    filter
        .dueBefore()
        .ifPresent(
            time -> add("t.due_date < " + parameters.add(PgTimes.parameter(time), "timestamptz")));
    filter
        .dueAfter()
        .ifPresent(
            time -> add("t.due_date >= " + parameters.add(PgTimes.parameter(time), "timestamptz")));
    filter.sorted().ifPresent(sorted -> add(sorted ? "t.is_sorted" : "NOT t.is_sorted"));
    filter.parentId().ifPresent(parent -> equal("t.parent_id", parent, "bigint"));
    filter.syncState().ifPresent(this::addSyncState);
    if (filter.extent() == Extent.PENDING) {
      add("q.entity_id IS NOT NULL");
    }
  }

  /**
   * As a literal of a closed set, not as a parameter: only so does the planner know that it implies
   * the condition of a partial index.
   */
  private void addStatus(TaskFilter filter) {
    Optional<TaskStatus> status = filter.status();
    if (status.isPresent()) {
      add("t.status = '" + status.get().wireName() + "'");
    } else if (filter.extent() == Extent.PRESENT) {
      add("t.status <> 'deleted'");
    }
  }

  private void addTag(String tag) {
    if (storable(tag)) {
      add("t.tag_keys @> ARRAY[" + parameters.add(TaskColumns.tagKey(tag), "text") + "]");
    }
  }

  private void addSearch(String search) {
    if (storable(search)) {
      String pattern = parameters.add('%' + escaped(search) + '%', "text");
      add("(t.title ILIKE " + pattern + " OR t.description ILIKE " + pattern + ")");
    }
  }

  /**
   * Where the planner would misjudge {@link TaskViewSql#SYNC_STATE}, what it means in plain
   * columns; else the expression itself, with what it implies, so that it begins at the few queue
   * rows.
   */
  private void addSyncState(SyncState state) {
    switch (state) {
      case HELD, UNREACHABLE ->
          add("l.state = '" + state.wireName() + "' AND l.user_id = t.user_id");
      case SYNCED -> add("l.state = 'linked' AND q.entity_id IS NULL");
      case LOCAL_ONLY -> add("l.task_id IS NULL AND q.entity_id IS NULL");
      case PENDING, PUSHING, RETRYING, FAILED, PAUSED -> {
        add("q.entity_id IS NOT NULL");
        equal(TaskViewSql.SYNC_STATE, state.wireName(), "text");
      }
    }
  }

  /** PostgreSQL refuses NUL as a value; no text holds it, so nothing matches. */
  private boolean storable(String text) {
    if (text.indexOf('\0') < 0) {
      return true;
    }
    add("false");
    return false;
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
  }

  private void equal(String expression, Object value, String type) {
    add(expression + " = " + parameters.add(value, type));
  }

  private void add(String condition) {
    conditions.add(condition);
  }
}
