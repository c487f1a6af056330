package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** More changes that people wait for than are quickest each by itself. */
class AwaitedPlanIT {
  private static final int SEATS = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @RegisterExtension private static final PushStage stage = new PushStage();

  private final Offline offline = new Offline(stage);

  @Test
  void theyGoTogetherAndEachIsAnsweredForItself() {
    List<Task> tasks = edited(6);
    int batches = stage.probe().requests("batch-tasks");
    stage.probe().fault("batch-tasks", "hang", "before", 1);

    List<Future<SyncResult>> waiting = pushTogether(tasks);
    await().until(() -> stage.probe().held().size() == 1);
    stage.probe().personDeletes(PushStage.ANNA, tasks.get(4).remoteId());
    stage.probe().releaseAll();

    List<SyncResult> results = waiting.stream().map(PushStage::get).toList();

    assertThat(results.get(4).error().code()).isEqualTo("not_found");
    for (int i = 0; i < results.size(); i++) {
      assertThat(results.get(i).taskId()).isEqualTo(tasks.get(i).id());
      assertThat(results.get(i).outcome() == Outcome.SYNCED).as("task " + i).isEqualTo(i != 4);
    }
    assertThat(stage.probe().requests("batch-tasks") - batches).isEqualTo(1);
    assertThat(stage.requests("update-task")).isEmpty();
    assertThat(stage.probe().tasks(PushStage.ANNA))
        .hasSize(5)
        .allMatch(twin -> twin.getInteger("priority") == 5);
  }

  @Test
  void newTasksThatAreWaitedForHaveTheirTwinsWithTheAnswer() {
    List<Task> tasks = offline.creates(SEATS, i -> Edit.title("Task " + i));
    putOffInTheBackground();

    List<SyncResult> results = pushTogether(tasks).stream().map(PushStage::get).toList();

    assertThat(results).allMatch(result -> result.outcome() == Outcome.SYNCED);
    assertThat(results)
        .extracting(SyncResult::remoteId)
        .doesNotContainNull()
        .doesNotHaveDuplicates();
    assertThat(stage.requests("batch-tasks")).hasSize(1);
    assertThat(stage.requests("create-task")).isEmpty();
    assertThat(offline.titlesThere()).hasSize(SEATS).doesNotHaveDuplicates();
  }

  /** Those that find no seat go with the background's run, and are answered all the same. */
  @Test
  void moreThanThereAreSeatsForAreAllAnswered() {
    List<Task> tasks = edited(SEATS + 5);

    List<SyncResult> results = pushTogether(tasks).stream().map(PushStage::get).toList();

    assertThat(results).allMatch(result -> result.outcome() == Outcome.SYNCED);
    assertThat(stage.probe().tasks(PushStage.ANNA))
        .hasSize(SEATS + 5)
        .allMatch(twin -> twin.getInteger("priority") == 5);
    assertThat(offline.conflicts()).isZero();
  }

  private List<Task> edited(int many) {
    List<Task> tasks = offline.linked(many, i -> Edit.title("Task " + i));
    tasks.forEach(task -> stage.update(task, Edit.of(TaskField.PRIORITY, 5)));
    putOffInTheBackground();
    return tasks;
  }

  /** As rows are that found only the reserve of the budget: whoever waits for them may use it. */
  private static void putOffInTheBackground() {
    stage.query(
        "UPDATE push_queue SET next_attempt_at = now() + interval '1 hour', last_error ="
            + " '{\"code\": \"budget_spent\", \"detail\": \"later\","
            + " \"at\": \"2026-11-22T10:00:00Z\"}'");
  }

  /** No claim is made before all of them wait: until then somebody holds the account. */
  private List<Future<SyncResult>> pushTogether(List<Task> tasks) {
    SqlConnection connection = PushStage.get(stage.pool().getConnection());
    Transaction holding = PushStage.get(connection.begin());
    PushStage.get(connection.query("SELECT 1 FROM ticktick_accounts FOR UPDATE").execute());
    stage.deploy();
    List<Future<SyncResult>> waiting =
        tasks.stream().map(task -> stage.pushing(task, PATIENCE)).toList();
    SyncResult last = stage.push(tasks.get(0), Duration.ofSeconds(1));
    assertThat(last.outcome())
        .as("whose time is up later than theirs began")
        .isEqualTo(Outcome.PENDING);
    assertThat(waiting).noneMatch(Future::isComplete);
    PushStage.get(holding.rollback());
    PushStage.get(connection.close());
    return waiting;
  }
}
