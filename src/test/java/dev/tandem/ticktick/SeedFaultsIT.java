package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Quadrant;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the first version's pull got wrong, by the numbers of its faults. */
class SeedFaultsIT {
  @RegisterExtension private static final PushStage stage = PushStage.reading();

  private final Polls polls = new Polls(stage);
  private final BothSides sides = new BothSides(stage);

  @Test
  void fault1APullLeavesWhatWaitsHereAndManualOverrides() {
    Task task = stage.linked(Edit.title("Title").and(TaskField.MANUAL_PRIORITY_OVERRIDE, 5));
    Twin twin = new Twin(stage, task).longUnseen();
    stage.undeploy();
    stage.update(task, Edit.of(TaskField.DESCRIPTION, "Waits"));
    stage.query("UPDATE push_queue SET next_attempt_at = now() + interval '1 hour'");
    twin.edit("title", "Theirs");
    twin.edit("priority", 1);
    stage.deploy();

    polls.next();

    Task now = stage.find(task);
    assertThat(now.content().title()).isEqualTo("Theirs");
    assertThat(now.content().description()).isEqualTo("Waits");
    assertThat(now.content().priority()).isEqualTo(5);
    assertThat(now.content().manualPriorityOverride()).isEqualTo(5);
    assertThat(now.sync().pendingFields()).contains("description", "ticktick_priority");
    sides.goOn();
    assertThat(twin.shown().getString("content")).isEqualTo("Waits");
    assertThat(twin.shown().getString("title")).isEqualTo("Theirs");
    assertThat(twin.shown().getInteger("priority")).isEqualTo(5);
  }

  @Test
  void fault2ADeletedTaskStaysDeletedWhileItsDeleteWaitsAndAfter() {
    Task task = stage.linked(Edit.title("Deleted"));
    stage.linked(Edit.title("Kept"));
    new Twin(stage, task).longUnseen();
    stage.undeploy();
    stage.delete(task, true);
    stage.query("UPDATE push_queue SET next_attempt_at = now() + interval '1 hour'");
    stage.deploy();

    polls.sweep();
    assertThat(polls.titles(TaskStatus.DELETED)).containsExactly("Deleted");
    assertThat(polls.titles(TaskStatus.ACTIVE)).containsExactly("Kept");

    sides.goOn();
    polls.sweep();
    assertThat(polls.titles(TaskStatus.DELETED)).containsExactly("Deleted");
    assertThat(polls.titles(TaskStatus.ACTIVE)).containsExactly("Kept");
    assertThat(stage.remote(PushStage.ANNA).getString("title")).isEqualTo("Kept");
  }

  @Test
  void fault2CompletionsAndDeletesThereAreSeen() {
    Task completed = stage.linked(Edit.title("Completed"));
    Task deleted = stage.linked(Edit.title("Deleted"));
    stage.linked(Edit.title("Kept"));
    sides.longKnown();
    stage.probe().personCompletes(PushStage.ANNA, completed.remoteId());
    stage.probe().personDeletes(PushStage.ANNA, deleted.remoteId());

    polls.next();
    sides.longMissed();
    polls.next();

    assertThat(polls.titles(TaskStatus.COMPLETED)).containsExactly("Completed");
    assertThat(polls.titles(TaskStatus.DELETED)).containsExactly("Deleted");
    assertThat(polls.titles(TaskStatus.ACTIVE)).containsExactly("Kept");
  }

  @Test
  void fault7DatesOfEveryFormAndWholeDaysArriveAsTheyWereMeant() {
    sides.listed(
        row("1", "Colon").put("dueDate", "2026-12-01T09:00:00+00:00"),
        row("2", "Micro").put("dueDate", "2026-12-01T09:00:00.123456+0000"),
        row("3", "No offset").put("dueDate", "2026-12-01T09:00:00"),
        row("4", "Whole day")
            .put("dueDate", "2026-10-01T22:00:00.000+0000")
            .put("timeZone", "Europe/Rome")
            .put("isAllDay", true));

    polls.next();

    assertThat(polls.titles(TaskStatus.ACTIVE)).hasSize(4);
    assertThat(due("Colon")).isEqualTo(Instant.parse("2026-12-01T09:00:00Z"));
    assertThat(due("Micro")).isEqualTo(Instant.parse("2026-12-01T09:00:00.123456Z"));
    assertThat(due("No offset")).as("nobody knows when").isNull();
    assertThat(
            stage.query(
                "SELECT (due_date AT TIME ZONE time_zone)::date::text FROM tasks WHERE all_day"))
        .singleElement()
        .satisfies(row -> assertThat(row.getString(0)).isEqualTo("2026-10-02"));
  }

  @Test
  void fault8APullRefreshesItsTokenOnce() {
    stage.probe().quirk("refreshTokens", true);
    JsonObject tokens = stage.probe().issueToken(PushStage.ANNA, true);
    stage.connect(
        stage.user(), tokens.getString("access_token"), tokens.getString("refresh_token"));
    stage.probe().personCreates(PushStage.ANNA, new JsonObject().put("title", "Theirs"));
    stage.probe().expireToken(PushStage.ANNA);

    polls.sweep();
    await().until(() -> polls.titles(TaskStatus.ACTIVE).equals(List.of("Theirs")));

    assertThat(stage.probe().effects("token.refreshed")).isEqualTo(1);
    assertThat(stage.probe().ledger(Map.of("route", "token"))).hasSize(1);
  }

  @Test
  void fault9ABadRowCostsNoOther() {
    sides.listed(
        row("1", "Before"),
        new JsonObject().put("title", "Without an id"),
        row("2", "x".repeat(100_000)),
        row("3", "Odd").put("priority", "high").put("items", 7).put("status", new JsonArray()),
        row("4", "After"));

    polls.next();

    assertThat(polls.titles(TaskStatus.ACTIVE)).contains("Before", "Odd", "After");
  }

  @Test
  void fault11NoTransactionIsOpenWhileTickTickIsAsked() {
    Task task = stage.linked(Edit.title("Title"));
    stage.probe().fault("filter-tasks", "hang", "before", 1);
    polls.begin();
    await().until(() -> stage.probe().held().size() == 1);

    assertThat(
            stage.query(
                "SELECT query FROM pg_stat_activity WHERE datname = current_database()"
                    + " AND state LIKE 'idle in transaction%'"))
        .isEmpty();
    assertThat(stage.updateAndPush(task, Edit.title("Changed")).outcome())
        .isEqualTo(Outcome.SYNCED);
    stage.probe().releaseAll();
  }

  @Test
  void fault13NullsPoisonNothing() {
    JsonObject nulls = row("1", "Nulls").put("kind", "TEXT");
    for (String name :
        List.of(
            "reminders",
            "tags",
            "items",
            "content",
            "desc",
            "startDate",
            "dueDate",
            "repeatFlag",
            "timeZone",
            "priority",
            "status",
            "sortOrder",
            "parentId",
            "columnId",
            "isAllDay",
            "etag",
            "etimestamp",
            "modifiedTime",
            "focusSummaries",
            "childIds")) {
      nulls.putNull(name);
    }
    sides.listed(nulls, row("2", "Well"));

    polls.next();

    assertThat(polls.titles(TaskStatus.ACTIVE)).containsExactly("Nulls", "Well");
    assertThat(stage.query("SELECT reminders, tags, items FROM tasks WHERE title = 'Nulls'"))
        .singleElement()
        .satisfies(row -> assertThat(row.getValue(0)).isNotNull());
    assertThat(polls.error()).isNull();
  }

  /** Told by the clock of whoever reads, not by that of the pull. */
  @Test
  void fault14TheQuadrantFollowsTheDueDateThatArrives() {
    String id =
        stage
            .probe()
            .personCreates(
                PushStage.ANNA, new JsonObject().put("title", "Theirs").put("priority", 3))
            .getString("id");
    polls.next();
    Task task = sides.here(id);
    assertThat(task.quadrant()).isEqualTo(Quadrant.Q2);

    new Twin(stage, task)
        .edit("dueDate", stage.probe().now().plusSeconds(3_600).toString().replace("Z", "+0000"));
    polls.next();

    assertThat(stage.find(task).quadrant()).isEqualTo(Quadrant.Q1);
  }

  private static JsonObject row(String id, String title) {
    return new JsonObject()
        .put("id", "5f000000000000000000000" + id)
        .put("projectId", "inbox115781412")
        .put("title", title);
  }

  private static Instant due(String title) {
    var due =
        stage
            .query("SELECT due_date FROM tasks WHERE title = $1", title)
            .get(0)
            .getOffsetDateTime(0);
    return due == null ? null : due.toInstant();
  }
}
