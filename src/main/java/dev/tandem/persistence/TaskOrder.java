package dev.tandem.persistence;

import dev.tandem.task.TaskQuery;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order of a list as SQL. A descending order is the exact reverse of the ascending one, tasks
 * without a key included, so that one index serves both.
 */
final class TaskOrder {
  /** Of {@code t}. */
  private final String key;

  private final String keyType;
  private final boolean keyMayMiss;

  /** Whether newer tasks come first among those of one key in the ascending order. */
  private final boolean newestFirst;

  private final boolean descending;

  private TaskOrder(String key, String keyType, boolean keyMayMiss, TaskQuery query) {
    this.key = key;
    this.keyType = keyType;
    this.keyMayMiss = keyMayMiss;
    this.newestFirst = query.sort() == TaskQuery.Sort.MANUAL;
    this.descending = query.descending();
  }

  static TaskOrder of(TaskQuery query) {
    return switch (query.sort()) {
      case MANUAL -> new TaskOrder("t.manual_order", "integer", true, query);
      case DUE_DATE -> new TaskOrder("t.due_date", "timestamptz", true, query);
      case CREATED_AT -> new TaskOrder("t.created_at", "timestamptz", false, query);
      case LAST_MODIFIED_AT -> new TaskOrder("t.modified_at", "timestamptz", false, query);
      case PRIORITY -> new TaskOrder("t.priority", "integer", false, query);
    };
  }

  /** Ascending, tasks without a key are last; descending, first: PostgreSQL's own defaults. */
  String orderBy() {
    String tie =
        newestFirst
            ? "t.created_at" + direction(!descending) + ", t.id" + direction(!descending)
            : "t.id" + direction(descending);
    return " ORDER BY " + key + direction(descending) + ", " + tie;
  }

  /**
   * Conditions that together hold all behind the cursor, in the order in which they follow each
   * other. Apart, because each is one range of the order's index and their disjunction is none.
   */
  List<String> behind(TaskCursor cursor, Parameters parameters) {
    List<String> ranges = new ArrayList<>();
    String tie = tie(cursor, parameters);
    if (cursor.key() == null) {
      ranges.add(key + " IS NULL AND " + tie);
      if (descending) {
        ranges.add(key + " IS NOT NULL");
      }
      return ranges;
    }
    String place = parameters.add(keyOf(cursor.key()), keyType);
    ranges.add(key + " = " + place + " AND " + tie);
    ranges.add(key + (descending ? " < " : " > ") + place);
    if (keyMayMiss && !descending) {
      ranges.add(key + " IS NULL");
    }
    return ranges;
  }

  private String tie(TaskCursor cursor, Parameters parameters) {
    String behind = descending == newestFirst ? " > " : " < ";
    String id = parameters.add(cursor.id(), "bigint");
    if (!newestFirst) {
      return "t.id" + behind + id;
    }
    String created =
        parameters.add(PgTimes.parameter(PgTimes.ofMicros(cursor.created())), "timestamptz");
    return "(t.created_at, t.id)" + behind + "(" + created + ", " + id + ")";
  }

  private @Nullable Object keyOf(long value) {
    return keyType.equals("timestamptz")
        ? PgTimes.parameter(PgTimes.ofMicros(value))
        : Math.toIntExact(value);
  }

  private static String direction(boolean descending) {
    return descending ? " DESC" : "";
  }
}
