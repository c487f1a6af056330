package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three hundred new tasks and five hundred edits within the rate that TickTick allows. */
class PlanPaceIT {
  @RegisterExtension private static final PushStage stage = new PushStage(90);

  private final Offline offline = new Offline(stage);

  @Test
  void manyChangesGoOutAtOnceWithinTheRate() {
    List<Task> old = offline.linked(500, i -> Edit.title("Old " + i));
    stage.query("UPDATE budgets SET arrival = now() - interval '1 hour'");
    stage.probe().rateLimits(100, 300);
    old.forEach(task -> stage.update(task, Edit.of(TaskField.PRIORITY, 5)));
    offline.creates(300, i -> Edit.title("New " + i));

    int requests = offline.goesOnline();

    assertThat(requests).isLessThanOrEqualTo(50);
    assertThat(offline.titlesThere()).hasSize(800).doesNotHaveDuplicates();
    assertThat(stage.probe().tasks(PushStage.ANNA))
        .filteredOn(task -> task.getInteger("priority") == 5)
        .hasSize(500);
  }
}
