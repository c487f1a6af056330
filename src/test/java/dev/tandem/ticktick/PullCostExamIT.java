package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What one reading costs, by the size of the account and by how much was changed there: requests
 * from the sandbox's ledger, rows from their transaction ids. Each prints a line of the table in
 * docs/pull.md; the long exam also measures an account of 10,000 tasks.
 */
class PullCostExamIT {
  private static final int LISTS = 10;
  private static final int CHANGES = 10;

  /** More open tasks do not fit into one answer: then the lists are read. */
  private static final int CAP = 200;

  /** Of each reading itself: whose turn it is, what it spent, when each list was read. */
  private static final Set<String> BOOKKEEPING =
      Set.of("budgets", "list_reads", "ticktick_accounts");

  @RegisterExtension private static final PushStage stage = PushStage.reading();

  private final Polls polls = new Polls(stage, Duration.ofMinutes(10));
  private final List<String> ids = new ArrayList<>();
  private int round;

  static IntStream sizes() {
    boolean isLong = "long".equals(System.getProperty("tandem.exam"));
    return isLong ? IntStream.of(50, 1_000, 10_000) : IntStream.of(50, 1_000);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void rowsFollowTheChangesAndRequestsTheLists(int tasks) {
    fill(tasks);
    polls.sweep();
    polls.next();
    polls.sweep();

    int glance = tasks > CAP ? 1 + LISTS + 1 + 1 : 2;
    assertThat(reading("glance", 0)).isEqualTo(glance);
    assertThat(reading("glance", CHANGES)).isEqualTo(glance);
    // All lists' names, what was completed, each list and the Inbox: whatever is in them.
    int sweep = 2 + LISTS + 1;
    assertThat(reading("sweep", 0)).isEqualTo(sweep);
    assertThat(reading("sweep", CHANGES)).isEqualTo(sweep);
  }

  private void fill(int tasks) {
    List<String> lists = new ArrayList<>();
    for (int i = 0; i < LISTS; i++) {
      lists.add(stage.probe().personCreatesProject(PushStage.ANNA, "List " + i).getString("id"));
    }
    for (int i = 0; i < tasks; i++) {
      JsonObject task =
          new JsonObject()
              .put("title", "Task " + i)
              .put("content", "Some text of task " + i)
              .put("projectId", lists.get(i % LISTS));
      ids.add(stage.probe().personCreates(PushStage.ANNA, task).getString("id"));
    }
  }

  /** Answers how many requests it took. */
  private int reading(String kind, int changes) {
    round++;
    for (int i = 0; i < changes; i++) {
      stage
          .probe()
          .personUpdates(
              PushStage.ANNA,
              ids.get(i * ids.size() / changes),
              new JsonObject().put("title", "Round " + round + "." + i));
    }
    int requests = stage.probe().ledger().size();
    long begun = transaction();
    long started = System.nanoTime();
    if (kind.equals("sweep")) {
      polls.sweep();
    } else {
      polls.next();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    Map<String, Long> written = writtenSince(begun);
    Cost cost = new Cost(stage.probe().ledger().size() - requests, took, written);
    System.out.println(cost.line(ids.size(), kind, changes));
    assertThat(cost.ofTasks())
        .isEqualTo(
            changes == 0 ? Map.of() : Map.of("tasks", (long) changes, "links", (long) changes));
    assertThat(polls.error()).isNull();
    return cost.requests();
  }

  private static long transaction() {
    return Long.parseLong(stage.query("SELECT pg_current_xact_id()::text").get(0).getString(0));
  }

  /** Rows that were made or changed, by table. */
  private static Map<String, Long> writtenSince(long transaction) {
    Map<String, Long> written = new TreeMap<>();
    for (var table :
        stage.query(
            "SELECT relname::text FROM pg_class WHERE relkind = 'r'"
                + " AND relnamespace = 'public'::regnamespace")) {
      String name = table.getString(0);
      long rows =
          stage
              .query("SELECT count(*) FROM " + name + " WHERE xmin::text::bigint > $1", transaction)
              .get(0)
              .getLong(0);
      if (rows > 0) {
        written.put(name, rows);
      }
    }
    return written;
  }

  private record Cost(int requests, Duration took, Map<String, Long> rows) {
    /** Without the reading's own. */
    Map<String, Long> ofTasks() {
      Map<String, Long> ofTasks = new TreeMap<>(rows);
      ofTasks.keySet().removeAll(BOOKKEEPING);
      return ofTasks;
    }

    String line(int tasks, String kind, int changes) {
      Map<String, Long> own = new TreeMap<>(rows);
      own.keySet().retainAll(BOOKKEEPING);
      return "| %,d | %s | %d | %d | %d ms | %s | %s |"
          .formatted(tasks, kind, changes, requests, took.toMillis(), ofTasks(), own);
    }
  }
}
