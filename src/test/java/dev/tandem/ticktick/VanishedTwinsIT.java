package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskStatus;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was written into a twin, on either side, before or after it left its list. */
class VanishedTwinsIT {
  @RegisterExtension private static final PushStage stage = PushStage.reading();

  private final Polls polls = new Polls(stage);

  @Test
  void anEditThereThatNobodyReadBeforeTheTrashReachesTheTaskThatSurvives() {
    Task task = stage.linked(Edit.title("Shopping"));
    notPushed(task, Edit.of(TaskField.DESCRIPTION, "milk"));
    new Twin(stage, task).edit("title", "Big shopping");

    trashedAndMissed(task);
    await().until(() -> stage.queue(stage.user()).open() == 0);

    Task now = stage.find(task);
    assertThat(now.content().status()).isEqualTo(TaskStatus.ACTIVE);
    assertThat(now.content().title()).isEqualTo("Big shopping");
    assertThat(now.remoteId()).isNotEqualTo(task.remoteId());
    JsonObject twin = stage.remote(PushStage.ANNA);
    assertThat(twin.getString("title")).isEqualTo("Big shopping");
    assertThat(twin.getString("content")).isEqualTo("milk");
  }

  @Test
  void ofTwoEditsOfOneFieldTheOtherIsLogged() {
    Task task = stage.linked(Edit.title("Shopping"));
    notPushed(task, Edit.title("Small shopping").and(TaskField.DESCRIPTION, "milk"));
    new Twin(stage, task).edit("title", "Big shopping");

    trashedAndMissed(task);
    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(new Twin(stage, task).conflicts())
        .anySatisfy(
            row -> {
              assertThat(row.getString("field")).isEqualTo("title");
              assertThat(List.of(row.getValue("local"), row.getValue("remote")))
                  .containsExactly("Small shopping", "Big shopping");
            });
    assertThat(stage.remote(PushStage.ANNA).getString("content")).isEqualTo("milk");
  }

  @Test
  void aHeldDeletionTakesNoEditAway() {
    List<Task> tasks =
        List.of(
            stage.linked(Edit.title("One")),
            stage.linked(Edit.title("Two")),
            stage.linked(Edit.title("Three")));
    new Twin(stage, tasks.get(0)).edit("content", "milk");

    tasks.forEach(task -> stage.probe().personDeletes(PushStage.ANNA, task.remoteId()));
    missedTwice();

    assertThat(stage.query("SELECT state FROM links"))
        .extracting(row -> row.getString(0))
        .containsOnly("held");
    assertThat(stage.find(tasks.get(0)).content().description()).isEqualTo("milk");
  }

  @Test
  void aCompletionThatWasSentIntoTheTrashIsMadeAgain() {
    stage.linked(Edit.title("Kept"));
    Task task = stage.linked(Edit.title("To be done"));
    stage.probe().personDeletes(PushStage.ANNA, task.remoteId());
    stage.updateAndPush(task, Edit.of(TaskField.STATUS, TaskStatus.COMPLETED));

    missedTwice();
    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(stage.find(task).content().status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(stage.probe().tasks(PushStage.ANNA, "completed"))
        .singleElement()
        .satisfies(twin -> assertThat(twin.getString("title")).isEqualTo("To be done"));
    polls.sweep();
    assertThat(new Twin(stage, task).link("unproven")).isEqualTo("{}");
  }

  @Test
  void anEditOfWhatWasCompletedLongAgoIsProvenByOneMoreLook() {
    Task task = stage.linked(Edit.title("Done"));
    stage.updateAndPush(task, Edit.of(TaskField.STATUS, TaskStatus.COMPLETED));
    polls.sweep();
    stage.updateAndPush(task, Edit.title("Well done"));
    stage.query("UPDATE ticktick_accounts SET completed_until = now() + interval '1 hour'");

    missedTwice();

    assertThat(stage.find(task).remoteId()).isEqualTo(task.remoteId());
    assertThat(new Twin(stage, task).link("unproven")).isEqualTo("{}");
    int looks = stage.requests("get-task").size();
    missedTwice();
    assertThat(stage.requests("get-task")).hasSize(looks);
  }

  @Test
  void whatWasMovedAndThenAbandonedIsFoundInItsOtherList() {
    stage.linked(Edit.title("Kept"));
    Task task = stage.linked(Edit.title("Never mind"));
    stage.probe().personCreatesProject(PushStage.ANNA, "House");
    String list = knownList("Garden");
    new Twin(stage, task).edit("content", "not today");
    stage.probe().personMoves(PushStage.ANNA, task.remoteId(), list);
    stage.probe().personAbandons(PushStage.ANNA, task.remoteId());

    missedTwice();

    Task now = stage.find(task);
    assertThat(now.content().status()).isEqualTo(TaskStatus.ABANDONED);
    assertThat(now.content().description()).isEqualTo("not today");
    assertThat(now.remoteProjectId()).isEqualTo(list);
    assertThat(stage.requests("get-task")).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void whatWasMovedAndThenTrashedIsDeleted() {
    stage.linked(Edit.title("Kept"));
    Task task = stage.linked(Edit.title("Gone"));
    String list = knownList("Garden");
    stage.probe().personMoves(PushStage.ANNA, task.remoteId(), list);
    stage.probe().personDeletes(PushStage.ANNA, task.remoteId());

    missedTwice();
    missedTwice();

    assertThat(stage.find(task).content().status()).isEqualTo(TaskStatus.DELETED);
  }

  @Test
  void whatWasMovedAmongManyListsIsSoughtInAllBeforeItEnds() {
    stage.linked(Edit.title("Kept"));
    Task task = stage.linked(Edit.title("Never mind"));
    List<String> lists =
        IntStream.range(0, 45)
            .mapToObj(i -> stage.probe().personCreatesProject(PushStage.ANNA, "List " + i))
            .map(list -> list.getString("id"))
            .sorted()
            .toList();
    polls.sweep();
    readLongAgo();
    String last = lists.get(lists.size() - 1);
    stage.probe().personMoves(PushStage.ANNA, task.remoteId(), last);
    stage.probe().personAbandons(PushStage.ANNA, task.remoteId());

    missedTwice();
    assertThat(stage.requests("get-task")).as("in one reading").hasSizeBetween(20, 21);
    for (int sweep = 0; sweep < 3; sweep++) {
      stage.query("UPDATE links SET looked_at = NULL");
      assertThat(stage.find(task).content().status()).isNotEqualTo(TaskStatus.DELETED);
      polls.sweep();
    }

    assertThat(stage.find(task).content().status()).isEqualTo(TaskStatus.ABANDONED);
    assertThat(stage.find(task).remoteProjectId()).isEqualTo(last);
    assertThat(stage.requests("get-task")).as("each list once").hasSizeLessThanOrEqualTo(50);
  }

  /** Where a list may have it and not show it, nothing is guessed. */
  @Test
  void whatMayBeInAListThatWasArchivedSinceStays() {
    stage.linked(Edit.title("Kept"));
    Task task = stage.linked(Edit.title("Somewhere"));
    String list = knownList("Garden");
    stage.probe().personMoves(PushStage.ANNA, task.remoteId(), list);
    stage.probe().personDeletes(PushStage.ANNA, task.remoteId());
    stage.probe().personArchivesProject(PushStage.ANNA, list);

    missedTwice();
    missedTwice();

    assertThat(stage.find(task).content().status()).isEqualTo(TaskStatus.ACTIVE);
  }

  @Test
  void aSubtaskOfATaskThatIsNeverShownCostsNoWrites() {
    String parent =
        stage
            .probe()
            .personCreates(PushStage.ANNA, new JsonObject().put("title", "Parent"))
            .getString("id");
    stage.probe().personAbandons(PushStage.ANNA, parent);
    Task known = stage.linked(Edit.title("Known"));
    stage
        .probe()
        .personCreates(
            PushStage.ANNA, new JsonObject().put("title", "Child").put("parentId", parent));
    new Twin(stage, known).edit("parentId", parent);
    polls.sweep();
    polls.sweep();
    List<String> versions = polls.versions();

    polls.next();
    polls.sweep();

    assertThat(polls.versions()).isEqualTo(versions);
    stage.probe().personReopens(PushStage.ANNA, parent);
    polls.sweep();
    assertThat(
            stage.query(
                "SELECT 1 FROM tasks c JOIN tasks p ON p.id = c.parent_id WHERE p.title = 'Parent'"))
        .as("both find it once it is shown")
        .hasSize(2);
  }

  @Test
  void aParentThatWouldMakeACircleCostsNoWrites() {
    Task upper = stage.linked(Edit.title("Upper"));
    Task lower = stage.linked(Edit.title("Lower"));
    notPushed(lower, Edit.of(TaskField.PARENT, upper.id()));
    new Twin(stage, upper).edit("parentId", lower.remoteId());
    polls.sweep();
    polls.sweep();
    List<String> versions = polls.versions();

    polls.next();
    polls.sweep();

    assertThat(polls.versions()).isEqualTo(versions);
    assertThat(stage.find(upper).content().parentId()).isNull();

    stage.update(lower, Edit.of(TaskField.PARENT, null));
    await().until(() -> stage.queue(stage.user()).open() == 0);
    polls.sweep();
    assertThat(stage.find(upper).content().parentId())
        .as("no circle any more")
        .isEqualTo(lower.id());
  }

  @Test
  void aChangeWhoseTwinWasNotFoundGoesOnOnceAReadingHasDecided() {
    stage.linked(Edit.title("Kept"));
    Task task = stage.linked(Edit.title("Moved"));
    String list = stage.probe().personCreatesProject(PushStage.ANNA, "Garden").getString("id");
    polls.sweep();
    stage.probe().personMoves(PushStage.ANNA, task.remoteId(), list);
    new Twin(stage, task).longUnseen();
    assertThat(stage.updateAndPush(task, Edit.title("Edited")).error().code())
        .isEqualTo("not_found");

    stage.putOff("not_found");
    polls.sweep();
    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(stage.find(task).remoteProjectId()).isEqualTo(list);
    assertThat(stage.probe().tasks(PushStage.ANNA))
        .extracting(twin -> twin.getString("title"))
        .contains("Edited");
  }

  @Test
  void aChangeWhoseTwinIsThereAfterAllGoesOnWithTheNextReading() {
    Task task = stage.linked(Edit.title("There"));
    stage.probe().faultStatus("update-task", 404, "", 1);
    assertThat(stage.updateAndPush(task, Edit.title("Edited")).error().code())
        .isEqualTo("not_found");
    stage.putOff("not_found");
    readLongAgo();

    polls.next();
    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(stage.remote(PushStage.ANNA).getString("title")).isEqualTo("Edited");
  }

  /** What TickTick refuses for good waits for its person. */
  private static void notPushed(Task task, Edit edit) {
    stage.probe().faultStatus("update-task", 400, "", 0);
    stage.update(task, edit);
    await().until(() -> stage.queue(stage.user()).failed() == 1);
    stage.probe().clearFaults();
  }

  private void trashedAndMissed(Task task) {
    stage.linked(Edit.title("Kept elsewhere"));
    stage.probe().personDeletes(PushStage.ANNA, task.remoteId());
    missedTwice();
    stage.probe().tasks(PushStage.ANNA).stream()
        .filter(twin -> twin.getString("title").equals("Kept elsewhere"))
        .forEach(twin -> stage.probe().personDeletes(PushStage.ANNA, twin.getString("id")));
  }

  /** Another list of the person's, which was read, as all others were, long before what follows. */
  private String knownList(String name) {
    String list = stage.probe().personCreatesProject(PushStage.ANNA, name).getString("id");
    polls.sweep();
    readLongAgo();
    return list;
  }

  private void missedTwice() {
    readLongAgo();
    polls.sweep();
    stage.query("UPDATE links SET missing_since = missing_since - interval '1 minute'");
    polls.sweep();
  }

  /** Absence counts only for what was known before the reading. */
  private static void readLongAgo() {
    stage.query(
        "UPDATE links SET read_at = now() - interval '1 hour', settled_at = now() - interval '1 hour'");
  }
}
