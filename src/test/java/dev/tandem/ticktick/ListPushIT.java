package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Project;
import dev.tandem.task.ProjectContent;
import dev.tandem.task.ProjectField;
import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskReply;
import dev.tandem.task.TaskRoutes;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is done to lists here reaches TickTick, once. */
final class ListPushIT {
  @RegisterExtension static final PushStage stage = new PushStage();

  private final ListStage lists = new ListStage(stage);

  @Test
  void aListIsMadeWithAllThatItIs() {
    Project made =
        lists.create(
            new ProjectContent("Finance", "#3876E4", 7, false),
            EnumSet.of(ProjectField.NAME, ProjectField.COLOR, ProjectField.SORT_ORDER));

    Project synced = lists.settled(made);

    assertThat(synced.sync().state()).isEqualTo(SyncState.SYNCED);
    JsonObject there = lists.there().get(0);
    assertThat(there.getString("id")).isEqualTo(synced.remoteId());
    assertThat(there.getString("name")).isEqualTo("Finance");
    assertThat(there.getString("color")).isEqualTo("#3876E4");
    assertThat(there.getLong("sortOrder")).isEqualTo(7);
    assertThat(stage.requests("create-project")).hasSize(1);
  }

  @Test
  void changesThatCoalesceAreOneRequest() {
    Project home = lists.linked("Home");
    stage.undeploy();
    lists.rename(home, "House");
    lists.update(home, ProjectField.COLOR, new ProjectContent("", "#112233", 0, false));
    lists.rename(home, "Flat");
    stage.deploy();

    await().until(() -> !lists.isQueued(home));

    assertThat(lists.namesThere()).containsExactly("Flat");
    assertThat(lists.there().get(0).getString("color")).isEqualTo("#112233");
    assertThat(stage.requests("update-project")).hasSize(1);
  }

  @Test
  void aTaskWaitsForItsListAndGoesAtOnceWhenThatIsThere() {
    stage.probe().faultStatus("create-project", 503, "", 2);
    Project home = lists.create("Home");
    Task task = stage.create(Edit.title("paint").and(TaskField.PROJECT, home.id()));

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> stage.find(task).sync().state() == SyncState.SYNCED);

    assertThat(stage.remote(PushStage.ANNA).getString("projectId"))
        .isEqualTo(lists.find(home).remoteId());
  }

  @Test
  void aWaitingTaskShowsTheErrorOfItsList() {
    stage.probe().faultStatus("create-project", 403, "", 1);
    Project home = lists.settled(lists.create("Home"));
    assertThat(home.sync().state()).isEqualTo(SyncState.FAILED);
    Task task = stage.create(Edit.title("paint").and(TaskField.PROJECT, home.id()));

    assertThat(stage.push(task).outcome()).isNotEqualTo(Outcome.SYNCED);

    assertThat(stage.find(task).sync().lastError().code()).isEqualTo("project_pending");
    assertThat(stage.find(task).sync().lastError().detail())
        .contains("does not let this account change the list");
    // Named again, the same change is tried again.
    assertThat(lists.settled(lists.rename(home, "Home")).sync().state())
        .isEqualTo(SyncState.SYNCED);
    await().until(() -> stage.find(task).sync().state() == SyncState.SYNCED);
  }

  @Test
  void aCreateWhoseAnswerWasLostIsFoundAgain() {
    stage.probe().fault("create-project", "reset", "after", 1);
    Project home = lists.create("Home");

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> lists.find(home).sync().state() == SyncState.SYNCED);

    assertThat(lists.there()).hasSize(1);
    assertThat(stage.requests("create-project")).hasSize(1);
    assertThat(lists.find(home).remoteId()).isEqualTo(lists.there().get(0).getString("id"));
  }

  @Test
  void aCreateThatMadeNothingIsSentAgainOnceThatIsCertain() {
    stage.probe().fault("create-project", "reset", "before", 1);
    Project home = lists.create("Home");
    await()
        .until(
            () ->
                lists.find(home).sync().lastError() != null
                    && lists.find(home).sync().lastError().code().equals("create_unconfirmed"));
    assertThat(lists.there()).isEmpty();

    stage.query(
        """
        UPDATE push_queue SET next_attempt_at = now(), intent = jsonb_set(intent,
          '{create,endedAt}', to_jsonb(now() - interval '2 minutes'))
        WHERE kind = 'project' AND entity_id = $1""",
        home.id());

    await().until(() -> lists.find(home).sync().state() == SyncState.SYNCED);
    assertThat(lists.namesThere()).containsExactly("Home");
  }

  @Test
  void anotherListOfThatNameThatIsKnownHereIsNotAdopted() {
    Project known = lists.linked("Home");
    stage.probe().fault("create-project", "reset", "before", 1);
    Project second = lists.create("Home");
    await().until(() -> lists.find(second).sync().lastError() != null);

    assertThat(lists.find(second).remoteId()).isNull();
    assertThat(lists.find(known).remoteId()).isNotNull();
  }

  @Test
  void aWorkerThatDiedInTheMiddleOfACreateMakesNoSecondList() {
    stage.undeploy();
    Project home = lists.create("Home");
    // What the claim wrote down, and the list that its request has made.
    stage.query(
        """
        UPDATE push_queue SET lease_owner = 'dead', lease_until = now() - interval '1 second',
          fence = nextval('push_fence'), intent = '{"create": {"begunAt": "%s",
            "content": {"name": "Home", "sortOrder": 0, "archived": false}}}'
        WHERE kind = 'project' AND entity_id = $1"""
            .formatted(stage.probe().now()),
        home.id());
    stage.probe().personCreatesProject(PushStage.ANNA, "Home");
    stage.deploy();

    await().until(() -> lists.find(home).sync().state() == SyncState.SYNCED);

    assertThat(lists.there()).hasSize(1);
    assertThat(lists.namesHere()).containsExactly("Home");
  }

  @Test
  void aChangeThereThatIsSeenBeforeAWriteIsTaken() {
    Project home = lists.linked("Home");
    stage
        .probe()
        .personUpdatesProject(
            PushStage.ANNA, home.remoteId(), new JsonObject().put("color", "#aabbcc"));

    Project renamed = lists.settled(lists.rename(home, "House"));

    assertThat(renamed.content().color()).isEqualTo("#aabbcc");
    assertThat(lists.namesThere()).containsExactly("House");
  }

  @Test
  void ofTwoNamesTheOneInTickTickHoldsAndTheOtherIsInTheLog() {
    Project home = lists.linked("Home");
    stage
        .probe()
        .personUpdatesProject(
            PushStage.ANNA, home.remoteId(), new JsonObject().put("name", "Flat"));

    Project merged = lists.settled(lists.rename(home, "House"));

    assertThat(merged.content().name()).isEqualTo("Flat");
    assertThat(merged.sync().state()).isEqualTo(SyncState.SYNCED);
    assertThat(lists.namesThere()).containsExactly("Flat");
    assertThat(stage.requests("update-project")).isEmpty();
    assertThat(
            stage.query(
                "SELECT base #>> '{}', local #>> '{}', remote #>> '{}', rule FROM conflicts"
                    + " WHERE project_id = $1",
                home.id()))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getString(0)).isEqualTo("Home");
              assertThat(row.getString(1)).isEqualTo("House");
              assertThat(row.getString(2)).isEqualTo("Flat");
              assertThat(row.getString(3)).isEqualTo("no_remote_time");
            });
  }

  @Test
  void anUpdateWhoseAnswerWasLostIsNobodysEdit() {
    Project home = lists.linked("Home");
    stage.probe().fault("update-project", "reset", "after", 1);
    lists.rename(home, "House");

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> lists.find(home).sync().state() == SyncState.SYNCED);

    assertThat(lists.namesThere()).containsExactly("House");
    assertThat(lists.nameHere(home)).contains("House");
    assertThat(stage.query("SELECT 1 FROM conflicts")).isEmpty();
  }

  @Test
  void anArchiveThatTheApiCannotSetStaysHereAndIsNotRepeated() {
    Project home = lists.linked("Home");

    Project archived =
        lists.settled(
            lists.update(home, ProjectField.ARCHIVED, new ProjectContent("", null, 0, true)));
    lists.sweep();

    assertThat(archived.sync().state()).isEqualTo(SyncState.SYNCED);
    assertThat(lists.find(home).content().archived()).isTrue();
    assertThat(stage.requests("update-project")).hasSize(1);
  }

  @Test
  void anArchiveThatTheApiCanSetIsSet() {
    stage.probe().quirk("closedIsWritable", true);
    Project home = lists.linked("Home");

    lists.settled(lists.update(home, ProjectField.ARCHIVED, new ProjectContent("", null, 0, true)));

    assertThat(lists.there().get(0).getBoolean("closed")).isTrue();
  }

  @Test
  void aRefusedChangeIsADeadLetterAfterItsLastAttempt() {
    Project home = lists.linked("Home");
    stage.probe().faultStatus("update-project", 500, "{\"errorCode\":\"unknown_exception\"}", 10);
    lists.rename(home, "House");

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> lists.find(home).sync().state() == SyncState.FAILED);

    assertThat(stage.requests("update-project")).hasSize(PushStage.ATTEMPTS);
  }

  @Test
  void anOldLookAfterOurOwnWriteCostsNoEdit() {
    Project home = lists.linked("Home");
    lists.settled(lists.rename(home, "House"));
    stage.probe().fault("get-project", "stale", "before", 1);

    Project renamed = lists.settled(lists.rename(home, "Flat"));

    assertThat(renamed.content().name()).isEqualTo("Flat");
    assertThat(lists.namesThere()).containsExactly("Flat");
    assertThat(stage.query("SELECT 1 FROM conflicts")).isEmpty();
  }

  @Test
  void anEditDuringItsRequestIsSentAfterIt() {
    Project home = lists.linked("Home");
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "update-project")
                .put("kind", "hang")
                .put("phase", "before")
                .put("count", 1));
    lists.rename(home, "House");
    await().until(() -> !stage.probe().held().isEmpty());
    lists.rename(home, "Flat");
    stage.probe().releaseAll();

    await().until(() -> !lists.isQueued(home));

    assertThat(lists.namesThere()).containsExactly("Flat");
    assertThat(lists.nameHere(home)).contains("Flat");
  }

  @Test
  void whatIsReadBackAfterAPushIsNoEdit() {
    Project home = lists.linked("Home");
    lists.settled(lists.rename(home, "House"));

    lists.sweep();
    lists.sweep();

    assertThat(lists.nameHere(home)).contains("House");
    assertThat(stage.query("SELECT 1 FROM conflicts")).isEmpty();
    assertThat(lists.namesHere()).hasSize(1);
  }

  @Test
  void listsAndTasksFromBeforeAConnectionGoThereOnDemand() {
    stage.query("UPDATE ticktick_accounts SET state = 'disconnected'");
    Project home = lists.create("Home");
    Task task =
        PushStage.get(
            stage
                .bus()
                .ask(
                    TaskRoutes.COMMAND,
                    new TaskCommand.Create(
                        stage.user(),
                        Edit.title("paint").and(TaskField.PROJECT, home.id()).patch(),
                        null),
                    Duration.ofSeconds(10))
                .map(reply -> ((TaskReply.One) reply).task()));
    stage.query("UPDATE ticktick_accounts SET state = 'connected'");

    PushStage.get(
        stage
            .bus()
            .ask(
                TaskRoutes.COMMAND,
                new TaskCommand.RequestPushOfLocalOnly(stage.user()),
                Duration.ofSeconds(10)));

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> stage.find(task).sync().state() == SyncState.SYNCED);
    assertThat(lists.namesThere()).containsExactly("Home");
    assertThat(stage.remote(PushStage.ANNA).getString("projectId"))
        .isEqualTo(lists.find(home).remoteId());
  }

  @Test
  void aListOfSomebodyWithoutAnAccountStaysHereUntilItIsAskedFor() {
    stage.query("UPDATE ticktick_accounts SET state = 'disconnected'");
    Project home = lists.create("Home");
    assertThat(home.sync().state()).isEqualTo(SyncState.LOCAL_ONLY);
    assertThat(lists.isQueued(home)).isFalse();
  }
}
