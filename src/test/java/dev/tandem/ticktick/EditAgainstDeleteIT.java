package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.SyncResult;
import dev.tandem.task.Task;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskRoutes;
import dev.tandem.task.TaskStatus;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A task is deleted here while a person works on its twin. */
class EditAgainstDeleteIT {
  @RegisterExtension private static final PushStage stage = new PushStage();

  @Test
  void anEditThereBringsADeletedTaskBack() {
    Task task = stage.linked(Edit.title("Shopping"));
    Twin twin = new Twin(stage, task);
    twin.edit("content", "milk, eggs");

    stage.delete(task, true);
    await().until(() -> stage.queue(stage.user()).open() == 0);

    Task now = twin.now();
    assertThat(now.content().status()).isEqualTo(TaskStatus.ACTIVE);
    assertThat(now.content().description()).isEqualTo("milk, eggs");
    assertThat(stage.requests("delete-task")).isEmpty();
    assertThat(twin.shown().getString("content")).isEqualTo("milk, eggs");
    assertThat(twin.conflicts())
        .singleElement()
        .satisfies(
            conflict -> {
              assertThat(conflict.getString(0)).isEqualTo("status");
              assertThat(conflict.getString(1)).isEqualTo("remote");
              assertThat(conflict.getString(2)).isEqualTo("edit_beats_delete");
              assertThat(conflict.getValue(4)).isEqualTo("deleted");
              assertThat(conflict.getValue(5)).isEqualTo("active");
            });
    assertThat(now.sync().openConflicts()).isEqualTo(1);
    assertThat(now.sync().linked()).isTrue();
  }

  @Test
  void whatWasStillToBePushedGoesOutWithTheTaskThatCameBack() {
    Task task = stage.linked(Edit.title("Shopping"));
    Twin twin = new Twin(stage, task);
    stage.undeploy();
    stage.update(task, Edit.title("Big shopping"));
    stage.delete(task, true);
    twin.edit("content", "milk, eggs");
    stage.deploy();

    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(twin.now().content().status()).isEqualTo(TaskStatus.ACTIVE);
    assertThat(twin.now().content().title()).isEqualTo("Big shopping");
    assertThat(twin.shown().getString("title")).isEqualTo("Big shopping");
    assertThat(twin.shown().getString("content")).isEqualTo("milk, eggs");
  }

  @Test
  void aCompletionThereBringsADeletedTaskBackAsCompleted() {
    Task task = stage.linked(Edit.title("Shopping"));
    stage.probe().personCompletes(PushStage.ANNA, task.remoteId());

    stage.delete(task, true);
    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(stage.find(task).content().status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(stage.requests("delete-task")).isEmpty();
  }

  @Test
  void aDragThereBringsNothingBack() {
    Task task = stage.linked(Edit.title("Dragged"));
    new Twin(stage, task).edit("sortOrder", -17);

    stage.delete(task, true);
    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(stage.find(task).content().status()).isEqualTo(TaskStatus.DELETED);
    assertThat(stage.probe().tasks(PushStage.ANNA)).isEmpty();
    assertThat(new Twin(stage, task).conflicts()).isEmpty();
  }

  @Test
  void aMoveThereBringsNothingBackAndIsLeftToASweep() {
    JsonObject list = stage.probe().personCreatesProject(PushStage.ANNA, "Elsewhere");
    Task task = stage.linked(Edit.title("Moved away"));
    stage.probe().personMoves(PushStage.ANNA, task.remoteId(), list.getString("id"));

    stage.delete(task, true);
    await()
        .until(
            () ->
                stage.find(task).sync().lastError() != null
                    && stage.find(task).sync().lastError().code().equals("not_found"));

    assertThat(stage.find(task).content().status()).isEqualTo(TaskStatus.DELETED);
    assertThat(stage.find(task).sync().attempts()).isZero();
    assertThat(stage.requests("delete-task")).isEmpty();
    assertThat(stage.queue(stage.user()).open()).isEqualTo(1);
  }

  /** There is no task to take the edit: a pull brings the twin back, as a new one. */
  @Test
  void theEditedTwinOfATaskDeletedForGoodIsLeftAlone() {
    Task task = stage.linked(Edit.title("Old"));
    Twin twin = new Twin(stage, task);
    String etag = twin.link("etag");
    twin.edit("content", "theirs");

    stage.delete(task, false);
    SyncResult result = stage.push(task);
    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(result.error()).isNull();
    assertThat(stage.requests("delete-task")).isEmpty();
    assertThat(twin.shown().getString("content")).isEqualTo("theirs");
    assertThat(twin.link("state || ' ' || ended_because")).isEqualTo("gone deleted_here");
    assertThat(twin.link("etag")).as("so that its new one tells of the edit").isEqualTo(etag);
    assertThat(twin.conflicts())
        .singleElement()
        .extracting(conflict -> conflict.getString(2))
        .isEqualTo("edit_beats_delete");
  }

  @Test
  void whatTheLostUpdateOfADeletedTaskWroteIsNoEditOfAPerson() {
    Task task = stage.linked(Edit.title("Old"));
    stage.probe().fault("get-task", "hang", "before", 1);
    stage.probe().fault("update-task", "reset", "after", 1);
    stage.update(task, Edit.title("Ours"));
    await().until(() -> stage.probe().held().size() == 1);

    stage.delete(task, true);
    stage.probe().releaseAll();
    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(stage.find(task).content().status()).isEqualTo(TaskStatus.DELETED);
    assertThat(stage.probe().tasks(PushStage.ANNA)).isEmpty();
  }

  @Test
  void aTaskRestoredWhileItsTwinIsDeletedIsMadeAnew() {
    Task task = stage.linked(Edit.title("Back").and(TaskField.DESCRIPTION, "kept"));
    stage.probe().fault("delete-task", "hang", "before", 1);
    stage.delete(task, true);
    await().until(() -> stage.probe().held().size() == 1);

    restore(task);
    stage.probe().releaseAll();
    await().until(() -> stage.queue(stage.user()).open() == 0);

    JsonObject remote = stage.remote(PushStage.ANNA);
    assertThat(remote.getString("id")).isNotEqualTo(task.remoteId());
    assertThat(remote.getString("content")).isEqualTo("kept");
    assertThat(stage.find(task).remoteId()).isEqualTo(remote.getString("id"));
    assertThat(
            stage
                .query("SELECT count(*) FROM links WHERE ended_because = 'deleted_here'")
                .get(0)
                .getLong(0))
        .isEqualTo(1);
  }

  @Test
  void aTaskRestoredBeforeItsDeleteWasSentKeepsItsTwinAndWhatWasWrittenThere() {
    Task task = stage.linked(Edit.title("Back"));
    Twin twin = new Twin(stage, task);
    stage.probe().fault("get-task", "hang", "before", 1);
    stage.delete(task, true);
    await().until(() -> stage.probe().held().size() == 1);

    restore(task);
    twin.edit("content", "theirs");
    stage.probe().releaseAll();
    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(stage.requests("delete-task")).isEmpty();
    assertThat(twin.shown().getString("id")).isEqualTo(task.remoteId());
    assertThat(twin.now().content().description()).isEqualTo("theirs");
    assertThat(twin.conflicts()).isEmpty();
  }

  private static void restore(Task task) {
    PushStage.get(
        stage
            .bus()
            .ask(
                TaskRoutes.COMMAND,
                new TaskCommand.Restore(task.userId(), task.id()),
                Duration.ofSeconds(10)));
  }
}
