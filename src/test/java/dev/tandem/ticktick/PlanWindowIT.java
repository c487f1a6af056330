package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a person changes in TickTick while a plan's batches are on their way. */
class PlanWindowIT {
  @RegisterExtension private static final PushStage stage = new PushStage();

  private final Offline offline = new Offline(stage);

  @Test
  void anEditOfTheSameFieldIsSeenIfTheFirstLookIsOldByThen() {
    List<Task> tasks = offline.linked(120, i -> Edit.title("Task " + i));
    tasks.forEach(task -> stage.update(task, Edit.of(TaskField.PRIORITY, 5)));
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "batch-tasks")
                .put("kind", "latency")
                .put("millis", PushStage.TIMEOUT.toMillis() - 300)
                .put("count", 2));
    int looks = stage.requests("project-data").size();
    stage.deploy();
    await().until(() -> stage.requests("project-data").size() > looks);
    holdUpTheFirstBatch(Duration.ofSeconds(3));
    Task last = tasks.get(119);
    stage
        .probe()
        .personUpdates(PushStage.ANNA, last.remoteId(), new JsonObject().put("priority", 1));

    offline.untilNothingIsQueued();

    assertThat(
            stage.query(
                "SELECT local #>> '{}', remote #>> '{}' FROM conflicts WHERE task_id = $1",
                last.id()))
        .as("it was not overwritten unseen")
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getString(0)).isEqualTo("5");
              assertThat(row.getString(1)).isEqualTo("1");
            });
    assertThat(stage.requests("project-data").size() - looks)
        .as("before, between and after the batches, and for the one that began anew")
        .isLessThanOrEqualTo(4);
  }

  /** Its grant waits for the account's lock, until the database's clock has moved on. */
  private static void holdUpTheFirstBatch(Duration time) {
    SqlConnection connection = PushStage.get(stage.pool().getConnection());
    Transaction lock = PushStage.get(connection.begin());
    PushStage.get(
        connection
            .preparedQuery("SELECT FROM ticktick_accounts WHERE user_id = $1 FOR NO KEY UPDATE")
            .execute(Tuple.of(stage.user())));
    await().until(PlanWindowIT::aGrantWaits);
    await().atMost(time.plusSeconds(5)).until(() -> hasWaited(time));
    PushStage.get(lock.commit());
    PushStage.get(connection.close());
  }

  private static boolean aGrantWaits() {
    return !waiting(Duration.ZERO).isEmpty();
  }

  private static boolean hasWaited(Duration time) {
    return !waiting(time).isEmpty();
  }

  private static List<?> waiting(Duration time) {
    return stage.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database()"
            + " AND wait_event_type = 'Lock'"
            + " AND clock_timestamp() - query_start > $1::bigint * interval '1 millisecond'",
        time.toMillis());
  }
}
