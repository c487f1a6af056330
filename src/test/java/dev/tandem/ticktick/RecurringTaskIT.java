package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.SyncError;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskStatus;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** TickTick moves a recurring task on instead of completing it (ticktick-api.md, 3.4). */
class RecurringTaskIT {
  private static final Instant FIRST = Instant.parse("2026-12-01T09:00:00Z");
  private static final Instant SECOND = Instant.parse("2026-12-02T09:00:00Z");

  @RegisterExtension private static final PushStage stage = new PushStage();

  @Test
  void aCompletionLeavesTheTaskActiveAtItsNextDates() {
    Task task = daily("RRULE:FREQ=DAILY;INTERVAL=1");

    SyncResult result = complete(task);

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(result.requests()).as("a look, the completion, a look").isEqualTo(3);
    assertAtSecondOccurrence(task);
    assertThat(occurrences()).isEqualTo(1);
  }

  @Test
  void anOccurrenceThatWasCompletedThereTooIsNotCompletedAgain() {
    Task task = daily("RRULE:FREQ=DAILY;INTERVAL=1");
    stage.probe().personCompletes(PushStage.ANNA, task.remoteId());

    SyncResult result = complete(task);

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(stage.requests("complete-task")).isEmpty();
    assertAtSecondOccurrence(task);
    assertThat(occurrences()).isEqualTo(1);
    assertThat(new Twin(stage, task).conflicts()).isEmpty();
  }

  @Test
  void datesChangedHereOfAnOccurrenceThatIsOverThereAreLogged() {
    Task task = daily("RRULE:FREQ=DAILY;INTERVAL=1");
    stage.probe().personCompletes(PushStage.ANNA, task.remoteId());
    new Twin(stage, task).longUnseen();

    stage.updateAndPush(
        task,
        Edit.of(TaskField.STATUS, TaskStatus.COMPLETED)
            .and(TaskField.DUE_DATE, Instant.parse("2026-12-01T11:00:00Z")));

    assertAtSecondOccurrence(task);
    assertThat(new Twin(stage, task).conflicts())
        .singleElement()
        .satisfies(
            conflict -> {
              assertThat(conflict.getString(0)).isEqualTo("due_date");
              assertThat(conflict.getString(2)).isEqualTo("occurrence");
              assertThat(((JsonObject) conflict.getValue(4)).getString("due_date"))
                  .isEqualTo("2026-12-01T11:00:00Z");
            });
  }

  @Test
  void aCompletionWhoseAnswerWasLostIsNotMadeTwice() {
    Task task = daily("RRULE:FREQ=DAILY;INTERVAL=1");
    stage.probe().fault("complete-task", "reset", "after", 1);

    complete(task);
    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(stage.requests("complete-task")).hasSize(1);
    assertAtSecondOccurrence(task);
    assertThat(new Twin(stage, task).link("watch")).isNull();
  }

  @Test
  void aCompletionIsNotMadeTwiceAlthoughTheLookAfterItWasLost() {
    Task task = daily("RRULE:FREQ=DAILY;INTERVAL=1");
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "get-task")
                .put("kind", "status")
                .put("skip", 1)
                .put("count", 2));

    complete(task);
    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(stage.requests("complete-task")).hasSize(1);
    assertAtSecondOccurrence(task);
  }

  @Test
  void aLookThatLagsBehindTheCompletionIsRepeated() {
    Task task = daily("RRULE:FREQ=DAILY;INTERVAL=1");
    stage
        .probe()
        .fault(new JsonObject().put("route", "get-task").put("kind", "stale").put("skip", 1));

    SyncResult result = complete(task);

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(result.requests()).isEqualTo(4);
    assertThat(stage.requests("complete-task")).hasSize(1);
    assertAtSecondOccurrence(task);
  }

  /** It may still be on its way: sent again, it would complete the next occurrence too. */
  @Test
  void aCompletionThatWasLostOnItsWayIsHeldBackForAMinute() {
    Task task = daily("RRULE:FREQ=DAILY;INTERVAL=1");
    stage.probe().fault("complete-task", "reset", "before", 1);

    complete(task);
    await().until(() -> isHeldBack(task));
    assertThat(stage.requests("complete-task")).hasSize(1);
    assertThat(stage.find(task).sync().attempts()).isZero();
    assertThat(stage.find(task).sync().nextAttemptAt())
        .isAfter(stage.find(task).modifiedAt().plusSeconds(50));

    endTheWatch();

    assertThat(stage.requests("complete-task")).hasSize(2);
    assertThat(occurrences()).isEqualTo(1);
    assertAtSecondOccurrence(task);
  }

  @Test
  void itIsStillHeldBackAfterAnUpdateWasLostToo() {
    Task task = daily("RRULE:FREQ=DAILY;INTERVAL=1");
    stage.probe().fault("complete-task", "reset", "before", 1);
    complete(task);
    await().until(() -> isHeldBack(task));

    stage.probe().fault("update-task", "reset", "before", 1);
    stage.update(task, Edit.title("Water all the plants"));
    await()
        .until(
            () ->
                stage.remote(PushStage.ANNA).getString("title").equals("Water all the plants")
                    && isHeldBack(task));

    assertThat(stage.requests("complete-task")).hasSize(1);
    endTheWatch();
    assertAtSecondOccurrence(task);
  }

  @Test
  void aCompletionThatArrivesWhileItIsHeldBackIsTheOne() {
    Task task = daily("RRULE:FREQ=DAILY;INTERVAL=1");
    stage.probe().fault("complete-task", "reset", "before", 1);
    complete(task);
    await().until(() -> isHeldBack(task));

    stage.probe().personCompletes(PushStage.ANNA, task.remoteId());
    stage.query("UPDATE push_queue SET next_attempt_at = now()");
    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(stage.requests("complete-task")).hasSize(1);
    assertAtSecondOccurrence(task);
  }

  @Test
  void theLastOccurrenceCompletesTheTask() {
    Task task = daily("RRULE:FREQ=DAILY;COUNT=2");

    complete(task);
    assertAtSecondOccurrence(task);
    assertThat(stage.find(task).content().repeatFlag()).contains("COUNT=1");
    SyncResult last = complete(stage.find(task));

    assertThat(last.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(stage.find(task).content().status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(stage.find(task).content().dueDate()).isEqualTo(SECOND);
    assertThat(stage.probe().tasks(PushStage.ANNA)).isEmpty();
    assertThat(stage.queue(stage.user()).open()).isZero();
  }

  private static Task daily(String rule) {
    return stage.linked(
        Edit.title("Water the plants")
            .and(TaskField.DUE_DATE, FIRST)
            .and(TaskField.START_DATE, FIRST)
            .and(TaskField.TIME_ZONE, "Europe/Rome")
            .and(TaskField.REPEAT_FLAG, rule));
  }

  private static SyncResult complete(Task task) {
    return stage.updateAndPush(task, Edit.of(TaskField.STATUS, TaskStatus.COMPLETED));
  }

  private static void endTheWatch() {
    stage.query(
        "UPDATE links SET watch = jsonb_set(watch, '{until}', to_jsonb(now() - interval '1 s'))");
    stage.query("UPDATE push_queue SET next_attempt_at = now()");
    await().until(() -> stage.queue(stage.user()).open() == 0);
  }

  private static boolean isHeldBack(Task task) {
    SyncError error = stage.find(task).sync().lastError();
    return error != null && error.code().equals("completion_pending");
  }

  private static int occurrences() {
    return stage.probe().tasks(PushStage.ANNA, "completed").size();
  }

  private static void assertAtSecondOccurrence(Task task) {
    Task now = stage.find(task);
    assertThat(now.content().status()).isEqualTo(TaskStatus.ACTIVE);
    assertThat(now.content().dueDate()).isEqualTo(SECOND);
    assertThat(now.content().startDate()).isEqualTo(SECOND);
    assertThat(stage.remote(PushStage.ANNA).getString("dueDate"))
        .isEqualTo("2026-12-02T09:00:00.000+0000");
    assertThat(stage.queue(stage.user()).open()).isZero();
  }
}
