package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.bus.Registration;
import dev.tandem.sync.ConflictDetected;
import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.sync.SyncRoutes;
import dev.tandem.task.ChecklistItem;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskTopics;
import dev.tandem.task.TaskTopics.TaskChanged;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A person edits the twin in TickTick while the task is edited here. */
class EditsOnBothSidesIT {
  @RegisterExtension private static final PushStage stage = new PushStage();

  @Test
  void editsOfDifferentFieldsBothSurvive() {
    Task task = stage.linked(Edit.title("Old"));
    Twin twin = new Twin(stage, task).longUnseen();
    twin.edit("content", "theirs");

    SyncResult result = stage.updateAndPush(task, Edit.title("Mine"));

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(result.pushedFields()).containsExactly("title");
    assertThat(twin.now().content().title()).isEqualTo("Mine");
    assertThat(twin.now().content().description()).isEqualTo("theirs");
    assertThat(twin.shown().getString("title")).isEqualTo("Mine");
    assertThat(twin.shown().getString("content")).isEqualTo("theirs");
    assertThat(twin.conflicts()).isEmpty();
    assertThat(stage.queue(stage.user()).open()).isZero();
  }

  @Test
  void anEditThatRidesOnOurOwnAnswerIsMerged() {
    Task task = stage.linked(Edit.title("Old"));
    Twin twin = new Twin(stage, task);
    twin.edit("content", "theirs");
    List<TaskChanged> told = new CopyOnWriteArrayList<>();
    Registration hearing = PushStage.get(stage.bus().subscribe(TaskTopics.CHANGED, told::add));

    SyncResult result = stage.updateAndPush(task, Edit.title("Mine"));

    assertThat(result.requests()).as("nothing was read").isEqualTo(1);
    Task now = twin.now();
    assertThat(now.content().description()).isEqualTo("theirs");
    assertThat(now.version()).isEqualTo(task.version() + 2);
    await().until(() -> told.stream().anyMatch(event -> event.version() == now.version()));
    PushStage.get(hearing.remove());
    assertThat(stage.push(now).outcome()).as("nothing is left").isEqualTo(Outcome.SKIPPED);
  }

  @Test
  void ofTwoEditsOfAFieldTheNewerThereWinsAndOursIsKept() {
    Task task = stage.linked(Edit.title("Old"));
    Twin twin = new Twin(stage, task).longUnseen();
    List<ConflictDetected> told = new CopyOnWriteArrayList<>();
    Registration hearing =
        PushStage.get(stage.bus().subscribe(SyncRoutes.CONFLICT_DETECTED, told::add));
    stage.undeploy();
    stage.update(task, Edit.title("Mine"));
    stage.query(
        "UPDATE push_queue SET dirty = jsonb_build_object('title', now() - interval '30 s')");
    twin.edit("title", "Theirs");
    stage.deploy();

    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(twin.now().content().title()).isEqualTo("Theirs");
    assertThat(twin.shown().getString("title")).isEqualTo("Theirs");
    assertThat(stage.requests("update-task")).isEmpty();
    Row conflict = onlyConflict(twin);
    assertThat(told(conflict)).containsExactly("title", "remote", "newer", "Old", "Mine", "Theirs");
    assertThat(conflict.getOffsetDateTime(7))
        .isAfter(conflict.getOffsetDateTime(6).plusSeconds(20));
    assertThat(twin.now().sync().openConflicts()).isEqualTo(1);
    await().until(() -> !told.isEmpty());
    PushStage.get(hearing.remove());
    assertThat(told).containsExactly(new ConflictDetected(stage.user(), task.id(), "title"));
  }

  @Test
  void ofTwoEditsOfAFieldTheNewerHereWinsAndTheirsIsKept() {
    Task task = stage.linked(Edit.title("Old"));
    Twin twin = new Twin(stage, task).longUnseen();
    stage.probe().fixClock(stage.probe().now().minusSeconds(30));
    twin.edit("title", "Theirs");
    stage.probe().runClock();

    SyncResult result = stage.updateAndPush(task, Edit.title("Mine"));

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(twin.now().content().title()).isEqualTo("Mine");
    assertThat(twin.shown().getString("title")).isEqualTo("Mine");
    assertThat(told(onlyConflict(twin)))
        .containsExactly("title", "local", "newer", "Old", "Mine", "Theirs");
  }

  @Test
  void editsAtTheSameMomentGoToUs() {
    Task task = stage.linked(Edit.title("Old"));
    Twin twin = new Twin(stage, task).longUnseen();
    stage.undeploy();
    stage.update(task, Edit.title("Mine"));
    stage.query("UPDATE push_queue SET dirty = jsonb_build_object('title', now())");
    twin.edit("title", "Theirs");
    stage.deploy();

    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(twin.shown().getString("title")).isEqualTo("Mine");
    assertThat(told(onlyConflict(twin)))
        .containsExactly("title", "local", "tie", "Old", "Mine", "Theirs");
  }

  @Test
  void tagsAndItemsAreMergedOneByOne() {
    Task task =
        stage.linked(
            Edit.title("Sets")
                .and(TaskField.TAGS, List.of("Home", "Garden"))
                .and(TaskField.ITEMS, List.of(item("1", "Dig", false), item("2", "Sow", false))));
    Twin twin = new Twin(stage, task).longUnseen();
    JsonArray items = twin.shown().getJsonArray("items");
    items.getJsonObject(0).put("status", 1);
    twin.edit("items", items.add(new JsonObject().put("title", "Water")));
    twin.edit("tags", new JsonArray().add("garden").add("theirs"));

    stage.updateAndPush(
        task,
        Edit.of(TaskField.TAGS, List.of("Home", "Garden", "Mine"))
            .and(TaskField.ITEMS, List.of(item("1", "Dig", false), item("2", "Sow seeds", false))));

    assertThat(twin.now().content().tags()).containsExactly("Garden", "Mine", "theirs");
    assertThat(twin.tags()).containsExactlyInAnyOrder("garden", "mine", "theirs");
    assertThat(twin.now().content().items())
        .extracting(item -> item.title() + (item.completed() ? " done" : ""))
        .containsExactly("Dig done", "Sow seeds", "Water");
    assertThat(twin.shown().getJsonArray("items"))
        .extracting(item -> ((JsonObject) item).getString("title"))
        .containsExactly("Dig", "Sow seeds", "Water");
    assertThat(twin.conflicts()).isEmpty();
    assertThat(stage.queue(stage.user()).open()).isZero();
  }

  /** There and back while the first is on its way: what is on its way must not be the last word. */
  @Test
  void anEditThatGoesBackDuringALeaseIsPushed() {
    Task task = stage.linked(Edit.title("A"));
    stage.probe().fault("update-task", "hang", "before", 1);
    stage.update(task, Edit.title("B"));
    await().until(() -> stage.probe().held().size() == 1);

    stage.update(task, Edit.title("A"));
    stage.probe().releaseAll();
    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(stage.requests("update-task")).hasSize(2);
    assertThat(stage.remote(PushStage.ANNA).getString("title")).isEqualTo("A");
    assertThat(stage.find(task).content().title()).isEqualTo("A");
  }

  /** An update is answered 200 for a task in the trash too. */
  @Test
  void whatWasSentToATaskInTheTrashStaysUnproven() {
    Task task = stage.linked(Edit.title("Old"));
    Twin twin = new Twin(stage, task);
    stage.probe().personDeletes(PushStage.ANNA, task.remoteId());

    SyncResult result = stage.updateAndPush(task, Edit.title("Edited"));

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(new JsonObject(twin.link("unproven")).fieldNames()).containsExactly("title");
    Instant proofDue = Instant.parse(new JsonObject(twin.link("unproven")).getString("title"));
    assertThat(proofDue).isAfter(task.createdAt());
  }

  private static ChecklistItem item(String id, String title, boolean completed) {
    return new ChecklistItem(id, title, completed);
  }

  private static Row onlyConflict(Twin twin) {
    List<Row> conflicts = twin.conflicts();
    assertThat(conflicts).hasSize(1);
    return conflicts.get(0);
  }

  /** field, winner, rule, base, local, remote. */
  private static List<Object> told(Row conflict) {
    return List.of(
        conflict.getString(0),
        conflict.getString(1),
        conflict.getString(2),
        conflict.getValue(3),
        conflict.getValue(4),
        conflict.getValue(5));
  }
}
