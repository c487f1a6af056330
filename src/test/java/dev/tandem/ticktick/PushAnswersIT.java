package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskStatus;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of verdicts at the socket: what TickTick answers, and what becomes of the change. */
class PushAnswersIT {
  @RegisterExtension private static final PushStage stage = new PushStage();

  @Test
  void anEmptyAnswerIsReadAgainAndTheUpdateSentOnceMoreWithTitle() {
    Task task = stage.linked(Edit.title("Old"));
    stage.probe().fault("update-task", "empty", "before", 1);

    SyncResult result = stage.updateAndPush(task, Edit.of(TaskField.PRIORITY, 5));

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(result.requests()).isEqualTo(3);
    assertThat(stage.remote(PushStage.ANNA).getInteger("priority")).isEqualTo(5);
  }

  @Test
  void anEmptyAnswerToAnAppliedUpdateSettlesIt() {
    Task task = stage.linked(Edit.title("Old"));
    stage.probe().fault("update-task", "empty", "after", 1);

    SyncResult result = stage.updateAndPush(task, Edit.of(TaskField.PRIORITY, 5));

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(result.requests()).isEqualTo(2);
    assertThat(stage.requests("update-task")).hasSize(1);
  }

  @Test
  void anUpdateThatIsNeverAppliedIsCounted() {
    Task task = stage.linked(Edit.title("Old"));
    stage.probe().fault("update-task", "empty", "before", 0);

    SyncResult result = stage.updateAndPush(task, Edit.of(TaskField.PRIORITY, 5));

    assertThat(result.outcome()).isEqualTo(Outcome.RETRYING);
    assertThat(result.error().code()).isEqualTo("not_applied");
    assertThat(result.attempts()).as("the next attempt is not far").isBetween(1, 2);
    awaitFailed();
  }

  @Test
  void anUpdateOfATaskThatWasMovedAwayIsNotLost() {
    JsonObject list = stage.probe().personCreatesProject(PushStage.ANNA, "Garden");
    Task task = stage.linked(Edit.title("Old"));
    stage.probe().personMoves(PushStage.ANNA, task.remoteId(), list.getString("id"));

    SyncResult result = stage.updateAndPush(task, Edit.of(TaskField.PRIORITY, 5));

    assertThat(result.outcome()).isEqualTo(Outcome.PENDING);
    assertThat(result.error().code()).isEqualTo("not_found");
    assertThat(stage.find(task).content().priority()).isEqualTo(5);
    assertThat(stage.queue(stage.user()).open()).isEqualTo(1);
  }

  @Test
  void notFoundIsPostponedAndNeverCounted() {
    Task task = stage.linked(Edit.title("Old"));
    stage.probe().faultStatus("update-task", 404, "", PushStage.ATTEMPTS + 1);

    SyncResult first = stage.updateAndPush(task, Edit.of(TaskField.PRIORITY, 5));

    assertThat(first.outcome()).isEqualTo(Outcome.PENDING);
    assertThat(first.error().code()).isEqualTo("not_found");
    assertThat(stage.find(task).sync().lastError().detail()).contains("no longer has the task");
    await().until(() -> stage.queue(stage.user()).open() == 0);
    assertThat(stage.remote(PushStage.ANNA).getInteger("priority")).isEqualTo(5);
  }

  @Test
  void forbiddenIsADeadLetterAtOnce() {
    Task task = stage.linked(Edit.title("Old"));
    stage.probe().faultStatus("update-task", 403, "", 1);

    SyncResult result = stage.updateAndPush(task, Edit.of(TaskField.PRIORITY, 5));

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error().code()).isEqualTo("forbidden");
    assertThat(stage.push(task).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(stage.requests("update-task")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"400, '', http_400", "500, unknown_exception, unknown_exception"})
  void whatIsAboutTheChangeIsCountedAndEndsAsADeadLetter(int status, String code, String told) {
    Task task = stage.linked(Edit.title("Old"));
    String body = code.isEmpty() ? "" : new JsonObject().put("errorCode", code).encode();
    stage.probe().faultStatus("update-task", status, body, 0);

    SyncResult first = stage.updateAndPush(task, Edit.of(TaskField.PRIORITY, 5));

    assertThat(first.outcome()).isEqualTo(Outcome.RETRYING);
    assertThat(first.attempts()).as("the next attempt is not far").isBetween(1, 2);
    assertThat(first.error().code()).isEqualTo(told);
    awaitFailed();
    assertThat(stage.requests("update-task")).hasSize(PushStage.ATTEMPTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"html", "truncated", "reset", "status", "latency"})
  void outagesAreNotCountedAndEndByThemselves(String kind) {
    Task task = stage.linked(Edit.title("Old"));
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "update-task")
                .put("kind", kind)
                .put("millis", PushStage.TIMEOUT.toMillis() + 500)
                .put("count", kind.equals("latency") ? 1 : PushStage.ATTEMPTS + 1));

    SyncResult result = stage.updateAndPush(task, Edit.of(TaskField.PRIORITY, 5));

    assertThat(result.outcome()).isEqualTo(Outcome.RETRYING);
    assertThat(result.attempts()).isZero();
    await().atMost(Duration.ofSeconds(20)).until(() -> stage.queue(stage.user()).open() == 0);
    assertThat(stage.remote(PushStage.ANNA).getInteger("priority")).isEqualTo(5);
  }

  @Test
  void aRowThatFailsWhileOthersSucceedIsCounted() {
    stage.probe().rateLimits(false);
    Task bad = stage.linked(Edit.title("Bad"));
    Task good = stage.linked(Edit.title("Good"));
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "update-task")
                .put("bodyContains", "Bad changed")
                .put("kind", "reset")
                .put("count", 0));
    stage.update(bad, Edit.title("Bad changed"));

    for (int i = 0; stage.queue(stage.user()).failed() == 0; i++) {
      assertThat(i).as("successes of the other row").isLessThan(2_000);
      SyncResult result = stage.updateAndPush(good, Edit.title("Good " + i));
      assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.SYNCED);
    }

    assertThat(stage.find(bad).sync().lastError().code()).isEqualTo("connection_lost");
  }

  @Test
  void theHiddenLimitPausesTheAccountForAMinute() {
    Task task = stage.linked(Edit.title("Old"));
    stage.probe().faultStatus("update-task", 500, "{\"errorCode\":\"exceed_query_limit\"}", 1);

    SyncResult result = stage.updateAndPush(task, Edit.of(TaskField.PRIORITY, 5));

    assertThat(result.outcome()).isEqualTo(Outcome.PENDING);
    assertThat(result.attempts()).isZero();
    assertThat(result.error().code()).isEqualTo("exceed_query_limit");
    assertThat(stage.account(stage.user()).pausedUntil())
        .isBetween(Instant.now().plusSeconds(50), Instant.now().plusSeconds(80));
    assertThat(stage.updateAndPush(task, Edit.title("More")).outcome()).isEqualTo(Outcome.PENDING);
    assertThat(stage.requests("update-task")).hasSize(1);
  }

  @Test
  void retryAfterIsObeyed() {
    Task task = stage.linked(Edit.title("Old"));
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "update-task")
                .put("kind", "throttled")
                .put("retryAfter", 1)
                .put("count", 1));

    SyncResult result = stage.updateAndPush(task, Edit.of(TaskField.PRIORITY, 5));

    assertThat(result.outcome()).isEqualTo(Outcome.PENDING);
    await().until(() -> stage.queue(stage.user()).open() == 0);
    assertThat(stage.remote(PushStage.ANNA).getInteger("priority")).isEqualTo(5);
  }

  @Test
  void aMoveIsAMove() {
    Task task = stage.linked(Edit.title("To move"));
    long list = list("Garden");

    SyncResult result = stage.updateAndPush(task, Edit.of(TaskField.PROJECT, list));

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(stage.requests("move-tasks")).hasSize(1);
    assertThat(stage.requests("update-task")).isEmpty();
    assertThat(stage.remote(PushStage.ANNA).getString("projectId"))
        .isEqualTo(stage.find(task).remoteProjectId());
    assertThat(stage.updateAndPush(task, Edit.title("Moved")).outcome())
        .as("the link names the new list")
        .isEqualTo(Outcome.SYNCED);
    assertThat(stage.updateAndPush(task, Edit.of(TaskField.PROJECT, null)).outcome())
        .as("back to the Inbox")
        .isEqualTo(Outcome.SYNCED);
    assertThat(stage.remote(PushStage.ANNA).getString("projectId")).startsWith("inbox");
  }

  @Test
  void aMoveThatNamesNoTaskIsLookedForAtItsDestination() {
    Task task = stage.linked(Edit.title("To move"));
    long list = list("Garden");
    stage.probe().fault("move-tasks", "empty", "after", 1);

    SyncResult result = stage.updateAndPush(task, Edit.of(TaskField.PROJECT, list));

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(result.requests()).isEqualTo(2);
  }

  @Test
  void aMoveThatDidNotHappenIsTriedAgain() {
    Task task = stage.linked(Edit.title("To move"));
    long list = list("Garden");
    stage.probe().faultStatus("move-tasks", 200, "[]", 1);

    SyncResult result = stage.updateAndPush(task, Edit.of(TaskField.PROJECT, list));

    assertThat(result.outcome()).isEqualTo(Outcome.RETRYING);
    assertThat(result.error().code()).isEqualTo("not_applied");
    await().until(() -> stage.queue(stage.user()).open() == 0);
    assertThat(stage.requests("move-tasks")).hasSize(2);
  }

  @Test
  void severalChangesGoMoveThenUpdateThenComplete() {
    Task task = stage.linked(Edit.title("All at once"));
    long list = list("Garden");
    int before = stage.probe().ledger().size();

    SyncResult result =
        stage.updateAndPush(
            task,
            Edit.title("Done")
                .and(TaskField.PROJECT, list)
                .and(TaskField.STATUS, TaskStatus.COMPLETED));

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(result.pushedFields()).containsExactly("project_id", "status", "title");
    assertThat(result.requests()).isEqualTo(4);
    assertThat(stage.probe().ledger().subList(before, before + 4))
        .extracting(request -> request.getString("route"))
        .as("a move shows nothing, so that the twin is looked at once")
        .containsExactly("move-tasks", "get-task", "update-task", "complete-task");
  }

  @Test
  void aTaskThatIsCompletedBeforeItWasCreatedIsCreatedAndCompleted() {
    Task task = stage.create(Edit.title("Done").and(TaskField.STATUS, TaskStatus.COMPLETED));

    assertThat(stage.push(task).outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(stage.probe().tasks(PushStage.ANNA, "completed")).hasSize(1);
  }

  @Test
  void aTaskIsCreatedInItsList() {
    long list = list("Garden");

    Task task = stage.linked(Edit.title("Weeds").and(TaskField.PROJECT, list));

    assertThat(stage.remote(PushStage.ANNA).getString("projectId"))
        .isEqualTo(task.remoteProjectId())
        .doesNotStartWith("inbox");
  }

  @Test
  void aSubtaskNamesItsParentOnceThatIsThere() {
    Task parent = stage.create(Edit.title("Parent"));
    Task child = stage.create(Edit.title("Child").and(TaskField.PARENT, parent.id()));

    await().until(() -> stage.queue(stage.user()).open() == 0);

    String parentId = stage.find(parent).remoteId();
    assertThat(stage.probe().tasks(PushStage.ANNA))
        .filteredOn(remote -> remote.getString("id").equals(stage.find(child).remoteId()))
        .singleElement()
        .extracting(remote -> remote.getString("parentId"))
        .isEqualTo(parentId);
  }

  private static long list(String name) {
    stage.probe().personCreatesProject(PushStage.ANNA, name);
    stage.sweep(Duration.ofSeconds(5));
    return stage.query("SELECT id FROM projects WHERE name = $1", name).get(0).getLong(0);
  }

  private static void awaitFailed() {
    await().atMost(Duration.ofSeconds(20)).until(() -> stage.queue(stage.user()).failed() == 1);
  }
}
