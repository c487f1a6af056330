package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The share of the budget that background work leaves to a waiting person. */
class ReserveIT {
  /** A burst of 20, four of them for those who wait. */
  @RegisterExtension private static final PushStage stage = new PushStage(45);

  @Test
  void aWaitingPersonIsServedThoughTheBackgroundFoundNothingLeft() {
    Task task = putOffForTheBudget();

    SyncResult result = stage.push(task, Duration.ofSeconds(5));

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
  }

  private static Task putOffForTheBudget() {
    for (int i = 0; i < 60; i++) {
      Task task = stage.create(Edit.title("Task " + i));
      await().until(() -> stage.find(task).remoteId() != null || isPutOff(task));
      if (isPutOff(task)) {
        return task;
      }
    }
    throw new AssertionError("the budget does not end");
  }

  private static boolean isPutOff(Task task) {
    return !stage
        .query(
            "SELECT 1 FROM push_queue WHERE entity_id = $1 AND lease_until IS NULL"
                + " AND last_error ->> 'code' = 'budget_spent'",
            task.id())
        .isEmpty();
  }
}
