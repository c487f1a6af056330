package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.tandem.task.Quadrant;
import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the first version of this system did when both sides had changed, by the names of its cases:
 * here the pull decides, while the change made here still waits.
 */
class SeedPullsIT {
  private static final Duration TWO_HOURS = Duration.ofHours(2);

  @RegisterExtension private static final PushStage stage = PushStage.reading();

  private final Polls polls = new Polls(stage);
  private final BothSides sides = new BothSides(stage);

  @Test
  void tickTickNewer() {
    Task task = known(Edit.title("Title").and(TaskField.PRIORITY, 1));
    changeHere(task, values("Old Title", "Old description", 0), TWO_HOURS);
    changeThere(task, "New Title", "New description", 3, Duration.ZERO);

    polls.next();

    assertThat(valuesHere(task)).isEqualTo(tuple("New Title", "New description", 3));
    assertThat(new Twin(stage, task).conflicts())
        .extracting(row -> tuple(row.getString("field"), row.getString("winner"), row.getValue(4)))
        .containsExactlyInAnyOrder(
            tuple("title", "remote", "Old Title"),
            tuple("description", "remote", "Old description"),
            tuple("ticktick_priority", "remote", 0));
    sides.goOn();
    assertThat(valuesThere()).isEqualTo(tuple("New Title", "New description", 3));
    assertThat(stage.requests("update-task")).isEmpty();
  }

  @Test
  void localNewer() {
    Task task = known(Edit.title("Title").and(TaskField.PRIORITY, 1));
    changeHere(task, values("Recent Title", "Recent description", 5), Duration.ZERO);
    changeThere(task, "Old Title", "Old description", 3, TWO_HOURS);

    polls.next();

    assertThat(valuesHere(task)).isEqualTo(tuple("Recent Title", "Recent description", 5));
    assertThat(new Twin(stage, task).conflicts())
        .extracting(row -> tuple(row.getString("winner"), row.getValue(5)))
        .containsExactlyInAnyOrder(
            tuple("local", "Old Title"), tuple("local", "Old description"), tuple("local", 3));
    sides.goOn();
    assertThat(valuesThere()).isEqualTo(tuple("Recent Title", "Recent description", 5));
  }

  @Test
  void override() {
    Task task = known(Edit.title("Title").and(TaskField.PRIORITY, 3));
    stage.query(
        "UPDATE tasks SET urgency_score = 3, importance_score = 8 WHERE id = $1", task.id());
    stage.place(task, Quadrant.Q1);
    changeHere(task, Edit.of(TaskField.DESCRIPTION, "Ours"), TWO_HOURS);
    new Twin(stage, task).edit("title", "Updated Title");

    polls.next();

    Task now = stage.find(task);
    assertThat(now.content().title()).isEqualTo("Updated Title");
    assertThat(now.quadrantOverride()).isEqualTo(Quadrant.Q1);
    assertThat(now.effectiveQuadrant()).isEqualTo(Quadrant.Q1);
    assertThat(now.quadrant()).isEqualTo(Quadrant.Q2);
    assertThat(now.content().urgencyScore()).isEqualTo(3);
    assertThat(now.content().importanceScore()).isEqualTo(8);
    assertThat(now.content().description()).as("it waits").isEqualTo("Ours");
  }

  @Test
  void shouldSync() {
    Task local = stage.createHere(Edit.title("Never sent"));
    Task deleted = known(Edit.title("Deleted"));
    stage.delete(deleted, true);
    await().until(() -> stage.queue(stage.user()).open() == 0);
    Task changed = known(Edit.title("Changed"));
    int before = stage.probe().ledger().size();
    changeHere(changed, Edit.title("Changed again"), Duration.ZERO);

    polls.next();

    assertThat(stage.find(local).sync().state()).isEqualTo(SyncState.LOCAL_ONLY);
    assertThat(stage.find(deleted).content().status()).isEqualTo(TaskStatus.DELETED);
    assertThat(stage.find(changed).sync().hasPendingChanges()).isTrue();
    sides.goOn();
    assertThat(stage.probe().ledger().stream().skip(before))
        .extracting(entry -> entry.getString("route"))
        .containsOnlyOnce("update-task")
        .doesNotContain("create-task", "delete-task");
  }

  @Test
  void status() {
    Task task = known(Edit.title("Title"));
    assertThat(stage.find(task).sync().hasPendingChanges()).isFalse();

    changeHere(task, Edit.title("Modified"), Duration.ZERO);
    stage.query("UPDATE tasks SET synced_at = now() - interval '1 hour'");

    Task modified = stage.find(task);
    assertThat(modified.version()).isEqualTo(2);
    assertThat(modified.sync().linked()).isTrue();
    assertThat(modified.sync().hasPendingChanges()).isTrue();
    assertThat(modified.sync().pendingFields()).containsExactly("title");
    sides.goOn();
    assertThat(stage.find(task).sync().hasPendingChanges()).isFalse();
    assertThat(stage.find(task).version()).isEqualTo(2);
    assertThat(stage.find(task).syncedAt()).isAfter(modified.syncedAt());
  }

  @Test
  void edgesEqualTimesAreOurs() {
    Task task = known(Edit.title("Title"));
    Instant there = stage.probe().now();
    changeHere(task, Edit.title("Ours"), Duration.ZERO);
    stage.probe().fixClock(there);
    new Twin(stage, task).edit("title", "Theirs");
    stage.probe().runClock();
    stage.query(
        "UPDATE push_queue SET dirty = jsonb_build_object('title', $1::text)", there.toString());

    polls.next();

    assertThat(stage.find(task).content().title()).isEqualTo("Ours");
    assertThat(new Twin(stage, task).conflicts())
        .extracting(row -> row.getString("rule"))
        .containsExactly("tie");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "2026-13-45T99:00:00.000+0000"})
  void edgesWithoutATimeOfTheirsTheirValueHolds(String modified) {
    Task task = known(Edit.title("Title"));
    changeHere(task, Edit.title("Ours, and newer"), Duration.ZERO);
    JsonObject twin = new Twin(stage, task).shown();
    twin.put("title", "Theirs").put("modifiedTime", modified).put("etag", "another");
    twin.remove("etimestamp");
    sides.listed(twin);

    polls.next();

    assertThat(stage.find(task).content().title()).isEqualTo("Theirs");
    assertThat(new Twin(stage, task).conflicts())
        .extracting(row -> row.getString("rule"))
        .containsExactly("no_remote_time");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-12-01T09:00:00.000+0000",
    "2026-12-01T09:00:00+0000",
    "2026-12-01T09:00:00.000+00:00",
    "2026-12-01T17:00:00.000+0800",
    "2026-12-01T09:00:00Z",
    "2026-12-01T09:00:00.000000Z"
  })
  void edgesAllFormsOfATimeAreRead(String due) {
    sides.listed(
        new JsonObject()
            .put("id", "5f0000000000000000000001")
            .put("projectId", "inbox115781412")
            .put("title", "Theirs")
            .put("dueDate", due)
            .put("modifiedTime", due));

    polls.next();

    assertThat(stage.query("SELECT due_date FROM tasks"))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.getOffsetDateTime(0).toInstant())
                    .isEqualTo(Instant.parse("2026-12-01T09:00:00Z")));
  }

  @Test
  void pullMetadata() {
    JsonObject pomodoros =
        new JsonObject()
            .put("pomodoroSummaries", counts("count", 2, 1))
            .put("focusSummaries", counts("duration", 1_800, 3_600));
    String id = theirs("Timed").getString("id");
    stage.probe().personUpdates(PushStage.ANNA, id, pomodoros);
    String none = theirs("Not timed").getString("id");
    String done = theirs("Done").getString("id");
    polls.next();
    stage.probe().personCompletes(PushStage.ANNA, done);

    polls.next();

    assertThat(metadata(id)).isEqualTo(tuple(75, 90, TaskStatus.ACTIVE));
    assertThat(metadata(none)).isEqualTo(tuple(null, null, TaskStatus.ACTIVE));
    assertThat(metadata(done)).isEqualTo(tuple(null, null, TaskStatus.COMPLETED));
    stage
        .probe()
        .personUpdates(
            PushStage.ANNA,
            id,
            new JsonObject()
                .put("title", "No more")
                .put("pomodoroSummaries", new JsonArray())
                .put("focusSummaries", new JsonArray()));
    polls.next();
    assertThat(metadata(id)).isEqualTo(tuple(null, null, TaskStatus.ACTIVE));
  }

  private static JsonArray counts(String name, int... values) {
    JsonArray counts = new JsonArray();
    for (int value : values) {
      counts.add(new JsonObject().put(name, value));
    }
    return counts;
  }

  private Object metadata(String remoteId) {
    Task task = sides.here(remoteId);
    return tuple(task.content().timeEstimate(), task.focusTime(), task.content().status());
  }

  private static Edit values(String title, String description, int priority) {
    return Edit.title(title)
        .and(TaskField.DESCRIPTION, description)
        .and(TaskField.PRIORITY, priority);
  }

  private static Object valuesHere(Task task) {
    var content = stage.find(task).content();
    return tuple(content.title(), content.description(), content.priority());
  }

  private static Object valuesThere() {
    JsonObject twin = stage.remote(PushStage.ANNA);
    return tuple(twin.getString("title"), twin.getString("content"), twin.getInteger("priority"));
  }

  /** Linked, and last written and seen three hours ago. */
  private static Task known(Edit edit) {
    Task task = stage.linked(edit);
    stage.query(
        """
        UPDATE links SET read_at = now() - interval '3 hours',
          settled_at = now() - interval '3 hours', etimestamp = etimestamp - 10800000\
        """);
    return task;
  }

  /** A change that waits for longer than the test takes. */
  private static void changeHere(Task task, Edit edit, Duration ago) {
    stage.undeploy();
    stage.update(task, edit);
    stage.query(
        """
        UPDATE push_queue SET next_attempt_at = now() + interval '1 hour', dirty =
          (SELECT jsonb_object_agg(key, value::timestamptz - $1::bigint * interval '1 second')
           FROM jsonb_each_text(dirty))\
        """,
        ago.toSeconds());
    stage.deploy();
  }

  private static void changeThere(
      Task task, String title, String content, int priority, Duration ago) {
    stage.probe().fixClock(stage.probe().now().minus(ago));
    stage
        .probe()
        .personUpdates(
            PushStage.ANNA,
            task.remoteId(),
            new JsonObject().put("title", title).put("content", content).put("priority", priority));
    stage.probe().runClock();
  }

  private static JsonObject theirs(String title) {
    return stage.probe().personCreates(PushStage.ANNA, new JsonObject().put("title", title));
  }
}
