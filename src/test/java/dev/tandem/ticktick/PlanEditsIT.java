package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many changes of tasks at once (sync.md, Push 11). */
class PlanEditsIT {
  @RegisterExtension private static final PushStage stage = new PushStage();

  private final Offline offline = new Offline(stage);

  private List<Task> linked(int many) {
    return offline.linked(many, i -> Edit.title("Task " + i));
  }

  private static void prioritise(List<Task> tasks) {
    tasks.forEach(task -> stage.update(task, Edit.of(TaskField.PRIORITY, 5)));
  }

  private static JsonObject there(Task task) {
    return stage.probe().tasks(PushStage.ANNA).stream()
        .filter(twin -> twin.getString("id").equals(task.remoteId()))
        .findFirst()
        .orElseThrow();
  }

  private static JsonObject bodyFault(String route, int status, JsonObject body) {
    return new JsonObject()
        .put("route", route)
        .put("kind", "status")
        .put("status", status)
        .put("body", body)
        .put("count", 1);
  }

  @Test
  void fiveHundredEditsCostAtMostThirtyRequests() {
    List<Task> tasks = linked(500);
    for (int i = 0; i < tasks.size(); i++) {
      stage.update(tasks.get(i), Edit.of(TaskField.DESCRIPTION, "Text " + i));
    }

    int requests = offline.goesOnline();

    assertThat(requests).isLessThanOrEqualTo(30);
    for (int i = 0; i < tasks.size(); i += 50) {
      assertThat(there(tasks.get(i)).getString("content")).isEqualTo("Text " + i);
    }
    assertThat(stage.probe().tasks(PushStage.ANNA))
        .extracting(task -> task.getString("content"))
        .doesNotHaveDuplicates()
        .hasSize(500);
    assertThat(offline.unconfirmed()).isZero();
    assertThat(offline.unproven()).as("the list after the batch is the proof").isZero();
    assertThat(offline.conflicts()).isZero();
  }

  @Test
  void whatOneTaskIsToldInTheBatchIsNoOthers() {
    List<Task> tasks = linked(6);
    prioritise(tasks);
    stage.probe().fault("batch-tasks", "hang", "before", 1);
    stage.deploy();
    await().until(() -> stage.probe().held().size() == 1);
    stage.probe().personDeletes(PushStage.ANNA, tasks.get(2).remoteId());
    stage.probe().releaseAll();

    await().until(() -> offline.queued() == 1);

    Task deleted = stage.find(tasks.get(2));
    assertThat(deleted.sync().lastError().code()).isEqualTo("not_found");
    assertThat(stage.probe().tasks(PushStage.ANNA))
        .hasSize(5)
        .allSatisfy(task -> assertThat(task.getInteger("priority")).isEqualTo(5));
  }

  @Test
  void whatIsInNeitherMapIsLookedAtBeforeItIsSentAgain() {
    List<Task> tasks = linked(5);
    prioritise(tasks);
    stage
        .probe()
        .fault(
            bodyFault(
                "batch-tasks",
                200,
                new JsonObject()
                    .put("id2etag", new JsonObject())
                    .put("id2error", new JsonObject())));

    offline.goesOnline();

    assertThat(tasks).allSatisfy(task -> assertThat(priority(task)).isEqualTo(5));
    assertThat(stage.requests("batch-tasks")).hasSizeGreaterThanOrEqualTo(2);
  }

  private static int priority(Task task) {
    return there(task).getInteger("priority");
  }

  @ParameterizedTest
  @CsvSource({
    "reset, after",
    "reset, before",
    "truncated, after",
    "html, after",
    "empty, before",
    "latency, before"
  })
  void aBatchWhoseAnswerWasLostIsLookedFor(String kind, String phase) {
    List<Task> tasks = linked(10);
    prioritise(tasks);
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "batch-tasks")
                .put("kind", kind)
                .put("phase", phase)
                .put("millis", PushStage.TIMEOUT.toMillis() + 300)
                .put("count", 1));

    offline.goesOnline();

    assertThat(tasks).allSatisfy(task -> assertThat(priority(task)).isEqualTo(5));
    assertThat(offline.conflicts()).isZero();
  }

  @Test
  void onePoisonedEditKeepsNoOtherBack() {
    List<Task> tasks = linked(50);
    for (int i = 0; i < tasks.size(); i++) {
      stage.update(tasks.get(i), Edit.of(TaskField.DESCRIPTION, i == 31 ? "poison" : "Text " + i));
    }
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("path", "/open/v1/task/**")
                .put("method", "POST")
                .put("bodyContains", "poison")
                .put("kind", "status")
                .put("status", 500)
                .put("body", new JsonObject().put("errorCode", "unknown_exception"))
                .put("count", 0));
    stage.deploy();

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> stage.queue(stage.user()).failed() == 1 && offline.queued() == 1);

    assertThat(stage.find(tasks.get(31)).sync().lastError().code()).isEqualTo("unknown_exception");
    assertThat(stage.probe().tasks(PushStage.ANNA))
        .filteredOn(task -> task.getString("content", "").startsWith("Text"))
        .hasSize(49);
    assertThat(stage.requests("batch-tasks")).hasSizeLessThanOrEqualTo(2 + 2 * 6);
  }

  @Test
  void aPersonsEditOfAnotherFieldBeforeTheBatchIsMerged() {
    List<Task> tasks = linked(5);
    prioritise(tasks);
    stage.probe().fault("batch-tasks", "hang", "before", 1);
    stage.deploy();
    await().until(() -> stage.probe().held().size() == 1);
    stage
        .probe()
        .personUpdates(
            PushStage.ANNA, tasks.get(1).remoteId(), new JsonObject().put("title", "Theirs"));
    stage.probe().releaseAll();

    offline.untilNothingIsQueued();

    assertThat(stage.find(tasks.get(1)).content().title()).isEqualTo("Theirs");
    assertThat(priority(tasks.get(1))).isEqualTo(5);
    assertThat(there(tasks.get(1)).getString("title")).isEqualTo("Theirs");
  }

  @Test
  void aPersonsEditOfTheSameFieldAfterTheBatchIsAConflict() {
    List<Task> tasks = linked(5);
    prioritise(tasks);
    // The first listing comes before the batch.
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "project-data")
                .put("kind", "hang")
                .put("skip", 1)
                .put("count", 1));
    stage.deploy();
    await().until(() -> stage.probe().held().size() == 1);
    stage
        .probe()
        .personUpdates(
            PushStage.ANNA, tasks.get(1).remoteId(), new JsonObject().put("priority", 1));
    stage.probe().releaseAll();

    offline.untilNothingIsQueued();

    assertThat(
            stage.query(
                "SELECT field, local #>> '{}', remote #>> '{}' FROM conflicts WHERE task_id = $1",
                tasks.get(1).id()))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getString(0)).isEqualTo("ticktick_priority");
              assertThat(row.getString(1)).isEqualTo("5");
              assertThat(row.getString(2)).isEqualTo("1");
            });
    assertThat(stage.find(tasks.get(1)).content().priority()).isEqualTo(priority(tasks.get(1)));
  }

  @Test
  void aPersonsEditBeforeTheFirstListingIsMergedFirst() {
    List<Task> tasks = linked(5);
    prioritise(tasks);
    stage
        .probe()
        .personUpdates(
            PushStage.ANNA, tasks.get(1).remoteId(), new JsonObject().put("priority", 1));

    offline.goesOnline();

    assertThat(offline.conflicts()).isEqualTo(1);
    assertThat(priority(tasks.get(0))).isEqualTo(5);
    assertThat(stage.find(tasks.get(1)).content().priority()).isEqualTo(priority(tasks.get(1)));
  }

  @Test
  void aSecondListingThatFailsLeavesTheLinksUnconfirmed() {
    List<Task> tasks = linked(5);
    prioritise(tasks);
    stage.probe().fault(bodyFault("project-data", 503, new JsonObject()).put("skip", 1));

    offline.goesOnline();

    assertThat(offline.unconfirmed()).isEqualTo(5);
    assertThat(offline.unproven()).isEqualTo(5);
    assertThat(tasks).allSatisfy(task -> assertThat(priority(task)).isEqualTo(5));
    assertThat(stage.requests("batch-tasks")).hasSize(2);
  }

  @Test
  void aListingThatIsBehindIsReadOnceMore() {
    List<Task> tasks = linked(5);
    prioritise(tasks);
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "project-data")
                .put("kind", "stale")
                .put("skip", 1)
                .put("count", 1));

    offline.goesOnline();

    assertThat(offline.unconfirmed()).isZero();
    assertThat(offline.conflicts()).isZero();
    assertThat(tasks).allSatisfy(task -> assertThat(priority(task)).isEqualTo(5));
  }

  @Test
  void deletesAndCompletionsGoWithTheOthers() {
    List<Task> tasks = linked(12);
    prioritise(tasks.subList(0, 4));
    tasks.subList(4, 8).forEach(task -> stage.delete(task, true));
    tasks
        .subList(8, 12)
        .forEach(task -> stage.update(task, Edit.of(TaskField.STATUS, TaskStatus.COMPLETED)));

    int requests = offline.goesOnline();

    assertThat(stage.probe().tasks(PushStage.ANNA)).hasSize(4);
    assertThat(stage.probe().tasks(PushStage.ANNA, "trashed")).hasSize(4);
    assertThat(stage.probe().tasks(PushStage.ANNA, "completed")).hasSize(4);
    assertThat(stage.requests("complete-tasks")).hasSize(1);
    assertThat(stage.requests("complete-task")).isEmpty();
    assertThat(stage.requests("delete-task")).hasSize(4);
    assertThat(requests).isLessThanOrEqualTo(9);
  }

  @Test
  void aCompletionThatIsNotNamedIsMadeAlone() {
    List<Task> tasks = linked(4);
    tasks.forEach(task -> stage.update(task, Edit.of(TaskField.STATUS, TaskStatus.COMPLETED)));
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "complete-tasks")
                .put("kind", "status")
                .put("status", 200)
                .put("body", "[]")
                .put("contentType", "application/json")
                .put("count", 1));

    offline.goesOnline();

    assertThat(stage.probe().tasks(PushStage.ANNA, "completed")).hasSize(4);
    assertThat(stage.requests("complete-task")).hasSize(4);
  }

  @Test
  void recurringTasksAreCompletedOneByOneAndOnce() {
    Instant due = Instant.parse("2026-12-01T10:00:00Z");
    List<Task> tasks =
        offline.linked(
            4,
            i ->
                Edit.title("Daily " + i)
                    .and(TaskField.DUE_DATE, due)
                    .and(TaskField.REPEAT_FLAG, "RRULE:FREQ=DAILY;INTERVAL=1"));
    tasks.forEach(task -> stage.update(task, Edit.of(TaskField.STATUS, TaskStatus.COMPLETED)));

    offline.goesOnline();

    assertThat(stage.requests("complete-tasks")).isEmpty();
    assertThat(stage.requests("complete-task")).hasSize(4);
    assertThat(stage.probe().tasks(PushStage.ANNA))
        .hasSize(4)
        .allSatisfy(
            task -> assertThat(task.getString("dueDate")).startsWith("2026-12-02T10:00:00"));
  }

  @Test
  void tasksMoveTogether() {
    String garden = stage.probe().personCreatesProject(PushStage.ANNA, "Garden").getString("id");
    stage.sweep(Duration.ofSeconds(5));
    long project =
        stage.query("SELECT id FROM projects WHERE remote_id = $1", garden).get(0).getLong(0);
    List<Task> tasks = linked(6);
    tasks.forEach(
        task -> stage.update(task, Edit.of(TaskField.PROJECT, project).and(TaskField.PRIORITY, 3)));

    int requests = offline.goesOnline();

    assertThat(stage.probe().tasks(PushStage.ANNA))
        .hasSize(6)
        .allSatisfy(
            task -> {
              assertThat(task.getString("projectId")).isEqualTo(garden);
              assertThat(task.getInteger("priority")).isEqualTo(3);
            });
    assertThat(stage.requests("move-tasks")).hasSize(1);
    assertThat(offline.unproven()).isZero();
    assertThat(requests).isLessThanOrEqualTo(7);
  }

  @Test
  void whoWaitsIsNotHeldUpByARun() {
    List<Task> tasks = linked(108);
    prioritise(tasks.subList(0, 100));
    stage.probe().fault("batch-tasks", "hang", "before", 1);
    stage.deploy();
    await().until(() -> stage.probe().held().size() == 1);

    List<Future<?>> waiting = new ArrayList<>();
    for (Task task : tasks.subList(100, 108)) {
      waiting.add(
          stage
              .pushing(stage.update(task, Edit.title("Mine")), Duration.ofSeconds(5))
              .onSuccess(result -> assertThat(result.outcome()).isEqualTo(Outcome.SYNCED)));
    }
    PushStage.get(Future.all(waiting));

    assertThat(stage.probe().held()).as("the run is still under way").hasSize(1);
    stage.probe().releaseAll();
    offline.untilNothingIsQueued();
  }

  @Test
  void rowsThatAreLostMeanwhileAreNotSent() {
    List<Task> tasks = linked(6);
    prioritise(tasks);
    stage.probe().fault("project-data", "hang", "before", 1);
    stage.deploy();
    await().until(() -> stage.probe().held().size() == 1);
    // As if another node had them, for a while.
    stage.query(
        "UPDATE push_queue SET fence = nextval('push_fence'), lease_owner = 'another',"
            + " lease_until = now() + interval '2 seconds',"
            + " next_attempt_at = now() + interval '2 seconds' WHERE entity_id = ANY ($1)",
        (Object) tasks.subList(0, 3).stream().map(Task::id).toArray(Long[]::new));
    stage.probe().releaseAll();
    await().until(() -> offline.queued() == 3);

    assertThat(stage.probe().tasks(PushStage.ANNA))
        .filteredOn(task -> task.getInteger("priority") == 5)
        .hasSize(3);
    offline.untilNothingIsQueued();
    assertThat(stage.probe().tasks(PushStage.ANNA))
        .allSatisfy(task -> assertThat(task.getInteger("priority")).isEqualTo(5));
  }

  /** The grant waits for the account's lock; then the account is another one. */
  @Test
  void rowsWhoseClaimsEndWhileTheirGrantWaitsAreNotSent() {
    List<Task> tasks = linked(6);
    prioritise(tasks);
    int before = stage.requests("batch-tasks").size();
    stage.probe().fault("project-data", "hang", "before", 1);
    stage.deploy();
    await().until(() -> stage.probe().held().size() == 1);
    SqlConnection connection = PushStage.get(stage.pool().getConnection());
    Transaction change = PushStage.get(connection.begin());
    run(connection, "SELECT FROM ticktick_accounts WHERE user_id = $1 FOR NO KEY UPDATE");
    stage.probe().releaseAll();
    await().until(PlanEditsIT::aGrantWaits);

    run(connection, "UPDATE ticktick_accounts SET generation = generation + 1 WHERE user_id = $1");
    run(
        connection,
        "UPDATE push_queue SET fence = NULL, lease_owner = NULL, lease_until = NULL,"
            + " next_attempt_at = now() + interval '1 hour' WHERE user_id = $1");
    PushStage.get(change.commit());
    PushStage.get(connection.close());
    stage.undeploy();

    assertThat(stage.requests("batch-tasks")).hasSize(before);
    assertThat(offline.queued()).isEqualTo(6);
  }

  private static void run(SqlConnection connection, String sql) {
    PushStage.get(connection.preparedQuery(sql).execute(Tuple.of(stage.user())));
  }

  private static boolean aGrantWaits() {
    return !stage
        .query(
            "SELECT FROM pg_stat_activity WHERE datname = current_database()"
                + " AND wait_event_type = 'Lock'")
        .isEmpty();
  }
}
