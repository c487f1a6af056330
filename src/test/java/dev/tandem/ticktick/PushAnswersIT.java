package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
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
  void whatAPersonWroteBeforeAnUpdateIsSentOnceMoreIsMergedFirst() {
    Task task = stage.linked(Edit.title("Old"));
    stage.probe().fault("update-task", "empty", "before", 1);
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "get-task")
                .put("kind", "person")
                .put("phase", "before")
                .put("fields", new JsonObject().put("title", "Theirs")));

    SyncResult result = stage.updateAndPush(task, Edit.of(TaskField.PRIORITY, 5));

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(result.requests()).isEqualTo(3);
    assertThat(stage.find(task).content().title()).isEqualTo("Theirs");
    JsonObject remote = stage.remote(PushStage.ANNA);
    assertThat(remote.getString("title")).isEqualTo("Theirs");
    assertThat(remote.getInteger("priority")).isEqualTo(5);
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

    // Half an answer comes after the effect: who begins to wait after it may hear of the next look.
    if (!kind.equals("truncated") || result.outcome() != Outcome.SYNCED) {
      assertThat(result.outcome()).isEqualTo(Outcome.RETRYING);
    }
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

  /** A token of hers for each; TickTick counts her requests together. */
  @Test
  void theHiddenLimitConcernsAllWhoShareTheAccountAndIsLearntFrom() {
    long rate = stage.queue(stage.user()).budgetPerMinute();
    Task task = stage.linked(Edit.title("Old"));
    long other = stage.connect("tp_anna-token", null);
    Task others = stage.create(other, Edit.title("The other's"));
    assertThat(stage.push(others).outcome()).isEqualTo(Outcome.SYNCED);
    await()
        .until(
            () ->
                stage
                    .query("SELECT FROM ticktick_accounts WHERE remote_inbox_id IS NULL")
                    .isEmpty());
    stage.probe().faultStatus("update-task", 500, "{\"errorCode\":\"exceed_query_limit\"}", 1);

    stage.updateAndPush(task, Edit.of(TaskField.PRIORITY, 5));

    SyncResult result = stage.push(stage.update(others, Edit.title("More")), PushStage.TIMEOUT);
    assertThat(result.outcome()).isEqualTo(Outcome.PENDING);
    assertThat(stage.requests("update-task")).as("the other's is not sent").hasSize(1);
    assertThat(stage.account(other).pausedUntil()).isNotNull();
    assertThat(stage.queue(other).budgetPerMinute())
        .isBetween((int) (rate * 0.74), (int) (rate * 0.76));
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

  private static void awaitFailed() {
    await().atMost(Duration.ofSeconds(20)).until(() -> stage.queue(stage.user()).failed() == 1);
  }
}
