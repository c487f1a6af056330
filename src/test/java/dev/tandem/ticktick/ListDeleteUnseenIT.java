package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.ProjectRoutes.Blocking;
import dev.tandem.sync.ProjectRoutes.Why;
import dev.tandem.sync.SyncRoutes.DeleteOutcome;
import dev.tandem.sync.SyncRoutes.ProjectDeleted;
import dev.tandem.task.Project;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskStatus;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Deleting a list here whose tasks are not in TickTick's list any more. */
final class ListDeleteUnseenIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  @RegisterExtension static final PushStage stage = new PushStage();

  private final ListStage lists = new ListStage(stage);

  private Task linkedIn(Project project, String title) {
    return stage.linked(Edit.title(title).and(TaskField.PROJECT, project.id()));
  }

  private void isKeptBy(Project project, Task task) {
    ProjectDeleted refused = lists.delete(project, false);
    assertThat(refused.outcome()).isEqualTo(DeleteOutcome.BLOCKED);
    assertThat(refused.blocking())
        .containsExactly(
            new Blocking(
                stage.find(task).remoteId(), task.id(), task.content().title(), Why.CHANGED));
    assertThat(stage.find(task).content().status()).isEqualTo(TaskStatus.ACTIVE);
    assertThat(lists.isQueued(project)).isFalse();
  }

  private boolean isDeletedAfterSweep(Project project) {
    lists.sweep();
    return lists.delete(project, false).outcome() == DeleteOutcome.DELETED;
  }

  @Test
  void aTaskThatWasMovedOutThereIsNotDeletedWithItsOldList() {
    Project home = lists.linked("Home");
    Project work = lists.linked("Work");
    Task task = linkedIn(home, "paint");
    stage.probe().personMoves(PushStage.ANNA, stage.find(task).remoteId(), work.remoteId());

    isKeptBy(home, task);

    assertThat(isDeletedAfterSweep(home)).isTrue();
    await().until(() -> !lists.isQueued(home));
    assertThat(stage.find(task).content().status()).isEqualTo(TaskStatus.ACTIVE);
    assertThat(stage.find(task).content().projectId()).isEqualTo(work.id());
    assertThat(stage.remote(PushStage.ANNA).getString("projectId")).isEqualTo(work.remoteId());
  }

  @Test
  void aTaskThatWasCompletedThereKeepsTheListUntilThatIsRead() {
    Project home = lists.linked("Home");
    Task task = linkedIn(home, "paint");
    stage.probe().personCompletes(PushStage.ANNA, stage.find(task).remoteId());

    isKeptBy(home, task);

    assertThat(isDeletedAfterSweep(home)).isTrue();
  }

  @Test
  void aTaskThatWasDeletedThereKeepsTheListUntilThatIsCertain() {
    Project home = lists.linked("Home");
    stage.linked(Edit.title("elsewhere"));
    stage.linked(Edit.title("elsewhere too"));
    Task task = linkedIn(home, "paint");
    stage.probe().personDeletes(PushStage.ANNA, stage.find(task).remoteId());

    isKeptBy(home, task);

    await().atMost(SOON).until(() -> isDeletedAfterSweep(home));
  }

  @Test
  void tasksWhoseDeletionThereIsHeldKeepNoList() {
    Project home = lists.linked("Home");
    for (int i = 0; i < 3; i++) {
      Task task = linkedIn(home, "paint " + i);
      stage.probe().personDeletes(PushStage.ANNA, stage.find(task).remoteId());
    }

    await().atMost(SOON).until(() -> isDeletedAfterSweep(home));
  }

  @Test
  void aTaskThatWasCompletedHereKeepsNoList() {
    Project home = lists.linked("Home");
    Task task = linkedIn(home, "paint");
    stage.updateAndPush(task, Edit.of(TaskField.STATUS, TaskStatus.COMPLETED));

    assertThat(lists.delete(home, false).outcome()).isEqualTo(DeleteOutcome.DELETED);
  }

  @Test
  void aCompletedTaskOnItsWayOutKeepsTheListAsAnOpenOneDoes() {
    Project home = lists.linked("Home");
    Task task = linkedIn(home, "paint");
    stage.updateAndPush(task, Edit.of(TaskField.STATUS, TaskStatus.COMPLETED));
    stage.undeploy();
    stage.update(stage.find(task), Edit.of(TaskField.PROJECT, null));
    stage.probe().faultStatus("move-tasks", 503, "", 100);
    stage.deploy();

    ProjectDeleted refused = lists.delete(home, true);

    assertThat(refused.outcome()).isEqualTo(DeleteOutcome.BLOCKED);
    assertThat(refused.blocking()).extracting(Blocking::why).containsExactly(Why.MOVING);
  }

  @Test
  void whatIsNotInTheListThereGoesWithItByForce() {
    Project home = lists.linked("Home");
    Task task = linkedIn(home, "paint");
    stage.probe().personCompletes(PushStage.ANNA, stage.find(task).remoteId());

    assertThat(lists.delete(home, true).outcome()).isEqualTo(DeleteOutcome.DELETED);
    assertThat(stage.find(task).content().status()).isEqualTo(TaskStatus.DELETED);
  }

  @Test
  void oneAnswerWithoutAListTellsNothing() {
    Project home = lists.linked("Home");
    Task task = linkedIn(home, "paint");
    stage.probe().faultStatus("project-data", 200, "{}", 2);

    assertThat(lists.delete(home, false).outcome()).isEqualTo(DeleteOutcome.UNTOLD);
    assertThat(stage.find(task).content().status()).isEqualTo(TaskStatus.ACTIVE);
    assertThat(lists.isQueued(home)).isFalse();

    assertThat(lists.delete(home, true).outcome()).isEqualTo(DeleteOutcome.DELETED);
    await().until(() -> !lists.isQueued(home));
    assertThat(lists.there()).isEmpty();
  }

  @Test
  void aListThatAReadingMissedAndThatShowsNothingIsGoneThere() {
    Project home = lists.linked("Home");
    stage.probe().personDeletesProject(PushStage.ANNA, home.remoteId());
    assertThat(lists.delete(home, false).outcome()).isEqualTo(DeleteOutcome.UNTOLD);

    lists.sweep();

    assertThat(lists.delete(home, false).outcome()).isEqualTo(DeleteOutcome.DELETED);
    await().until(() -> !lists.isQueued(home));
    assertThat(lists.namesHere()).isEmpty();
  }

  @Test
  void anAnswerWithoutAListDoesNotStandForItsDelete() {
    Project home = lists.linked("Home");
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "project-data")
                .put("kind", "status")
                .put("status", 200)
                .put("body", "{}")
                .put("count", 1)
                .put("skip", 1));

    assertThat(lists.delete(home, false).outcome()).isEqualTo(DeleteOutcome.DELETED);

    await().until(() -> !lists.isQueued(home));
    assertThat(lists.there()).isEmpty();
  }
}
