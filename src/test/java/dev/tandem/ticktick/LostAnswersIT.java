package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskRoutes;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A person goes back on a change whose answer was lost after it had its effect. */
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
}
