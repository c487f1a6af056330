package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.task.Quadrant;
import dev.tandem.task.SyncState;
import dev.tandem.task.TaskQuery;
import dev.tandem.task.TaskQuery.Sort;
import dev.tandem.task.TaskQuery.TaskFilter;
import dev.tandem.task.TaskStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How many rows of tasks a page of a list reads in a large table: each filter alone, each order,
 * the first page and a deep one.
 */
final class ListPlansIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private static final int PAGE = 100;

  /** What is shown, and what a filter passes over on the way. */
  private static final long READ_AT_MOST = 50L * PAGE;

  private static final Instant MORNING = Instant.parse("2026-01-01T10:00:00Z");

  private static ManyTasks tasks;

  private record Listed(
      String name, Function<ManyTasks, TaskFilter> filter, Sort sort, boolean down) {
    TaskQuery query(int limit, Optional<String> cursor) {
      return new TaskQuery(filter.apply(tasks), sort, down, limit, cursor, false);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void fill() {
    tasks = ManyTasks.in(db);
  }

  static Stream<Listed> lists() {
    List<Listed> all = new ArrayList<>();
    for (Sort sort : Sort.values()) {
      all.add(new Listed(sort + " ascending", any -> TaskFilter.none(), sort, false));
      all.add(new Listed(sort + " descending", any -> TaskFilter.none(), sort, true));
    }
    for (TaskStatus status : TaskStatus.values()) {
      all.add(filtered(status.wireName(), any -> Queries.status(status)));
    }
    for (Quadrant quadrant : Quadrant.values()) {
      all.add(filtered(quadrant.name(), any -> Queries.quadrant(quadrant)));
    }
    for (SyncState state : SyncState.values()) {
      all.add(filtered(state.wireName(), any -> Queries.syncState(state)));
    }
    all.add(filtered("with something queued", any -> Queries.pending()));
    all.add(filtered("of a list", many -> Queries.project(many.project())));
    all.add(filtered("subtasks", many -> Queries.below(many.parent())));
    all.add(filtered("tag", any -> Queries.tag("t7")));
    all.add(filtered("unknown tag", any -> Queries.tag("nowhere")));
    all.add(filtered("search for what all have", any -> Queries.search("WORD")));
    all.add(filtered("search for what some have", any -> Queries.search("abc")));
    all.add(filtered("search for what none has", any -> Queries.search("wxyz")));
    all.add(filtered("due before", any -> Queries.due(null, MORNING)));
    all.add(filtered("due after", any -> Queries.due(MORNING, null)));
    all.add(filtered("sorted", any -> Queries.sorted(true)));
    all.add(filtered("unsorted", any -> Queries.sorted(false)));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("lists")
  void aPageReadsLittleMoreThanItShows(Listed listed) {
    assertThat(read(listed.query(PAGE, Optional.empty()))).isLessThanOrEqualTo(READ_AT_MOST);
  }

  @ParameterizedTest
  @MethodSource("lists")
  void andSoDoesADeepOne(Listed listed) {
    Optional<String> deep = Optional.empty();
    for (int page = 1; page <= 8; page++) {
      TaskQuery query = listed.query(500, deep);
      String next = result(db.store().list(tasks.user(), query)).nextCursor();
      if (next == null) {
        break;
      }
      deep = Optional.of(next);
    }
    assertThat(read(listed.query(PAGE, deep))).isLessThanOrEqualTo(READ_AT_MOST);
  }

  @Test
  void theMeasureKnowsAReadingOfTheWholeTable() {
    assertThat(read("SELECT count(*) FROM tasks WHERE title LIKE '%x'", Tuple.tuple()))
        .isGreaterThan(50_000);
  }

  private static Listed filtered(String name, Function<ManyTasks, TaskFilter> filter) {
    return new Listed(name, filter, Sort.MANUAL, false);
  }

  private static long read(TaskQuery query) {
    Optional<TaskCursor> cursor = query.cursor().map(text -> TaskCursor.read(text, query));
    TaskListStatement statement = TaskListStatement.page(tasks.user(), query, cursor);
    return read(statement.sql(), statement.parameters());
  }

  private static long read(String sql, Tuple values) {
    Row row =
        result(db.pool().preparedQuery("EXPLAIN (ANALYZE, FORMAT JSON) " + sql).execute(values))
            .iterator()
            .next();
    JsonArray plans = (JsonArray) row.getValue(0);
    return tasksReadBy(plans.getJsonObject(0).getJsonObject("Plan"));
  }

  private static long tasksReadBy(JsonObject node) {
    long read = 0;
    if ("tasks".equals(node.getString("Relation Name"))) {
      double shown = node.getDouble("Actual Rows");
      double passedOver = node.getDouble("Rows Removed by Filter", 0.0);
      read = Math.round((shown + passedOver) * node.getDouble("Actual Loops"));
    }
    for (Object below : node.getJsonArray("Plans", new JsonArray())) {
      read += tasksReadBy((JsonObject) below);
    }
    return read;
  }
}
