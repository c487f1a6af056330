package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A person moves a task there, another here, and neither knows of the other. */
class MovesOnBothSidesIT {
  @RegisterExtension private static final PushStage stage = PushStage.reading();

  private final Polls polls = new Polls(stage);

  @Test
  void aMoveThatTickTickAnsweredAndDidNotMakeIsLogged() {
    String theirs = stage.probe().personCreatesProject(PushStage.ANNA, "Theirs").getString("id");
    stage.probe().personCreatesProject(PushStage.ANNA, "Ours");
    polls.sweep();
    Task task = stage.linked(Edit.title("To be moved"));
    stage.probe().personMoves(PushStage.ANNA, task.remoteId(), theirs);
    long ours =
        stage
            .query("SELECT id FROM projects WHERE user_id = $1 AND name = 'Ours'", stage.user())
            .get(0)
            .getLong(0);

    stage.updateAndPush(task, Edit.of(TaskField.PROJECT, ours));
    polls.sweep();

    Twin twin = new Twin(stage, task);
    assertThat(twin.now().remoteProjectId()).isEqualTo(theirs);
    assertThat(twin.conflicts())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getString("field")).isEqualTo("project_id");
              assertThat(row.getString("winner")).isEqualTo("remote");
            });
  }
}
