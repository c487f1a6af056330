package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which requests bring TickTick in step, and in which order. */
class PushStepsIT {
  @RegisterExtension private static final PushStage stage = new PushStage();

  @Test
  void aMoveIsAMove() {
    Task task = stage.linked(Edit.title("To move"));
    long list = list("Garden");

    SyncResult result = stage.updateAndPush(task, Edit.of(TaskField.PROJECT, list));

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(stage.requests("move-tasks")).hasSize(1);
    assertThat(stage.requests("update-task")).isEmpty();
    assertThat(stage.remote(PushStage.ANNA).getString("projectId"))
        .isEqualTo(stage.find(task).remoteProjectId());
    assertThat(stage.updateAndPush(task, Edit.title("Moved")).outcome())
        .as("the link names the new list")
        .isEqualTo(Outcome.SYNCED);
    assertThat(stage.updateAndPush(task, Edit.of(TaskField.PROJECT, null)).outcome())
        .as("back to the Inbox")
        .isEqualTo(Outcome.SYNCED);
    assertThat(stage.remote(PushStage.ANNA).getString("projectId")).startsWith("inbox");
  }

  @Test
  void aMoveThatNamesNoTaskIsLookedForAtItsDestination() {
    Task task = stage.linked(Edit.title("To move"));
    long list = list("Garden");
    stage.probe().fault("move-tasks", "empty", "after", 1);

    SyncResult result = stage.updateAndPush(task, Edit.of(TaskField.PROJECT, list));

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(result.requests()).isEqualTo(2);
  }

  @Test
  void aMoveThatDidNotHappenIsTriedAgain() {
    Task task = stage.linked(Edit.title("To move"));
    long list = list("Garden");
    stage.probe().faultStatus("move-tasks", 200, "[]", 1);

    SyncResult result = stage.updateAndPush(task, Edit.of(TaskField.PROJECT, list));

    assertThat(result.outcome()).isEqualTo(Outcome.RETRYING);
    assertThat(result.error().code()).isEqualTo("not_applied");
    await().until(() -> stage.queue(stage.user()).open() == 0);
    assertThat(stage.requests("move-tasks")).hasSize(2);
  }

  @Test
  void severalChangesGoMoveThenUpdateThenComplete() {
    Task task = stage.linked(Edit.title("All at once"));
    long list = list("Garden");
    int before = stage.probe().ledger().size();

    SyncResult result =
        stage.updateAndPush(
            task,
            Edit.title("Done")
                .and(TaskField.PROJECT, list)
                .and(TaskField.STATUS, TaskStatus.COMPLETED));

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(result.pushedFields()).containsExactly("project_id", "status", "title");
    assertThat(result.requests()).isEqualTo(4);
    assertThat(stage.probe().ledger().subList(before, before + 4))
        .extracting(request -> request.getString("route"))
        .as("a move shows nothing, so that the twin is looked at once")
        .containsExactly("move-tasks", "get-task", "update-task", "complete-task");
  }

  @Test
  void aTaskThatIsCompletedBeforeItWasCreatedIsCreatedAndCompleted() {
    Task task = stage.create(Edit.title("Done").and(TaskField.STATUS, TaskStatus.COMPLETED));

    assertThat(stage.push(task).outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(stage.probe().tasks(PushStage.ANNA, "completed")).hasSize(1);
  }

  @Test
  void aTaskIsCreatedInItsList() {
    long list = list("Garden");

    Task task = stage.linked(Edit.title("Weeds").and(TaskField.PROJECT, list));

    assertThat(stage.remote(PushStage.ANNA).getString("projectId"))
        .isEqualTo(task.remoteProjectId())
        .doesNotStartWith("inbox");
  }

  @Test
  void aSubtaskNamesItsParentOnceThatIsThere() {
    Task parent = stage.create(Edit.title("Parent"));
    Task child = stage.create(Edit.title("Child").and(TaskField.PARENT, parent.id()));

    await().until(() -> stage.queue(stage.user()).open() == 0);

    String parentId = stage.find(parent).remoteId();
    assertThat(stage.probe().tasks(PushStage.ANNA))
        .filteredOn(remote -> remote.getString("id").equals(stage.find(child).remoteId()))
        .singleElement()
        .extracting(remote -> remote.getString("parentId"))
        .isEqualTo(parentId);
  }

  private static long list(String name) {
    stage.probe().personCreatesProject(PushStage.ANNA, name);
    stage.sweep(Duration.ofSeconds(5));
    return stage.query("SELECT id FROM projects WHERE name = $1", name).get(0).getLong(0);
  }
}
