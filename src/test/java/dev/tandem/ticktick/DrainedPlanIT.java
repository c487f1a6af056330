package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A node is told to end while the request that many changes share is under way. */
class DrainedPlanIT {
  private static final int MANY = 12;
  private static final Duration ANSWERED_IN_TIME = PushStage.TIMEOUT.dividedBy(3);

  @RegisterExtension private static final PushStage stage = new PushStage();

  private final Offline offline = new Offline(stage);

  @ParameterizedTest
  @ValueSource(strings = {"before", "after"})
  void createsWhoseAnswerDoesNotComeAreMadeOnce(String phase) {
    offline.creates(MANY, i -> Edit.title("Task " + i));

    endWhileTheBatchHangs(phase);

    assertThat(offline.open()).as("written down").isEqualTo(MANY);
    stage.deploy();
    offline.untilNothingIsOpen();
    assertThat(offline.titlesThere()).hasSize(MANY).doesNotHaveDuplicates();
    assertThat(offline.conflicts()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"before", "after"})
  void editsWhoseAnswerDoesNotComeAreMade(String phase) {
    List<Task> tasks = edited();

    endWhileTheBatchHangs(phase);

    stage.deploy();
    offline.untilNothingIsQueued();
    assertAllAreEdited(tasks);
  }

  /** The list that would show what became of the batch is not asked for any more. */
  @ParameterizedTest
  @CsvSource({"creates", "edits"})
  void anAnswerThatComesInTimeIsSettled(String what) {
    List<Task> tasks =
        what.equals("edits") ? edited() : offline.creates(MANY, i -> Edit.title("Task " + i));
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "batch-tasks")
                .put("kind", "latency")
                .put("millis", ANSWERED_IN_TIME.toMillis())
                .put("count", 1));
    int listings = stage.probe().requests("project-data");
    int batches = stage.probe().requests("batch-tasks");
    stage.deploy();
    await().until(() -> stage.probe().requests("batch-tasks") == batches + 1);

    stage.undeploy();

    assertThat(stage.queue(stage.user()).leased()).isZero();
    assertThat(stage.probe().requests("project-data") - listings)
        .as("at most the one before the batch")
        .isLessThanOrEqualTo(1);
    if (what.equals("edits")) {
      assertThat(offline.queued()).isZero();
      assertAllAreEdited(tasks);
    } else {
      assertThat(offline.titlesThere()).hasSize(MANY);
      stage.deploy();
      offline.untilNothingIsOpen();
      assertThat(offline.titlesThere()).hasSize(MANY).doesNotHaveDuplicates();
      assertThat(offline.twins()).hasSize(MANY);
    }
  }

  @Test
  void whoWaitsForSuchAChangeIsAnswered() {
    List<Task> tasks = edited();
    stage.probe().fault("batch-tasks", "hang", "before", 1);
    stage.deploy();
    await().until(() -> stage.probe().held().size() == 1);
    var waiting = stage.pushing(tasks.get(3), Duration.ofSeconds(15));

    stage.undeploy();

    assertThat(PushStage.get(waiting).outcome()).isIn(Outcome.PENDING, Outcome.RETRYING);
    stage.probe().releaseAll();
    stage.deploy();
    offline.untilNothingIsQueued();
    assertAllAreEdited(tasks);
  }

  private void endWhileTheBatchHangs(String phase) {
    stage.probe().fault("batch-tasks", "hang", phase, 1);
    stage.deploy();
    await().until(() -> stage.probe().held().size() == 1);
    stage.undeploy();
    assertThat(stage.queue(stage.user()).leased()).isZero();
    assertThat(offline.queued()).isEqualTo(MANY);
    stage.probe().releaseAll();
  }

  private List<Task> edited() {
    List<Task> tasks = offline.linked(MANY, i -> Edit.title("Task " + i));
    tasks.forEach(task -> stage.update(task, Edit.of(TaskField.PRIORITY, 5)));
    return tasks;
  }

  private void assertAllAreEdited(List<Task> tasks) {
    assertThat(stage.probe().tasks(PushStage.ANNA))
        .hasSize(tasks.size())
        .allMatch(twin -> twin.getInteger("priority") == 5);
    assertThat(offline.titlesThere()).doesNotHaveDuplicates();
    assertThat(offline.conflicts()).isZero();
  }
}
