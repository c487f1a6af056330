package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.bus.Registration;
import dev.tandem.sync.SyncRoutes;
import dev.tandem.sync.SyncRoutes.BreakerState;
import dev.tandem.sync.SyncRoutes.SweepResult;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskStatus;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A reading in which something goes wrong. */
class PollTroubleIT {
  @RegisterExtension private static final PushStage stage = PushStage.reading();

  private final Polls polls = new Polls(stage);

  @Test
  void aListThatCannotBeReadHurtsOnlyItself() {
    String broken = project("Broken");
    String well = project("Well");
    theirs("In the broken", broken);
    theirs("In the well", well);
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("path", "/open/v1/project/" + broken + "/data")
                .put("kind", "status")
                .put("status", 500)
                .put("body", "{\"errorCode\":\"unknown_exception\"}")
                .put("count", 0));
    OffsetDateTime sweptBefore = polls.account().getOffsetDateTime("last_sweep_at");

    polls.sweep();

    assertThat(polls.titles(TaskStatus.ACTIVE)).containsExactly("In the well");
    assertThat(polls.error()).isEqualTo("unknown_exception");
    assertThat(polls.account().getJsonObject("last_pull_error").getString("detail"))
        .contains(broken)
        .doesNotContain("In the");
    assertThat(polls.account().getOffsetDateTime("last_sweep_at")).isBefore(sweptBefore);

    stage.probe().clearFaults();
    int before = stage.probe().requests("project-data");
    polls.next();

    assertThat(polls.titles(TaskStatus.ACTIVE)).containsExactly("In the broken", "In the well");
    assertThat(polls.error()).isNull();
    assertThat(stage.probe().requests("project-data") - before)
        .as("the sweep goes on with what it lacks")
        .isEqualTo(1);
    assertThat(polls.account().getOffsetDateTime("last_sweep_at")).isAfter(sweptBefore);
  }

  @Test
  void anEmptyAnswerDeletesNothing() {
    String list = project("Garden");
    theirs("In the garden", list);
    polls.sweep();
    stage.query(
        "UPDATE links SET read_at = now() - interval '1 hour', settled_at = now() - interval '1 hour'");
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("path", "/open/v1/project/" + list + "/data")
                .put("kind", "status")
                .put("status", 200)
                .put("body", "{}")
                .put("count", 0));

    polls.sweep();
    polls.sweep();

    assertThat(polls.error()).isEqualTo("unexpected_answer");
    assertThat(polls.titles(TaskStatus.ACTIVE)).containsExactly("In the garden");
    assertThat(stage.query("SELECT 1 FROM links WHERE missing_since IS NOT NULL")).isEmpty();
  }

  @Test
  void aLookThatIsRefusedTellsNothing() {
    missing("Gone");
    stage.probe().faultStatus("get-task", 500, "{\"errorCode\":\"unknown_exception\"}", 0);

    polls.sweep();
    assertThat(polls.titles(TaskStatus.ACTIVE)).containsExactly("Gone");
    stage.probe().clearFaults();
    polls.next();

    assertThat(polls.titles(TaskStatus.DELETED)).containsExactly("Gone");
  }

  @Test
  void aTaskThatItsListDoesNotKnowWasDeletedOnlyIfNoOtherListHasIt() {
    missing("Gone");
    stage.probe().faultStatus("get-task", 404, "", 0);

    polls.next();
    assertThat(polls.titles(TaskStatus.ACTIVE)).as("not all were read").containsExactly("Gone");
    String archived = project("Old house");
    stage.probe().personArchivesProject(PushStage.ANNA, archived);
    polls.sweep();
    assertThat(polls.titles(TaskStatus.ACTIVE)).as("one is not read").containsExactly("Gone");
    stage.probe().personDeletesProject(PushStage.ANNA, archived);
    stage.query("UPDATE links SET looked_at = NULL");
    polls.sweep();

    assertThat(polls.titles(TaskStatus.DELETED)).containsExactly("Gone");
  }

  /** A task that was deleted there, which one reading of its list has missed already. */
  private void missing(String title) {
    Task task = stage.linked(Edit.title(title));
    stage.query(
        "UPDATE links SET read_at = now() - interval '1 hour', settled_at = now() - interval '1 hour'");
    stage.probe().personDeletes(PushStage.ANNA, task.remoteId());
    polls.next();
    stage.query("UPDATE links SET missing_since = missing_since - interval '1 minute'");
  }

  @Test
  void whatWasReadWithOtherTokensCountsForNothing() {
    theirs("Anna's", null);
    stage.probe().fault("filter-tasks", "hang", "before", 1);
    polls.begin();
    await().until(() -> !stage.probe().held().isEmpty());

    stage.connect(stage.user(), "tp_ben-token", null);
    stage.probe().releaseAll();
    polls.next();

    assertThat(polls.titles(TaskStatus.ACTIVE)).isEmpty();
    assertThat(stage.query("SELECT 1 FROM links")).isEmpty();
  }

  @Test
  void nothingIsReadWhileTheBreakerIsOpen() {
    List<Task> tasks =
        IntStream.range(0, 20).mapToObj(i -> stage.linked(Edit.title("Task " + i))).toList();
    List<BreakerState> states = new CopyOnWriteArrayList<>();
    Registration heard =
        PushStage.get(
            stage.bus().subscribe(SyncRoutes.BREAKER_CHANGED, event -> states.add(event.state())));
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("path", "/**")
                .put("kind", "reset")
                .put("phase", "before")
                .put("count", 0));
    tasks.forEach(task -> stage.update(task, Edit.of(TaskField.PRIORITY, 5)));
    await().atMost(Duration.ofSeconds(20)).until(() -> states.contains(BreakerState.OPEN));
    int before = stage.probe().requests("filter-tasks");

    polls.begin();
    long halves = states.stream().filter(BreakerState.HALF_OPEN::equals).count();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> states.stream().filter(BreakerState.HALF_OPEN::equals).count() > halves + 1);
    SweepResult asked = stage.sweep(Duration.ofSeconds(1));

    assertThat(stage.probe().requests("filter-tasks")).isEqualTo(before);
    assertThat(asked.error()).isNotBlank();

    stage.probe().clearFaults();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> stage.probe().requests("filter-tasks") > before);
    PushStage.get(heard.remove());
  }

  @Test
  void aDeadNodesReadingIsTakenOverWhenItsLeaseEnds() {
    theirs("Theirs", null);
    Instant end = dead(Duration.ofSeconds(2));

    polls.begin();
    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> polls.titles(TaskStatus.ACTIVE).equals(List.of("Theirs")));

    assertThat(databaseNow()).isAfterOrEqualTo(end);
    assertThat(polls.account().getString("poll_owner")).isNotEqualTo("dead");
  }

  @Test
  void aPersonsSyncWaitsForTheEndOfAnothersReading() {
    theirs("Theirs", null);
    Instant end = dead(Duration.ofSeconds(2));

    SweepResult result = stage.sweep(Duration.ofSeconds(15));

    assertThat(databaseNow()).isAfterOrEqualTo(end);
    assertThat(result.error()).isNull();
    assertThat(result.pulled().created()).isEqualTo(1);
  }

  @Test
  void aPersonsSyncThatFindsNoEndOfItSaysSo() {
    dead(Duration.ofSeconds(30));

    SweepResult result = stage.sweep(Duration.ofSeconds(1));

    assertThat(result.connected()).isTrue();
    assertThat(result.error()).contains("in time");
  }

  @Test
  void aQuietAccountIsReadSoonAfterAnEditHere() {
    stage.query(
        "UPDATE ticktick_accounts SET next_pull_at = now() + interval '15 minutes', quiet_pulls = 5");

    stage.create(Edit.title("Ours"));

    await()
        .until(
            () ->
                !stage
                    .query(
                        "SELECT 1 FROM ticktick_accounts WHERE quiet_pulls = 0"
                            + " AND next_pull_at < now() + interval '2 minutes'")
                    .isEmpty());
  }

  private static Instant dead(Duration left) {
    return stage
        .query(
            "UPDATE ticktick_accounts SET poll_owner = 'dead',"
                + " poll_until = now() + $1::bigint * interval '1 millisecond' RETURNING poll_until",
            left.toMillis())
        .get(0)
        .getOffsetDateTime(0)
        .toInstant();
  }

  private static Instant databaseNow() {
    return stage.query("SELECT clock_timestamp()").get(0).getOffsetDateTime(0).toInstant();
  }

  private static String project(String name) {
    return stage.probe().personCreatesProject(PushStage.ANNA, name).getString("id");
  }

  private static void theirs(String title, String list) {
    JsonObject task = new JsonObject().put("title", title);
    stage.probe().personCreates(PushStage.ANNA, list == null ? task : task.put("projectId", list));
  }
}
