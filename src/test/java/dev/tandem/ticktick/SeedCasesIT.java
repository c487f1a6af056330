package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the first version of this system did when it pushed, by the names of its cases. */
class SeedCasesIT {
  @RegisterExtension private static final PushStage stage = new PushStage();

  @Test
  void update() {
    Task task = stage.linked(Edit.title("Old title"));
    int updates = stage.requests("update-task").size();

    SyncResult result =
        stage.updateAndPush(
            task,
            Edit.title("Updated Task Title")
                .and(TaskField.DESCRIPTION, "Updated description")
                .and(TaskField.PRIORITY, 5));

    assertThat(stage.requests("update-task")).hasSize(updates + 1);
    JsonObject remote = stage.remote(PushStage.ANNA);
    assertThat(remote.getString("title")).isEqualTo("Updated Task Title");
    assertThat(remote.getString("content")).isEqualTo("Updated description");
    assertThat(remote.getInteger("priority")).isEqualTo(5);
    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(result.operation()).isEqualTo(Operation.UPDATE);
    assertThat(result.remoteId()).isEqualTo(remote.getString("id"));
    assertThat(result.pushedFields()).containsExactly("description", "ticktick_priority", "title");
    assertThat(result.requests()).isEqualTo(1);
    assertThat(stage.find(task).syncedAt()).isNotNull();
    assertThat(stage.find(task).sync().hasPendingChanges()).isFalse();
  }

  @Test
  void updateWith401() {
    JsonObject tokens = stage.probe().issueToken(PushStage.ANNA, true);
    stage.probe().quirk("refreshTokens", true);
    stage.connect(
        stage.user(), tokens.getString("access_token"), tokens.getString("refresh_token"));
    Task task = stage.linked(Edit.title("Old title"));
    stage.probe().expireToken(PushStage.ANNA);
    int updates = stage.requests("update-task").size();

    SyncResult result = stage.updateAndPush(task, Edit.title("Updated Task Title"));

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(stage.probe().effects("token.refreshed")).isEqualTo(1);
    assertThat(stage.requests("update-task")).hasSize(updates + 2);
    assertThat(stage.query("SELECT generation FROM ticktick_accounts").get(0).getLong(0))
        .as("the new pair is stored over the one of the second connection")
        .isEqualTo(3);
    assertThat(stage.remote(PushStage.ANNA).getString("title")).isEqualTo("Updated Task Title");
  }

  @Test
  void create() {
    Task task =
        stage.create(
            Edit.title("New Task")
                .and(TaskField.DESCRIPTION, "Task description")
                .and(TaskField.PRIORITY, 3));

    SyncResult result = stage.push(task);

    JsonObject remote = stage.remote(PushStage.ANNA);
    assertThat(remote.getString("title")).isEqualTo("New Task");
    assertThat(remote.getString("content")).isEqualTo("Task description");
    assertThat(remote.getInteger("priority")).isEqualTo(3);
    assertThat(result.operation()).isEqualTo(Operation.CREATE);
    assertThat(result.remoteId()).isEqualTo(remote.getString("id"));
    assertThat(stage.find(task).remoteId()).isEqualTo(remote.getString("id"));
    assertThat(stage.requests("create-task")).hasSize(1);
    await().until(() -> "inbox115781412".equals(stage.account(stage.user()).identity().inboxId()));
  }

  @Test
  void delete() {
    Task task = stage.linked(Edit.title("To go"));
    JsonObject remote = stage.remote(PushStage.ANNA);

    stage.delete(task, false);
    SyncResult result = stage.push(task);

    assertThat(stage.requests("delete-task"))
        .singleElement()
        .extracting(request -> request.getString("path"))
        .isEqualTo(
            "/open/v1/project/"
                + remote.getString("projectId")
                + "/task/"
                + remote.getString("id"));
    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(result.operation()).isEqualTo(Operation.DELETE);
    assertThat(stage.probe().tasks(PushStage.ANNA)).isEmpty();
    await().until(() -> stage.queue(stage.user()).open() == 0);
  }

  @Test
  void shouldSync() {
    Task task = stage.linked(Edit.title("In step"));
    int before = stage.probe().ledger().size();

    SyncResult unchanged = stage.push(task);
    SyncResult changed = stage.updateAndPush(task, Edit.title("Changed"));

    assertThat(unchanged.outcome()).isEqualTo(Outcome.SKIPPED);
    assertThat(changed.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(stage.probe().ledger()).hasSize(before + 1);
  }

  /** Fault 3: without id and list TickTick changes nothing and answers 200. */
  @Test
  void anUpdateNamesIdAndList() {
    JsonObject list = stage.probe().personCreatesProject(PushStage.ANNA, "Garden");
    Task task = stage.linked(Edit.title("Old title"));
    JsonObject remote = stage.remote(PushStage.ANNA);

    SyncResult result = stage.updateAndPush(task, Edit.title("New title"));

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(stage.remote(PushStage.ANNA).getString("title")).isEqualTo("New title");
    assertThat(remote.getString("projectId")).isNotEqualTo(list.getString("id"));
  }

  /** Fault 4: these were never pushed, and yet marked as synced. */
  @Test
  void whatIsClearedIsClearedThere() {
    Task task =
        stage.linked(
            Edit.title("Full")
                .and(TaskField.DUE_DATE, Instant.parse("2026-12-01T09:00:00Z"))
                .and(TaskField.TIME_ZONE, "Europe/Rome")
                .and(TaskField.REPEAT_FLAG, "RRULE:FREQ=DAILY;INTERVAL=1")
                .and(TaskField.REMINDERS, List.of("TRIGGER:PT0S"))
                .and(TaskField.TAGS, List.of("Home")));
    JsonObject before = stage.remote(PushStage.ANNA);
    assertThat(before.getString("dueDate")).isEqualTo("2026-12-01T09:00:00.000+0000");
    assertThat(before.getString("repeatFlag")).isEqualTo("RRULE:FREQ=DAILY;INTERVAL=1");
    assertThat(before.getJsonArray("reminders")).isEqualTo(new JsonArray().add("TRIGGER:PT0S"));
    assertThat(before.getJsonArray("tags")).isEqualTo(new JsonArray().add("home"));

    SyncResult result =
        stage.updateAndPush(
            task,
            Edit.of(TaskField.DUE_DATE, null)
                .and(TaskField.REPEAT_FLAG, null)
                .and(TaskField.REMINDERS, List.of())
                .and(TaskField.TAGS, List.of()));

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    JsonObject after = stage.remote(PushStage.ANNA);
    assertThat(after.getString("dueDate")).isNull();
    assertThat(after.getString("startDate")).isNull();
    assertThat(after.getString("repeatFlag", "")).isEmpty();
    assertThat(after.getJsonArray("reminders", new JsonArray())).isEmpty();
    assertThat(after.getJsonArray("tags", new JsonArray())).isEmpty();
  }

  /** Fault 4. */
  @Test
  void completionReopeningAndAbandoningArePushed() {
    Task task = stage.linked(Edit.title("To do"));

    SyncResult completed = stage.updateAndPush(task, status(TaskStatus.COMPLETED));
    assertThat(completed.operation()).isEqualTo(Operation.COMPLETE);
    assertThat(stage.probe().tasks(PushStage.ANNA, "completed")).hasSize(1);

    stage.updateAndPush(task, status(TaskStatus.ACTIVE));
    assertThat(stage.probe().tasks(PushStage.ANNA)).hasSize(1);

    stage.updateAndPush(task, status(TaskStatus.ABANDONED));
    assertThat(stage.probe().tasks(PushStage.ANNA, "abandoned")).hasSize(1);
  }

  /** Fault 5: a failed push was forgotten, and the next success cleared "pending". */
  @Test
  void aFailedPushIsNotForgotten() {
    Task first = stage.linked(Edit.title("First"));
    Task second = stage.linked(Edit.title("Second"));
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "update-task")
                .put("bodyContains", "First changed")
                .put("kind", "status")
                .put("status", 500)
                .put("body", new JsonObject().put("errorCode", "unknown_exception"))
                .put("count", 2));

    SyncResult failed = stage.updateAndPush(first, Edit.title("First changed"));
    SyncResult other = stage.updateAndPush(second, Edit.title("Second changed"));

    assertThat(failed.outcome()).isEqualTo(Outcome.RETRYING);
    assertThat(failed.error().code()).isEqualTo("unknown_exception");
    assertThat(other.outcome()).isEqualTo(Outcome.SYNCED);
    await().until(() -> stage.queue(stage.user()).open() == 0);
    assertThat(stage.probe().tasks(PushStage.ANNA))
        .extracting(remote -> remote.getString("title"))
        .containsExactlyInAnyOrder("First changed", "Second changed");
  }

  /** Fault 7: dates without milliseconds were dropped, all-day dates shifted by a day. */
  @Test
  void datesArriveAsTheyWereMeant() {
    stage.linked(
        Edit.title("Timed").and(TaskField.DUE_DATE, Instant.parse("2026-12-01T09:00:00.123456Z")));
    assertThat(stage.remote(PushStage.ANNA).getString("dueDate"))
        .isEqualTo("2026-12-01T09:00:00.123+0000");
    assertThat(stage.queue(stage.user()).open()).isZero();
  }

  /** Fault 7. */
  @Test
  void anAllDayTaskStaysOnItsDay() {
    stage.linked(
        Edit.title("All day")
            .and(TaskField.DUE_DATE, Instant.parse("2026-10-02T10:00:00Z"))
            .and(TaskField.ALL_DAY, true)
            .and(TaskField.TIME_ZONE, "Europe/Rome"));

    JsonObject remote = stage.remote(PushStage.ANNA);
    assertThat(remote.getString("dueDate")).isEqualTo("2026-10-01T22:00:00.000+0000");
    assertThat(remote.getString("timeZone")).isEqualTo("Europe/Rome");
    assertThat(remote.getBoolean("isAllDay")).isTrue();
    assertThat(stage.queue(stage.user()).open()).isZero();
  }

  /** Fault 8: five expired tokens made five refreshes and lost four pushes. */
  @Test
  void manyExpiredRequestsMakeOneRefresh() {
    stage.probe().quirk("refreshTokens", true);
    JsonObject tokens = stage.probe().issueToken(PushStage.ANNA, true);
    stage.connect(
        stage.user(), tokens.getString("access_token"), tokens.getString("refresh_token"));
    List<Task> tasks =
        IntStream.range(0, 20).mapToObj(i -> stage.linked(Edit.title("Task " + i))).toList();
    stage.probe().expireToken(PushStage.ANNA);

    for (Task task : tasks) {
      stage.update(task, Edit.of(TaskField.PRIORITY, 5));
    }

    await().atMost(Duration.ofSeconds(20)).until(() -> stage.queue(stage.user()).open() == 0);
    assertThat(stage.probe().effects("token.refreshed")).isEqualTo(1);
    assertThat(stage.probe().ledger(Map.of("route", "token"))).hasSize(1);
    assertThat(stage.probe().tasks(PushStage.ANNA))
        .hasSize(20)
        .allMatch(remote -> remote.getInteger("priority") == 5);
  }

  private static Edit status(TaskStatus status) {
    return Edit.of(TaskField.STATUS, status);
  }
}
