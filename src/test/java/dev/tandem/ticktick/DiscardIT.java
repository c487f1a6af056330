package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskReply;
import dev.tandem.task.TaskRoutes;
import dev.tandem.task.TaskStatus;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dead letters: given up, or tried again. */
class DiscardIT {
  @RegisterExtension private static final PushStage stage = new PushStage();

  @Test
  void theTaskTakesWhatAPersonMeanwhileWroteThereAndOursIsLogged() {
    Task task = dead(stage.linked(Edit.title("Old")), Edit.title("Ours"));
    Twin twin = new Twin(stage, task).longUnseen();
    twin.edit("title", "Theirs");
    twin.edit("content", "and more");

    discarded(task);

    Task now = twin.now();
    assertThat(now.content().title()).isEqualTo("Theirs");
    assertThat(now.content().description()).isEqualTo("and more");
    assertThat(now.sync().state()).isEqualTo(SyncState.SYNCED);
    assertThat(now.sync().openConflicts()).as("the person decided").isZero();
    assertThat(twin.shown().getString("title")).isEqualTo("Theirs");
    assertThat(twin.conflicts())
        .singleElement()
        .satisfies(
            conflict -> {
              assertThat(conflict.getString("field")).isEqualTo("title");
              assertThat(conflict.getString("winner")).isEqualTo("remote");
              assertThat(conflict.getString("rule")).isEqualTo("discarded");
              assertThat(conflict.getValue("base")).isEqualTo("Old");
              assertThat(conflict.getValue("local")).isEqualTo("Ours");
              assertThat(conflict.getValue("remote")).isEqualTo("Theirs");
              assertThat(conflict.getValue("local_at")).isNotNull();
            });
  }

  @Test
  void aTaskThatNeverGotThereStaysHereAlone() {
    stage.probe().faultStatus("create-task", 403, "", 1);
    Task task = stage.create(Edit.title("Mine"));
    assertThat(stage.push(task).outcome()).isEqualTo(Outcome.FAILED);

    Task discarded = one(discard(task));

    assertThat(discarded.content().title()).isEqualTo("Mine");
    assertThat(discarded.sync().state()).isEqualTo(SyncState.LOCAL_ONLY);
    stage.update(task, Edit.title("Mine still"));
    assertThat(stage.queue(stage.user()).open()).isZero();
    assertThat(stage.probe().tasks(PushStage.ANNA)).isEmpty();
  }

  @Test
  void aDeleteThatFailedIsTakenBack() {
    Task task = stage.linked(Edit.title("Kept"));
    stage.probe().faultStatus("delete-task", 403, "", 1);
    stage.delete(task, true);
    await().until(() -> stage.queue(stage.user()).failed() == 1);
    new Twin(stage, task).edit("sortOrder", -3);

    discarded(task);

    assertThat(stage.find(task).content().status()).isEqualTo(TaskStatus.ACTIVE);
    assertThat(stage.remote(PushStage.ANNA).getString("id")).isEqualTo(task.remoteId());
    assertThat(new Twin(stage, task).conflicts())
        .extracting(conflict -> conflict.getString("rule"))
        .containsExactly("discarded");
  }

  @Test
  void aMoveIsTakenBack() {
    stage.probe().personCreatesProject(PushStage.ANNA, "Garden");
    stage.sweep(Duration.ofSeconds(10));
    long garden = stage.query("SELECT id FROM projects WHERE name = 'Garden'").get(0).getLong(0);
    Task task = stage.linked(Edit.title("Here"));
    stage.probe().faultStatus("move-tasks", 403, "", 1);
    assertThat(stage.updateAndPush(task, Edit.of(TaskField.PROJECT, garden)).outcome())
        .isEqualTo(Outcome.FAILED);

    discarded(task);

    assertThat(stage.find(task).content().projectId()).isNull();
  }

  @Test
  void itStaysMarkedUntilTickTickCanBeReached() {
    Task task = dead(stage.linked(Edit.title("Old")), Edit.title("Ours"));
    stage.probe().fault("get-task", "reset", "before", 0);

    discard(task);
    await().until(() -> stage.find(task).sync().lastError() != null);
    assertThat(stage.find(task).content().title()).isEqualTo("Ours");
    assertThat(stage.find(task).sync().hasPendingChanges()).isTrue();
    stage.probe().clearFaults();
    await().until(() -> isSettled(task));

    assertThat(stage.find(task).content().title()).isEqualTo("Old");
    assertThat(stage.requests("update-task")).as("nothing was sent").hasSize(1);
  }

  /** What was last agreed on: whatever is seen of the twin later is then news. */
  @ParameterizedTest
  @ValueSource(ints = {403, 404, 400})
  void aTwinThatIsNotShownLeavesTheTaskAsItWasLastAgreedOn(int status) {
    Task task = dead(stage.linked(Edit.title("Old")), Edit.title("Ours"));
    stage.probe().faultStatus("get-task", status, "", 0);

    discarded(task);

    assertThat(stage.find(task).content().title()).isEqualTo("Old");
    assertThat(new Twin(stage, task).conflicts())
        .extracting(conflict -> conflict.getValue("local"))
        .containsExactly("Ours");
  }

  @Test
  void anEditAfterTheDiscardIsANewChange() {
    Task task =
        dead(
            stage.linked(Edit.title("Old").and(TaskField.DESCRIPTION, "old")),
            Edit.title("Ours").and(TaskField.DESCRIPTION, "ours").and(TaskField.PRIORITY, 3));
    stage.probe().fault("get-task", "hang", "before", 1);
    discard(task);
    await().until(() -> stage.probe().held().size() == 1);

    stage.update(task, Edit.title("Newer"));
    stage.probe().releaseAll();
    await().until(() -> isSettled(task));

    Task now = stage.find(task);
    assertThat(now.content().title()).isEqualTo("Newer");
    assertThat(now.content().description()).isEqualTo("old");
    assertThat(now.content().priority()).isZero();
    JsonObject remote = stage.remote(PushStage.ANNA);
    assertThat(remote.getString("title")).isEqualTo("Newer");
    assertThat(remote.getString("content")).isEqualTo("old");
    assertThat(new Twin(stage, task).conflicts())
        .extracting(conflict -> conflict.getString("field"))
        .containsExactlyInAnyOrder("description", "ticktick_priority");
  }

  @Test
  void aDeleteAfterTheDiscardIsCarriedOut() {
    Task task = dead(stage.linked(Edit.title("Old")), Edit.title("Ours"));
    stage.probe().fault("get-task", "hang", "before", 1);
    discard(task);
    await().until(() -> stage.probe().held().size() == 1);

    stage.delete(task, false);
    stage.probe().releaseAll();
    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(stage.probe().tasks(PushStage.ANNA)).isEmpty();
  }

  @Test
  void aWorkerThatDiedWhileItLookedChangesNothing() {
    Task task = dead(stage.linked(Edit.title("Old")), Edit.title("Ours"));
    stage.probe().fault("get-task", "hang", "before", 1);
    discard(task);
    await().until(() -> stage.probe().held().size() == 1);

    stage.query(
        "UPDATE push_queue SET lease_until = now() - interval '1 second', next_attempt_at = now()");
    await().until(() -> isSettled(task));
    stage.probe().releaseAll();

    assertThat(stage.find(task).content().title()).isEqualTo("Old");
    assertThat(stage.requests("update-task")).hasSize(1);
  }

  @Test
  void anOverriddenPriorityIsLetStandAndNotPushedAgain() {
    Task task =
        dead(
            stage.linked(Edit.title("Old")),
            Edit.of(TaskField.MANUAL_PRIORITY_OVERRIDE, 5).and(TaskField.DESCRIPTION, "ours"));

    discarded(task);

    Task now = stage.find(task);
    assertThat(now.content().priority()).isEqualTo(5);
    assertThat(now.content().description()).isEmpty();
    assertThat(stage.remote(PushStage.ANNA).getInteger("priority", 0)).isZero();
    assertThat(new Twin(stage, task).conflicts())
        .extracting(conflict -> conflict.getString("rule"))
        .containsExactlyInAnyOrder("override", "discarded");
  }

  @Test
  void onlyADeadLetterOfOnesOwnCanBeDiscarded() {
    Task task = stage.linked(Edit.title("Fine"));
    long other = stage.newUser();

    assertThat(discard(task)).isInstanceOf(TaskReply.Conflicted.class);
    Task dead = dead(task, Edit.title("Ours"));
    assertThat(ask(new TaskCommand.DiscardFailed(other, dead.id())))
        .isInstanceOf(TaskReply.Missing.class);
    stage.probe().fault("get-task", "hang", "before", 1);
    one(discard(dead));
    assertThat(((TaskReply.Conflicted) discard(dead)).detail()).contains("already");
    stage.probe().releaseAll();
    await().until(() -> isSettled(dead));
    assertThat(discard(dead)).isInstanceOf(TaskReply.Conflicted.class);
  }

  @Test
  void aRetryStartsAnewAndAtOnceForEachOfSeveral() {
    List<Task> tasks =
        List.of(
            dead(stage.linked(Edit.title("One")), Edit.title("First")),
            dead(stage.linked(Edit.title("Two")), Edit.title("Second")));

    for (Task task : tasks) {
      TaskReply reply = ask(new TaskCommand.RetryFailed(task.userId(), task.id()));
      assertThat(one(reply).sync().attempts()).isZero();
      assertThat(one(reply).sync().lastError()).isNull();
    }
    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(stage.queue(stage.user()).failed()).isZero();
    assertThat(stage.probe().tasks(PushStage.ANNA))
        .extracting(remote -> remote.getString("title"))
        .containsExactlyInAnyOrder("First", "Second");
  }

  @Test
  void anEditRevivesADeadLetter() {
    Task task = dead(stage.linked(Edit.title("Old")), Edit.title("Ours"));

    assertThat(stage.updateAndPush(task, Edit.of(TaskField.PRIORITY, 5)).outcome())
        .isEqualTo(Outcome.SYNCED);

    JsonObject remote = stage.remote(PushStage.ANNA);
    assertThat(remote.getString("title")).isEqualTo("Ours");
    assertThat(remote.getInteger("priority")).isEqualTo(5);
  }

  /** TickTick refuses the change once, for good. */
  private static Task dead(Task task, Edit edit) {
    stage.probe().faultStatus("update-task", 403, "", 1);
    assertThat(stage.updateAndPush(task, edit).outcome()).isEqualTo(Outcome.FAILED);
    return stage.find(task);
  }

  private static void discarded(Task task) {
    one(discard(task));
    await().until(() -> isSettled(task));
  }

  private static boolean isSettled(Task task) {
    return !stage.find(task).sync().hasPendingChanges();
  }

  private static TaskReply discard(Task task) {
    return ask(new TaskCommand.DiscardFailed(task.userId(), task.id()));
  }

  private static Task one(TaskReply reply) {
    return ((TaskReply.One) reply).task();
  }

  private static TaskReply ask(TaskCommand command) {
    return PushStage.get(stage.bus().ask(TaskRoutes.COMMAND, command, Duration.ofSeconds(10)));
  }
}
