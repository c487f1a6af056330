package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskStatus;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When the twin is looked at before something is sent, and what the look is for. */
class ReadBeforeWriteIT {
  @RegisterExtension private static final PushStage stage = new PushStage();

  @Test
  void aFreshLinkCostsNoExtraRequest() {
    Task task = stage.linked(Edit.title("Fresh"));

    SyncResult result = stage.updateAndPush(task, Edit.of(TaskField.PRIORITY, 5));

    assertThat(result.requests()).isEqualTo(1);
    assertThat(stage.requests("get-task")).isEmpty();
  }

  @Test
  void aStaleLinkCostsExactlyOneReadMore() {
    Task task = stage.linked(Edit.title("Stale"));
    new Twin(stage, task).longUnseen();

    SyncResult result = stage.updateAndPush(task, Edit.of(TaskField.PRIORITY, 5));

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(result.operation()).isEqualTo(Operation.UPDATE);
    assertThat(result.requests()).isEqualTo(2);
    assertThat(routes()).endsWith("get-task", "update-task");
    assertThat(stage.requests("get-task")).hasSize(1);
  }

  @Test
  void aLinkWhoseLastWriteShowedNothingCostsOneToo() {
    Task task = stage.linked(Edit.title("Abandoned"));
    stage.updateAndPush(task, Edit.of(TaskField.STATUS, TaskStatus.COMPLETED));
    int reads = stage.requests("get-task").size();

    SyncResult result = stage.updateAndPush(task, Edit.title("Completed"));

    assertThat(result.requests()).isEqualTo(2);
    assertThat(stage.requests("get-task")).hasSize(reads + 1);
  }

  @Test
  void completionsAndDeletesAlwaysReadFirst() {
    Task done = stage.linked(Edit.title("Done"));
    assertThat(
            stage.updateAndPush(done, Edit.of(TaskField.STATUS, TaskStatus.COMPLETED)).requests())
        .isEqualTo(2);
    assertThat(routes()).endsWith("get-task", "complete-task");

    Task gone = stage.linked(Edit.title("Gone"));
    stage.delete(gone, true);
    await().until(() -> stage.queue(stage.user()).open() == 0);
    assertThat(routes()).endsWith("get-task", "delete-task");
    assertThat(stage.requests("get-task")).hasSize(2);
  }

  @Test
  void anUpdateJustBeforeACompletionIsLookEnough() {
    Task task = stage.linked(Edit.title("Old"));

    stage.updateAndPush(task, Edit.title("Done").and(TaskField.STATUS, TaskStatus.COMPLETED));

    assertThat(routes()).endsWith("update-task", "complete-task");
    assertThat(stage.requests("get-task")).isEmpty();
  }

  /** The first read after a write may show the world before it: nobody reopened the task. */
  @Test
  void aReadThatLagsBehindOurOwnWriteIsNobodysEdit() {
    Task task = stage.linked(Edit.title("Lag"));
    stage.updateAndPush(task, Edit.of(TaskField.STATUS, TaskStatus.COMPLETED));
    stage.probe().fault("get-task", "stale", "before", 1);

    SyncResult result = stage.updateAndPush(task, Edit.title("Still done"));

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(result.requests()).as("it is read once more").isEqualTo(3);
    assertThat(stage.find(task).content().status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(stage.probe().tasks(PushStage.ANNA, "completed"))
        .singleElement()
        .extracting(remote -> remote.getString("title"))
        .isEqualTo("Still done");
  }

  @Test
  void aReadThatLagsBehindAMoveIsReadAgain() {
    String list = stage.probe().personCreatesProject(PushStage.ANNA, "Garden").getString("id");
    stage.sweep(Duration.ofSeconds(5));
    long here = stage.query("SELECT id FROM projects WHERE remote_id = $1", list).get(0).getLong(0);
    Task task = stage.linked(Edit.title("Moved"));
    stage.probe().fault("get-task", "stale", "before", 1);

    SyncResult result =
        stage.updateAndPush(task, Edit.title("Moved on").and(TaskField.PROJECT, here));

    assertThat(result.outcome()).as("%s", result).isEqualTo(Outcome.SYNCED);
    assertThat(stage.remote(PushStage.ANNA).getString("title")).isEqualTo("Moved on");
  }

  @Test
  void aTwinThatIsNotInItsListIsLeftToASweepUncounted() {
    JsonObject list = stage.probe().personCreatesProject(PushStage.ANNA, "Elsewhere");
    Task task = stage.linked(Edit.title("Moved away"));
    stage.probe().personMoves(PushStage.ANNA, task.remoteId(), list.getString("id"));
    new Twin(stage, task).longUnseen();

    SyncResult result = stage.updateAndPush(task, Edit.title("Edited"));

    assertThat(result.outcome()).isEqualTo(Outcome.PENDING);
    assertThat(result.error().code()).isEqualTo("not_found");
    await().until(() -> stage.requests("get-task").size() > PushStage.ATTEMPTS);
    Task now = stage.find(task);
    assertThat(now.content().title()).isEqualTo("Edited");
    assertThat(now.sync().attempts()).isZero();
    assertThat(now.sync().lastError().code()).isEqualTo("not_found");
    assertThat(now.sync().lastError().detail()).contains("a full sync finds it");
    assertThat(stage.requests("update-task")).isEmpty();
    assertThat(stage.queue(stage.user()).failed()).isZero();
  }

  @Test
  void aLookIsNoSuccessThatForgivesAnUpdateItsFailures() {
    Task task = stage.linked(Edit.title("Poison"));
    stage.probe().faultStatus("update-task", 400, "", 0);

    stage.updateAndPush(task, Edit.title("Refused"));

    await().until(() -> stage.queue(stage.user()).failed() == 1);
    assertThat(stage.requests("update-task")).hasSize(PushStage.ATTEMPTS);
    assertThat(stage.requests("get-task")).hasSize(PushStage.ATTEMPTS - 1);
  }

  /** Somebody made it a subtask of a task that is not here yet. */
  @Test
  void aBodyOfWhichNotAllIsUnderstoodIsReadOnce() {
    Task task = stage.linked(Edit.title("Child"));
    JsonObject parent =
        stage.probe().personCreates(PushStage.ANNA, new JsonObject().put("title", "Unknown"));
    Twin twin = new Twin(stage, task).longUnseen();
    twin.edit("parentId", parent.getString("id"));

    SyncResult result = stage.updateAndPush(task, Edit.title("Child, renamed"));

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(result.requests()).isEqualTo(2);
    assertThat(stage.probe().tasks(PushStage.ANNA))
        .filteredOn(remote -> remote.getString("id").equals(task.remoteId()))
        .singleElement()
        .satisfies(
            remote -> {
              assertThat(remote.getString("title")).isEqualTo("Child, renamed");
              assertThat(remote.getString("parentId")).isEqualTo(parent.getString("id"));
            });
  }

  private static List<String> routes() {
    return stage.probe().ledger().stream().map(request -> request.getString("route")).toList();
  }
}
