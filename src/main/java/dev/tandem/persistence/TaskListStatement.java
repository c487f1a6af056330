package dev.tandem.persistence;

import dev.tandem.task.TaskQuery;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A statement of a list, put together from fixed parts; every value is a parameter.
 *
 * @param sql its text
 * @param parameters its values
 */
record TaskListStatement(String sql, Tuple parameters) {
  /**
   * The tasks of the page and perhaps one more. Behind a task's columns stands how many were found,
   * which are more than the page holds if there is another one, and the time at which quadrants
   * were told.
   */
  static TaskListStatement page(long userId, TaskQuery query, Optional<TaskCursor> cursor) {
    Parameters parameters = new Parameters();
    String now =
        cursor.map(place -> place(PgTimes.ofMicros(place.now()), parameters)).orElse("now()");
    String matching = matching(userId, query, now, parameters);
    TaskOrder order = TaskOrder.of(query);
    String rest = order.orderBy() + " LIMIT " + parameters.add(query.limit() + 1, "integer");
    List<String> ranges =
        cursor.map(place -> order.behind(place, parameters)).orElse(List.of("true"));
    String behind =
        String.join(
            " UNION ALL ",
            ranges.stream()
                .map(range -> "(SELECT t.*" + matching + " AND " + range + rest + ")")
                .toList());
    String sql =
        "SELECT "
            + TaskViewSql.columns(now)
            + ", t.found, "
            + now
            + " FROM (SELECT "
            + PageBytes.columns(TaskColumns.bytesOf("t"), order.orderBy())
            + " FROM (SELECT * FROM ("
            + behind
            + ") t"
            + rest
            + ") t) t"
            + TaskViewSql.JOINS
            + " WHERE "
            + PageBytes.fits("t")
            + order.orderBy();
    return new TaskListStatement(sql, parameters.tuple());
  }

  /** How many tasks all pages hold, seen at the time of the page. */
  static TaskListStatement count(long userId, TaskQuery query, Instant now) {
    Parameters parameters = new Parameters();
    String sql = "SELECT count(*)" + matching(userId, query, place(now, parameters), parameters);
    return new TaskListStatement(sql, parameters.tuple());
  }

  private static String matching(long userId, TaskQuery query, String now, Parameters parameters) {
    return " FROM tasks t"
        + (TaskConditions.needJoins(query.filter()) ? TaskViewSql.SYNC_JOINS : "")
        + " WHERE "
        + TaskConditions.of(userId, query.filter(), now, parameters);
  }

  private static String place(Instant now, Parameters parameters) {
    return parameters.add(PgTimes.parameter(now), "timestamptz");
  }
}
