package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskRoutes;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sends whose answer was lost, and what a person does meanwhile. */
class LostAnswersIT {
  @RegisterExtension private static final PushStage stage = new PushStage();

  @Test
  void aTaskRestoredAfterALostDeleteIsInTickTick() {
    Task task = stage.linked(Edit.title("Restored"));
    stage.probe().fault("delete-task", "reset", "after", 3);
    stage.delete(task, true);
    await().until(() -> !stage.requests("delete-task").isEmpty());

    PushStage.get(
        stage
            .bus()
            .ask(
                TaskRoutes.COMMAND,
                new TaskCommand.Restore(task.userId(), task.id()),
                Duration.ofSeconds(10)));
    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(stage.push(task).outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(stage.remote(PushStage.ANNA).getString("title")).isEqualTo("Restored");
    assertThat(stage.find(task).remoteId()).isEqualTo(stage.remote(PushStage.ANNA).getString("id"));
  }

  @Test
  void aTaskMovedBackAfterALostMoveIsInItsList() {
    Task task = stage.linked(Edit.title("Moved back"));
    String inbox = stage.remote(PushStage.ANNA).getString("projectId");
    String there = stage.probe().personCreatesProject(PushStage.ANNA, "There").getString("id");
    stage.sweep(Duration.ofSeconds(10));
    long list =
        stage.query("SELECT id FROM projects WHERE remote_id = $1", there).get(0).getLong(0);
    stage.probe().fault("move-tasks", "reset", "after", 3);
    stage.update(task, Edit.of(TaskField.PROJECT, list));
    await().until(() -> !stage.requests("move-tasks").isEmpty());

    stage.update(task, Edit.of(TaskField.PROJECT, null));
    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(stage.remote(PushStage.ANNA).getString("projectId")).isEqualTo(inbox);
  }

  @Test
  void anEditThatGoesBackWhileASendIsInDoubtIsPushed() {
    Task task = stage.linked(Edit.title("A"));
    Twin twin = new Twin(stage, task);
    stage.probe().fault("get-task", "hang", "before", 1);
    stage.probe().fault("update-task", "reset", "after", 1);
    stage.update(task, Edit.title("B"));
    await().until(() -> stage.probe().held().size() == 1);

    stage.update(task, Edit.title("A"));
    stage.probe().releaseAll();
    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(twin.shown().getString("title")).isEqualTo("A");
    assertThat(twin.now().content().title()).isEqualTo("A");
    assertThat(twin.conflicts()).as("B was ours").isEmpty();
  }

  @Test
  void aLostUpdateThatWasAppliedIsNotSentAgain() {
    Task task = stage.linked(Edit.title("A"));
    stage.probe().fault("update-task", "reset", "after", 1);

    stage.updateAndPush(task, Edit.title("B"));
    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(stage.requests("update-task")).hasSize(1);
    assertThat(stage.requests("get-task")).hasSize(1);
    assertThat(new Twin(stage, task).conflicts()).isEmpty();
  }

  @Test
  void aLostUpdateThatWasNotAppliedIsSentAgain() {
    Task task = stage.linked(Edit.title("A"));
    stage.probe().fault("update-task", "reset", "before", 1);

    stage.updateAndPush(task, Edit.title("B"));
    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(stage.requests("update-task")).hasSize(2);
    assertThat(stage.remote(PushStage.ANNA).getString("title")).isEqualTo("B");
  }

  @Test
  void aLostUpdateThatArrivesLateIsNobodysEdit() {
    Task task = stage.linked(Edit.title("A"));
    Twin twin = new Twin(stage, task);
    stage.probe().fault("get-task", "hang", "before", 1);
    stage.probe().fault("update-task", "reset", "before", 1);
    stage.update(task, Edit.title("B"));
    await().until(() -> stage.probe().held().size() == 1);
    stage.update(task, Edit.title("A"));
    stage.probe().releaseAll();
    await().until(() -> stage.queue(stage.user()).open() == 0);
    assertThat(twin.shown().getString("title")).isEqualTo("A");

    twin.arrivesLate(new JsonObject().put("title", "B"));
    twin.longUnseen();
    stage.updateAndPush(task, Edit.of(TaskField.PRIORITY, 5));
    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(twin.now().content().title()).isEqualTo("A");
    assertThat(twin.shown().getString("title")).isEqualTo("A");
    assertThat(twin.shown().getInteger("priority")).isEqualTo(5);
    assertThat(twin.conflicts()).isEmpty();
  }

  @Test
  void aLostMoveThatWasAppliedIsMadeOnceMoreWithoutALookInTheOldList() {
    String list = stage.probe().personCreatesProject(PushStage.ANNA, "There").getString("id");
    stage.sweep(Duration.ofSeconds(10));
    long here = stage.query("SELECT id FROM projects WHERE remote_id = $1", list).get(0).getLong(0);
    Task task = stage.linked(Edit.title("Moved"));
    Twin twin = new Twin(stage, task);
    stage.probe().fault("move-tasks", "hang", "after", 1);
    stage.update(task, Edit.of(TaskField.PROJECT, here));
    await().until(() -> stage.probe().held().size() == 1);
    twin.longUnseen();
    long held = stage.probe().held().get(0).getLong("number");

    stage.probe().release(held, true);
    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(twin.shown().getString("projectId")).isEqualTo(list);
    assertThat(stage.requests("get-task")).isEmpty();
    assertThat(twin.link("remote_project_id")).isEqualTo(list);
  }
}
