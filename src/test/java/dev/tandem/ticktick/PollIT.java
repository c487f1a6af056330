package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.SyncRoutes.SweepResult;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a person does in TickTick arrives here. */
class PollIT {
  @RegisterExtension private static final PushStage stage = PushStage.reading();

  private final Polls polls = new Polls(stage);

  @Test
  void aNewTaskArrivesWithItsList() {
    String list = stage.probe().personCreatesProject(PushStage.ANNA, "Garden").getString("id");
    theirs("In the garden", list);
    theirs("In the Inbox", null);

    polls.sweep();

    assertThat(polls.titles(TaskStatus.ACTIVE)).containsExactly("In the Inbox", "In the garden");
    assertThat(
            stage.query(
                "SELECT 1 FROM tasks t JOIN projects p ON p.id = t.project_id"
                    + " WHERE t.title = 'In the garden' AND p.name = 'Garden'"))
        .hasSize(1);
    assertThat(polls.error()).isNull();
  }

  @Test
  void aGlanceBringsNewTasksEditsAndCompletionsInTwoRequests() {
    Task edited = stage.linked(Edit.title("Old"));
    Task completed = stage.linked(Edit.title("To be done"));
    stage
        .probe()
        .personUpdates(PushStage.ANNA, edited.remoteId(), new JsonObject().put("title", "New"));
    stage.probe().personCompletes(PushStage.ANNA, completed.remoteId());
    theirs("Theirs", null);
    int before = stage.probe().ledger().size();

    polls.next();

    assertThat(stage.probe().ledger().stream().skip(before).map(entry -> entry.getString("route")))
        .containsExactly("filter-tasks", "completed-tasks");
    assertThat(polls.titles(TaskStatus.ACTIVE)).containsExactly("New", "Theirs");
    assertThat(polls.titles(TaskStatus.COMPLETED)).containsExactly("To be done");
    assertThat(polls.account().getInteger("quiet_pulls")).isZero();
  }

  @Test
  void subtasksFindTheirParentInTheSameReading() {
    JsonObject parent = theirs("Parent", null);
    for (String child : List.of("A child", "Z child")) {
      stage
          .probe()
          .personCreates(
              PushStage.ANNA,
              new JsonObject().put("title", child).put("parentId", parent.getString("id")));
    }

    polls.next();

    assertThat(
            stage.query(
                "SELECT 1 FROM tasks c JOIN tasks p ON p.id = c.parent_id WHERE p.title = 'Parent'"))
        .hasSize(2);
  }

  @Test
  void readingsWithoutNewsWriteNothing() {
    Task task = stage.linked(Edit.title("Ours").and(TaskField.TAGS, List.of("Home")));
    stage.updateAndPush(task, Edit.of(TaskField.PRIORITY, 5));
    theirs("Theirs", null);
    polls.next();
    polls.sweep();
    stage.query("UPDATE tasks SET modified_at = now() - interval '1 hour'");
    List<String> versions = polls.versions();
    int effects = stage.probe().summary().getJsonObject("effects").size();

    polls.next();
    polls.sweep();
    polls.next();

    assertThat(polls.versions()).isEqualTo(versions);
    assertThat(stage.probe().summary().getJsonObject("effects")).hasSize(effects);
    assertThat(polls.account().getInteger("quiet_pulls")).isEqualTo(3);
  }

  @Test
  void anAbandonedTaskArrivesOnceItsListMissedItTwice() {
    Task task = stage.linked(Edit.title("Never mind"));
    readLongAgo();
    stage.probe().personAbandons(PushStage.ANNA, task.remoteId());

    polls.next();
    assertThat(polls.titles(TaskStatus.ACTIVE)).containsExactly("Never mind");
    missedLongAgo();
    polls.next();

    assertThat(polls.titles(TaskStatus.ABANDONED)).containsExactly("Never mind");
  }

  @Test
  void aDeletedTaskIsDeletedHereOnceItsListMissedItTwice() {
    Task task = stage.linked(Edit.title("Gone"));
    stage.linked(Edit.title("Kept"));
    readLongAgo();
    stage.probe().personDeletes(PushStage.ANNA, task.remoteId());

    polls.next();
    assertThat(polls.titles(TaskStatus.ACTIVE)).containsExactly("Gone", "Kept");
    missedLongAgo();
    polls.next();

    assertThat(polls.titles(TaskStatus.DELETED)).containsExactly("Gone");
    assertThat(polls.titles(TaskStatus.ACTIVE)).containsExactly("Kept");
    assertThat(stage.probe().tasks(PushStage.ANNA, "trashed")).hasSize(1);
  }

  @Test
  void aMovedTaskIsFoundInItsNewList() {
    Task task = stage.linked(Edit.title("Moved"));
    String list = stage.probe().personCreatesProject(PushStage.ANNA, "Garden").getString("id");
    polls.sweep();
    stage.probe().personMoves(PushStage.ANNA, task.remoteId(), list);

    polls.next();

    assertThat(
            stage.query(
                "SELECT 1 FROM tasks t JOIN projects p ON p.id = t.project_id WHERE t.id = $1"
                    + " AND p.remote_id = $2",
                task.id(),
                list))
        .hasSize(1);
  }

  @Test
  void whatIsInAnArchivedListIsKept() {
    String list = stage.probe().personCreatesProject(PushStage.ANNA, "Old house").getString("id");
    theirs("In the old house", list);
    polls.sweep();
    readLongAgo();
    stage.probe().personArchivesProject(PushStage.ANNA, list);

    polls.sweep();
    missedLongAgo();
    polls.sweep();

    assertThat(polls.titles(TaskStatus.ACTIVE)).containsExactly("In the old house");
    assertThat(stage.query("SELECT state FROM links").get(0).getString(0)).isEqualTo("unreachable");
  }

  @Test
  void aDeletedListsTasksWaitForADecision() {
    String list = stage.probe().personCreatesProject(PushStage.ANNA, "Old house").getString("id");
    theirs("In the old house", list);
    polls.sweep();
    readLongAgo();
    stage.probe().personDeletesProject(PushStage.ANNA, list);

    polls.sweep();
    assertThat(stage.query("SELECT state FROM links").get(0).getString(0)).isEqualTo("linked");
    polls.sweep();

    assertThat(stage.query("SELECT state FROM links").get(0).getString(0)).isEqualTo("held");
    assertThat(polls.titles(TaskStatus.ACTIVE)).containsExactly("In the old house");
  }

  @Test
  void moreOpenTasksThanOneAnswerShowsAreReadByTheirLists() {
    String list = stage.probe().personCreatesProject(PushStage.ANNA, "Many").getString("id");
    for (int i = 0; i < 203; i++) {
      theirs("Task " + i, i % 2 == 0 ? list : null);
    }
    polls.sweep();
    assertThat(polls.titles(TaskStatus.ACTIVE)).hasSize(203);
    stage
        .probe()
        .personUpdates(
            PushStage.ANNA,
            stage.probe().tasks(PushStage.ANNA).get(202).getString("id"),
            new JsonObject().put("title", "Edited"));
    int before = stage.probe().requests("project-data");

    polls.next();

    assertThat(polls.titles(TaskStatus.ACTIVE)).contains("Edited").hasSize(203);
    assertThat(stage.probe().requests("project-data") - before).isEqualTo(2);
    assertThat(polls.titles(TaskStatus.DELETED)).isEmpty();
  }

  @Test
  void aPersonsSyncReadsAllAndTellsWhatItBrought() {
    Task edited = stage.linked(Edit.title("Old"));
    stage.probe().personCreatesProject(PushStage.ANNA, "Garden");
    theirs("Theirs", null);
    stage
        .probe()
        .personUpdates(PushStage.ANNA, edited.remoteId(), new JsonObject().put("title", "New"));
    stage.create(Edit.title("Ours"));

    SweepResult result = stage.sweep(Duration.ofSeconds(20));

    assertThat(result.error()).isNull();
    assertThat(result.pulled().created()).as("a list and a task").isEqualTo(2);
    assertThat(result.pulled().updated()).isEqualTo(1);
    assertThat(result.pushed().pending()).isZero();
    assertThat(stage.probe().tasks(PushStage.ANNA)).hasSize(3);
    assertThat(stage.queue(stage.user()).pull().lastSweepAt()).isNotNull();
    assertThat(stage.queue(stage.user()).pull().nextAt()).isNotNull();
    assertThat(stage.sweep(Duration.ofSeconds(20)).pulled().unchanged())
        .as("three tasks and a list")
        .isEqualTo(4);
  }

  @Test
  void aPersonsSyncTellsOfConflicts() {
    Task task = stage.linked(Edit.title("Old"));
    stage.probe().faultStatus("update-task", 400, "", 0);
    stage.update(task, Edit.title("Ours"));
    await().until(() -> stage.queue(stage.user()).failed() == 1);
    stage
        .probe()
        .personUpdates(PushStage.ANNA, task.remoteId(), new JsonObject().put("title", "Theirs"));

    SweepResult result = stage.sweep(Duration.ofSeconds(10));

    assertThat(result.conflicts()).isEqualTo(1);
    assertThat(stage.queue(stage.user()).openConflicts()).isEqualTo(1);
  }

  /** Absence counts only for what was known before the reading. */
  private static void readLongAgo() {
    stage.query(
        "UPDATE links SET read_at = now() - interval '1 hour', settled_at = now() - interval '1 hour'");
  }

  /** Two readings at once are one. */
  private static void missedLongAgo() {
    stage.query("UPDATE links SET missing_since = missing_since - interval '1 minute'");
  }

  private static JsonObject theirs(String title, String list) {
    JsonObject task = new JsonObject().put("title", title).put("tags", new JsonArray().add("x"));
    return stage
        .probe()
        .personCreates(PushStage.ANNA, list == null ? task : task.put("projectId", list));
  }
}
