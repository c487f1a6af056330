package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.ProjectRoutes.Why;
import dev.tandem.sync.SyncRoutes.DeleteOutcome;
import dev.tandem.sync.SyncRoutes.ProjectDeleted;
import dev.tandem.task.Project;
import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskStatus;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Deleting a list here. */
final class ListDeleteIT {
  @RegisterExtension static final PushStage stage = new PushStage();

  private final ListStage lists = new ListStage(stage);

  private Task linkedIn(Project project, String title) {
    return stage.linked(Edit.title(title).and(TaskField.PROJECT, project.id()));
  }

  private JsonObject strangerIn(Project project, String title) {
    return stage
        .probe()
        .personCreates(
            PushStage.ANNA,
            new JsonObject().put("title", title).put("projectId", project.remoteId()));
  }

  private void awaitGone(Project project) {
    await().until(() -> !lists.isQueued(project));
  }

  @Test
  void aListGoesWithItsTasksOnBothSidesAndStaysGone() {
    Project home = lists.linked("Home");
    Task task = linkedIn(home, "paint");
    Task elsewhere = stage.linked(Edit.title("stays"));

    assertThat(lists.delete(home, false).outcome()).isEqualTo(DeleteOutcome.DELETED);

    assertThat(stage.find(task).content().status()).isEqualTo(TaskStatus.DELETED);
    assertThat(stage.find(task).content().projectId()).isNull();
    assertThat(stage.find(elsewhere).content().status()).isEqualTo(TaskStatus.ACTIVE);
    awaitGone(home);
    assertThat(lists.there()).isEmpty();
    assertThat(stage.requests("delete-task")).isEmpty();
    lists.sweep();
    assertThat(lists.namesHere()).isEmpty();
    assertThat(stage.query("SELECT state, ended_because FROM links WHERE task_id = $1", task.id()))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getString(0)).isEqualTo("gone");
              assertThat(row.getString(1)).isEqualTo("deleted_here");
            });
  }

  @Test
  void aListWithoutATwinIsDeletedHereAlone() {
    stage.query("UPDATE users SET auto_push = false");
    Project home = lists.create("Home");
    Task task = stage.create(Edit.title("paint").and(TaskField.PROJECT, home.id()));

    assertThat(lists.delete(home, false).outcome()).isEqualTo(DeleteOutcome.DELETED);

    assertThat(lists.namesHere()).isEmpty();
    assertThat(stage.find(task).content().status()).isEqualTo(TaskStatus.DELETED);
    assertThat(lists.delete(home, false).outcome()).isEqualTo(DeleteOutcome.MISSING);
  }

  @Test
  void aTaskThatIsUnknownHereKeepsTheList() {
    Project home = lists.linked("Home");
    Task known = linkedIn(home, "paint");
    JsonObject stranger = strangerIn(home, "theirs");

    ProjectDeleted refused = lists.delete(home, false);

    assertThat(refused.outcome()).isEqualTo(DeleteOutcome.BLOCKED);
    assertThat(refused.blocking())
        .singleElement()
        .satisfies(
            task -> {
              assertThat(task.remoteId()).isEqualTo(stranger.getString("id"));
              assertThat(task.title()).isEqualTo("theirs");
              assertThat(task.why()).isEqualTo(Why.UNKNOWN);
            });
    assertThat(stage.find(known).content().status()).isEqualTo(TaskStatus.ACTIVE);
    assertThat(lists.isQueued(home)).isFalse();

    assertThat(lists.delete(home, true).outcome()).isEqualTo(DeleteOutcome.DELETED);
    awaitGone(home);
    assertThat(lists.there()).isEmpty();
  }

  @Test
  void aTaskThatWasChangedThereKeepsTheListButOneThatWasOnlyTouchedDoesNot() {
    Project home = lists.linked("Home");
    Task task = linkedIn(home, "paint");
    stage
        .probe()
        .personUpdates(
            PushStage.ANNA, stage.find(task).remoteId(), new JsonObject().put("title", "varnish"));

    ProjectDeleted refused = lists.delete(home, false);

    assertThat(refused.outcome()).isEqualTo(DeleteOutcome.BLOCKED);
    assertThat(refused.blocking())
        .extracting(blocking -> blocking.why())
        .containsExactly(Why.CHANGED);
    assertThat(refused.blocking())
        .extracting(blocking -> blocking.taskId())
        .containsExactly(task.id());

    stage
        .probe()
        .personUpdates(
            PushStage.ANNA, stage.find(task).remoteId(), new JsonObject().put("title", "paint"));
    assertThat(lists.delete(home, false).outcome()).isEqualTo(DeleteOutcome.DELETED);
  }

  @Test
  void withoutTickTickNothingIsDone() {
    Project home = lists.linked("Home");
    Task task = linkedIn(home, "paint");
    stage.probe().faultStatus("project-data", 503, "", 1);

    assertThat(lists.delete(home, true).outcome()).isEqualTo(DeleteOutcome.UNREACHABLE);

    assertThat(stage.find(task).content().status()).isEqualTo(TaskStatus.ACTIVE);
    assertThat(lists.isQueued(home)).isFalse();
    assertThat(lists.namesThere()).containsExactly("Home");
  }

  @Test
  void withoutAConnectionOnlyForceDeletes() {
    Project home = lists.linked("Home");
    stage.query("UPDATE ticktick_accounts SET state = 'needs_reauthorization'");

    assertThat(lists.delete(home, false).outcome()).isEqualTo(DeleteOutcome.NOT_CONNECTED);
    assertThat(lists.delete(home, true).outcome()).isEqualTo(DeleteOutcome.DELETED);

    stage.query("UPDATE ticktick_accounts SET state = 'connected'");
    awaitGone(home);
    assertThat(lists.there()).isEmpty();
  }

  @Test
  void whatCameIntoTheListBeforeTheDeleteWasSentKeepsItAndBringsItBack() {
    Project home = lists.linked("Home");
    linkedIn(home, "paint");
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "project-data")
                .put("kind", "hang")
                .put("phase", "before")
                .put("count", 1)
                .put("skip", 1));
    assertThat(lists.delete(home, false).outcome()).isEqualTo(DeleteOutcome.DELETED);
    await().until(() -> !stage.probe().held().isEmpty());
    strangerIn(home, "theirs");
    stage.probe().releaseAll();

    awaitGone(home);

    assertThat(lists.namesThere()).containsExactly("Home");
    assertThat(lists.nameHere(home)).contains("Home");
    assertThat(stage.requests("delete-project")).isEmpty();
    assertThat(stage.query("SELECT rule FROM conflicts WHERE project_id = $1", home.id()))
        .singleElement()
        .satisfies(row -> assertThat(row.getString(0)).isEqualTo("edit_beats_delete"));
  }

  @Test
  void aDeleteWhoseAnswerWasLostIsRepeated() {
    Project home = lists.linked("Home");
    stage.probe().fault("delete-project", "reset", "after", 1);

    assertThat(lists.delete(home, false).outcome()).isEqualTo(DeleteOutcome.DELETED);

    awaitGone(home);
    lists.sweep();
    assertThat(lists.namesHere()).isEmpty();
  }

  @Test
  void aReadingBetweenTheTwoDeletesDeletesNoTaskByItself() {
    Project home = lists.linked("Home");
    Task task = linkedIn(home, "paint");
    stage.probe().faultStatus("delete-project", 503, "", 1000);
    assertThat(lists.delete(home, false).outcome()).isEqualTo(DeleteOutcome.DELETED);
    stage.query("UPDATE links SET ended_at = ended_at - interval '1 minute'");

    lists.sweep();
    stage.probe().clearFaults();

    awaitGone(home);
    assertThat(lists.there()).isEmpty();
    assertThat(stage.requests("delete-task")).isEmpty();
    assertThat(stage.find(task).content().status()).isEqualTo(TaskStatus.DELETED);
  }

  @Test
  void aReadingThatWasBegunBeforeTheDeleteBringsNothingBack() {
    Project home = lists.linked("Home");
    stage.undeploy();
    stage.query(
        "UPDATE projects SET deleted_at = now(), settled_at = now() WHERE id = $1", home.id());
    stage.deploy();

    lists.sweep();

    assertThat(lists.namesHere()).isEmpty();
  }

  @Test
  void aTaskOnItsWayOutKeepsTheListUntilItIsMoved() {
    Project home = lists.linked("Home");
    Task task = linkedIn(home, "paint");
    stage.undeploy();
    Task moved = stage.update(task, Edit.of(TaskField.PROJECT, null));
    stage.probe().faultStatus("move-tasks", 503, "", 100);
    stage.deploy();

    ProjectDeleted refused = lists.delete(home, true);

    assertThat(refused.outcome()).isEqualTo(DeleteOutcome.BLOCKED);
    assertThat(refused.blocking()).extracting(b -> b.why()).containsExactly(Why.MOVING);
    assertThat(stage.find(moved).content().status()).isEqualTo(TaskStatus.ACTIVE);
  }

  @Test
  void aTaskThatWasOnItsWayIntoTheListIsDeletedWhereItIs() {
    Project home = lists.linked("Home");
    Task task = stage.linked(Edit.title("paint"));
    stage.undeploy();
    stage.update(task, Edit.of(TaskField.PROJECT, home.id()));
    stage.probe().faultStatus("move-tasks", 503, "", 100);
    stage.deploy();

    assertThat(lists.delete(home, false).outcome()).isEqualTo(DeleteOutcome.DELETED);
    stage.probe().clearFaults();

    await().until(() -> stage.probe().tasks(PushStage.ANNA).isEmpty());
    awaitGone(home);
    assertThat(lists.there()).isEmpty();
  }

  @Test
  void aListThatIsDeletedWhileItIsMadeIsDeletedThere() {
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "create-project")
                .put("kind", "hang")
                .put("phase", "before")
                .put("count", 1));
    Project home = lists.create("Home");
    await().until(() -> !stage.probe().held().isEmpty());
    assertThat(lists.delete(home, false).outcome()).isEqualTo(DeleteOutcome.DELETED);
    stage.probe().releaseAll();

    awaitGone(home);

    assertThat(lists.there()).isEmpty();
    assertThat(lists.namesHere()).isEmpty();
  }

  @Test
  void aTaskOfADeletedListIsRestoredIntoTheInbox() {
    Project home = lists.linked("Home");
    Task task = linkedIn(home, "paint");
    lists.delete(home, false);
    awaitGone(home);

    stage.restore(task);

    await().until(() -> stage.find(task).sync().state() == SyncState.SYNCED);
    assertThat(stage.remote(PushStage.ANNA).getString("projectId")).startsWith("inbox");
  }
}
