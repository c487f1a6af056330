package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Creates whose answer was lost: neither a double nor a loss (sync.md, Push 9). */
class LostCreatesIT {
  @RegisterExtension private static final PushStage stage = new PushStage();

  private static final Offline OFFLINE = new Offline(stage);

  @ParameterizedTest
  @CsvSource({
    "reset, after, 1", "reset, before, 2", "truncated, after, 1", "empty, after, 1",
    "empty, before, 2", "html, after, 1", "status, before, 2", "latency, before, 1"
  })
  void aLostCreateIsMadeOnce(String kind, String phase, int requests) {
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "create-task")
                .put("kind", kind)
                .put("phase", phase)
                .put("millis", PushStage.TIMEOUT.toMillis() + 300)
                .put("count", 1));
    Task task = stage.create(Edit.title("Milk"));
    if (requests == 1) {
      // A request does not arrive a minute late, also where the minute is made to pass at once.
      await().until(() -> !stage.probe().tasks(PushStage.ANNA).isEmpty());
    }

    untilNothingIsOpen();

    assertThat(stage.remote(PushStage.ANNA).getString("title")).isEqualTo("Milk");
    assertThat(stage.find(task).remoteId()).isEqualTo(stage.remote(PushStage.ANNA).getString("id"));
    assertThat(stage.requests("create-task")).hasSize(requests);
    assertThat(OFFLINE.open()).isZero();
    assertThat(OFFLINE.conflicts()).isZero();
  }

  @Test
  void itIsNotSentAgainBeforeASecondListing() {
    lose("after", 1);
    Task task = stage.create(Edit.title("Milk"));

    await().until(() -> listedOnce() == 1);

    SyncResult result = stage.push(task, Duration.ofMillis(300));
    assertThat(result.outcome()).isEqualTo(Outcome.PENDING);
    assertThat(stage.find(task).sync().lastError().code()).isEqualTo("create_unconfirmed");
    assertThat(stage.requests("create-task")).hasSize(1);
    untilNothingIsOpen();
  }

  @Test
  void twoIdenticalTasksThatWereBothLostGetOneTwinEach() {
    lose("after", 2);
    Task one = stage.create(Edit.title("Same"));
    Task two = stage.create(Edit.title("Same"));

    untilNothingIsOpen();

    assertThat(stage.probe().tasks(PushStage.ANNA))
        .extracting(task -> task.getString("id"))
        .containsExactlyInAnyOrder(stage.find(one).remoteId(), stage.find(two).remoteId());
    assertThat(stage.requests("create-task")).hasSize(2);
  }

  @Test
  void ofTwoIdenticalTasksTheOneThatDidNotArriveIsSentAgain() {
    lose("after", 1);
    lose("before", 1);
    Task one = stage.create(Edit.title("Same"));
    Task two = stage.create(Edit.title("Same"));

    untilNothingIsOpen();

    assertThat(stage.probe().tasks(PushStage.ANNA))
        .extracting(task -> task.getString("id"))
        .containsExactlyInAnyOrder(stage.find(one).remoteId(), stage.find(two).remoteId());
  }

  @Test
  void anEditOfTheOrphanIsTakenAndOursOfAnotherFieldIsPushed() {
    lose("after", 1);
    Task task = stage.create(Edit.title("Milk").and(TaskField.DESCRIPTION, "2 litres"));
    await().until(() -> stage.probe().tasks(PushStage.ANNA).size() == 1);
    String orphan = stage.remote(PushStage.ANNA).getString("id");
    stage.probe().personUpdates(PushStage.ANNA, orphan, new JsonObject().put("title", "Oat milk"));
    stage.update(task, Edit.of(TaskField.PRIORITY, 5));

    untilNothingIsOpen();

    assertThat(stage.find(task).content().title()).isEqualTo("Oat milk");
    assertThat(stage.remote(PushStage.ANNA).getString("id")).isEqualTo(orphan);
    assertThat(stage.remote(PushStage.ANNA).getInteger("priority")).isEqualTo(5);
    assertThat(stage.query("SELECT field, rule, local #>> '{}' FROM conflicts"))
        .as("what was written here is kept")
        .singleElement()
        .extracting(row -> row.getString(0), row -> row.getString(1), row -> row.getString(2))
        .containsExactly("title", "adopted", "Milk");
  }

  @Test
  void anOrphanThatAPersonCompletedIsCompletedHere() {
    lose("after", 1);
    Task task = stage.create(Edit.title("Milk"));
    await().until(() -> stage.probe().tasks(PushStage.ANNA).size() == 1);
    stage.probe().personCompletes(PushStage.ANNA, stage.remote(PushStage.ANNA).getString("id"));

    untilNothingIsOpen();

    assertThat(stage.find(task).content().status().wireName()).isEqualTo("completed");
    assertThat(stage.requests("create-task")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"true, after", "false, after", "true, before", "false, before"})
  void aTaskDeletedMeanwhileLeavesNothingThere(boolean soft, String phase) {
    lose(phase, 1);
    Task task = stage.create(Edit.title("Milk"));
    await().until(() -> listedOnce() == 1);
    stage.delete(task, soft);

    untilNothingIsOpen();

    assertThat(stage.probe().tasks(PushStage.ANNA)).isEmpty();
    assertThat(stage.requests("create-task")).hasSize(1);
    assertThat(OFFLINE.queued()).isZero();
  }

  @Test
  void anEditOfTheOrphanBringsADeletedTaskBack() {
    lose("after", 1);
    Task task = stage.create(Edit.title("Milk").and(TaskField.DESCRIPTION, "2 litres"));
    await().until(() -> listedOnce() == 1);
    stage.delete(task, true);
    String orphan = stage.remote(PushStage.ANNA).getString("id");
    stage.probe().personUpdates(PushStage.ANNA, orphan, new JsonObject().put("title", "Oat milk"));

    untilNothingIsOpen();

    assertThat(stage.find(task).content().title()).isEqualTo("Oat milk");
    assertThat(stage.find(task).content().status().wireName()).isEqualTo("active");
    assertThat(stage.remote(PushStage.ANNA).getString("id")).isEqualTo(orphan);
  }

  @Test
  void aTwinThatComesLateIsToldOfAndLeftAlone() {
    lose("before", 1);
    Task task = stage.create(Edit.title("Milk"));
    untilNothingIsOpen();
    assertThat(stage.query("SELECT 1 FROM create_intents WHERE watched_until > now()")).hasSize(1);
    JsonObject late =
        stage.probe().personCreates(PushStage.ANNA, new JsonObject().put("title", "Milk"));

    lose("after", 1);
    stage.create(Edit.title("Bread"));
    untilNothingIsOpen();

    assertThat(stage.probe().tasks(PushStage.ANNA)).as("nothing is deleted").hasSize(3);
    assertThat(
            stage.query(
                "SELECT remote #>> '{}' FROM conflicts WHERE rule = 'late_twin' AND task_id = $1",
                task.id()))
        .singleElement()
        .extracting(row -> row.getString(0))
        .isEqualTo(late.getString("id"));
    assertThat(stage.find(task).sync().openConflicts()).isEqualTo(1);
  }

  @Test
  void aListThatCannotBeReadDecidesNothing() {
    stage.probe().personCreatesProject(PushStage.ANNA, "Garden");
    lose("before", 1);
    stage.probe().fault("project-data", "empty", "before", 0);
    Task task = stage.create(Edit.title("Milk"));
    await().until(() -> stage.requests("project-data").size() > 2);

    makeTimePass();

    assertThat(stage.requests("create-task")).hasSize(1);
    assertThat(stage.find(task).sync().lastError().code()).isEqualTo("create_unconfirmed");
    stage.probe().clearFaults();
    untilNothingIsOpen();
    assertThat(stage.probe().tasks(PushStage.ANNA)).hasSize(1);
  }

  @Test
  void manyLostCreatesShareTheirListings() {
    int many = 60;
    lose("after", many);
    stage.probe().fault("batch-tasks", "reset", "after", many);
    for (int i = 0; i < many; i++) {
      stage.create(Edit.title("Task " + i));
    }

    untilNothingIsOpen();

    assertThat(stage.probe().tasks(PushStage.ANNA)).hasSize(many);
    assertThat(stage.probe().effects("task.created")).isEqualTo(many);
    assertThat(stage.requests("completed-tasks")).as("whole listings").hasSizeLessThan(many / 2);
  }

  @Test
  void aWorkerThatDiesWithACreateUnderWayLeavesItToBeFound() {
    stage.probe().fault("create-task", "hang", "after", 1);
    Task task = stage.create(Edit.title("Milk"));
    await().until(() -> stage.probe().held().size() == 1);
    stage.query(
        "UPDATE push_queue SET fence = nextval('push_fence'), lease_until = now(),"
            + " next_attempt_at = now()");
    stage.update(task, Edit.of(TaskField.PRIORITY, 5));

    untilNothingIsOpen();

    assertThat(stage.requests("create-task")).hasSize(1);
    assertThat(stage.remote(PushStage.ANNA).getInteger("priority")).isEqualTo(5);
  }

  private static void lose(String phase, int count) {
    stage.probe().fault("create-task", "reset", phase, count);
  }

  private static long listedOnce() {
    return stage
        .query("SELECT count(*) FROM create_intents WHERE listed_at IS NOT NULL")
        .get(0)
        .getLong(0);
  }

  private static void makeTimePass() {
    OFFLINE.makeTimePass();
  }

  private static void untilNothingIsOpen() {
    OFFLINE.untilNothingIsOpen();
  }
}
