package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DeadClaimIT {
  @RegisterExtension private static final PushStage stage = new PushStage();

  /** A grant that waits for the account's lock reads the claim as it was before it waited. */
  @Test
  void aClaimThatEndsWhileItsGrantWaitsSendsNothingWithTheNewTokens() {
    stage
        .probe()
        .fault(
            new JsonObject().put("route", "create-task").put("kind", "latency").put("millis", 700));
    Task task = stage.create(Edit.title("Once"));
    await().until(DeadClaimIT::isGranted);
    stage.update(task, Edit.title("Changed meanwhile"));
    SqlConnection connection = PushStage.get(stage.pool().getConnection());
    Transaction change = PushStage.get(connection.begin());
    run(connection, "SELECT FROM ticktick_accounts WHERE user_id = $1 FOR NO KEY UPDATE");
    await().until(DeadClaimIT::aGrantWaits);

    run(connection, "UPDATE ticktick_accounts SET generation = generation + 1 WHERE user_id = $1");
    run(
        connection,
        "UPDATE push_queue SET generation = generation + 1, fence = NULL, lease_owner = NULL,"
            + " lease_until = NULL, next_attempt_at = now() WHERE user_id = $1");
    PushStage.get(change.commit());
    PushStage.get(connection.close());

    await().until(() -> stage.find(task).sync().state() == SyncState.SYNCED);
    assertThat(stage.requests("update-task")).hasSize(1);
  }

  private static boolean isGranted() {
    return !stage.query("SELECT FROM create_intents").isEmpty();
  }

  private static void run(SqlConnection connection, String sql) {
    PushStage.get(connection.preparedQuery(sql).execute(Tuple.of(stage.user())));
  }

  private static boolean aGrantWaits() {
    return !stage
        .query(
            "SELECT FROM pg_stat_activity WHERE datname = current_database()"
                + " AND wait_event_type = 'Lock' AND query LIKE '%INSERT INTO budgets%'")
        .isEmpty();
  }
}
