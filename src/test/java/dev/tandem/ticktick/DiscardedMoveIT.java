package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskReply;
import dev.tandem.task.TaskRoutes;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A move that was given up, of which it is not known whether it had its effect. */
class DiscardedMoveIT {
  @RegisterExtension private static final PushStage stage = new PushStage();

  /** What a move may have done although its answer was lost, is found there. */
  @Test
  void aLostMoveThatHadItsEffectIsNotTakenBack() {
    long garden = garden();
    Task task = lostMove("after", garden);

    discarded(task);

    assertThat(stage.find(task).content().projectId()).isEqualTo(garden);
    assertThat(stage.updateAndPush(task, Edit.title("Planted")).outcome())
        .isEqualTo(Outcome.SYNCED);
    assertThat(stage.remote(PushStage.ANNA).getString("title")).isEqualTo("Planted");
  }

  @Test
  void aLostMoveThatHadNoneIsTakenBack() {
    Task task = lostMove("before", garden());

    discarded(task);

    assertThat(stage.find(task).content().projectId()).isNull();
    assertThat(stage.updateAndPush(task, Edit.title("Kept")).outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(stage.remote(PushStage.ANNA).getString("title")).isEqualTo("Kept");
  }

  /** A list that may not be read says nothing of the other one. */
  @ParameterizedTest
  @ValueSource(ints = {403, 404, 400})
  void whereALostMoveMayHaveBroughtItIsNotTheOnlyPlaceToLook(int status) {
    Task task = lostMove("before", garden());
    new Twin(stage, task).edit("content", "theirs");
    // One that is missing right after a move is read once more.
    stage.probe().faultStatus("get-task", status, "", status == 404 ? 2 : status == 403 ? 1 : 3);

    discarded(task);

    assertThat(stage.find(task).content().projectId()).isNull();
    assertThat(stage.find(task).content().description()).isEqualTo("theirs");
  }

  private static long garden() {
    stage.probe().personCreatesProject(PushStage.ANNA, "Garden");
    stage.sweep(Duration.ofSeconds(10));
    return stage.query("SELECT id FROM projects WHERE name = 'Garden'").get(0).getLong(0);
  }

  /** The answer to its move was lost, before or after its effect; then it was refused for good. */
  private static Task lostMove(String phase, long project) {
    Task task = stage.linked(Edit.title("Here"));
    stage.probe().fault("move-tasks", "reset", phase, 1);
    stage.probe().faultStatus("move-tasks", 403, "", 1);
    stage.update(task, Edit.of(TaskField.PROJECT, project));
    await().until(() -> stage.queue(stage.user()).failed() == 1);
    return stage.find(task);
  }

  private static void discarded(Task task) {
    TaskReply reply =
        PushStage.get(
            stage
                .bus()
                .ask(
                    TaskRoutes.COMMAND,
                    new TaskCommand.DiscardFailed(task.userId(), task.id()),
                    Duration.ofSeconds(10)));
    assertThat(reply).isInstanceOf(TaskReply.One.class);
    await().until(() -> !stage.find(task).sync().hasPendingChanges());
  }
}
