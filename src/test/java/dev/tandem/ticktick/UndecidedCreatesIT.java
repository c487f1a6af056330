package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskRoutes;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lost creates for which more tasks come into question than there are creates. */
class UndecidedCreatesIT {
  @RegisterExtension private static final PushStage stage = new PushStage();

  private static final Offline OFFLINE = new Offline(stage);

  @Test
  void moreTasksThanCreatesNeedADecisionAndARetryGoesOnAfterIt() {
    Task task = lostMilk();
    JsonObject other = anotherMilk();

    untilFailed();

    assertThat(stage.find(task).sync().lastError().code()).isEqualTo("needs_a_decision");
    assertThat(stage.probe().tasks(PushStage.ANNA)).hasSize(2);
    stage.probe().personDeletes(PushStage.ANNA, other.getString("id"));
    // As a person's retry does.
    stage.query("UPDATE push_queue SET is_dead = false, next_attempt_at = now()");
    untilNothingIsOpen();
    assertThat(stage.find(task).remoteId()).isEqualTo(stage.remote(PushStage.ANNA).getString("id"));
  }

  @Test
  void aDiscardedTaskThatIsPushedAgainFindsItsTwin() {
    Task task = lostMilk();
    JsonObject other = anotherMilk();
    untilFailed();

    tell(new TaskCommand.DiscardFailed(task.userId(), task.id()));
    assertThat(OFFLINE.open()).isZero();
    assertThat(stage.find(task).sync().state()).isEqualTo(SyncState.LOCAL_ONLY);
    stage.probe().personDeletes(PushStage.ANNA, other.getString("id"));
    tell(new TaskCommand.RequestPush(task.userId(), task.id()));
    untilNothingIsOpen();

    assertThat(stage.requests("create-task")).hasSize(1);
    assertThat(stage.find(task).remoteId()).isEqualTo(stage.remote(PushStage.ANNA).getString("id"));
  }

  @Test
  void whatNobodyCanDecideIsNotSearchedForEver() {
    Task task = lostMilk();
    anotherMilk();
    stage.delete(task, false);

    untilNothingIsOpen();

    assertThat(stage.probe().tasks(PushStage.ANNA)).as("nothing is deleted").hasSize(2);
  }

  /** TickTick made it, and its answer was lost. */
  private static Task lostMilk() {
    stage.probe().fault("create-task", "reset", "after", 1);
    Task task = stage.create(Edit.title("Milk"));
    await().until(() -> stage.probe().tasks(PushStage.ANNA).size() == 1);
    return task;
  }

  private static JsonObject anotherMilk() {
    return stage.probe().personCreates(PushStage.ANNA, new JsonObject().put("title", "Milk"));
  }

  private static void tell(TaskCommand command) {
    PushStage.get(stage.bus().ask(TaskRoutes.COMMAND, command, Duration.ofSeconds(10)));
  }

  private static void untilNothingIsOpen() {
    OFFLINE.untilNothingIsOpen();
  }

  private static void untilFailed() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              OFFLINE.makeTimePass();
              return stage.queue(stage.user()).failed() == 1;
            });
  }
}
