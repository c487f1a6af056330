package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.bus.Registration;
import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.sync.SyncRoutes;
import dev.tandem.sync.SyncRoutes.PushFinished;
import dev.tandem.sync.SyncRoutes.SweepResult;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WaitingIT {
  @RegisterExtension private static final PushStage stage = new PushStage();

  @Test
  void aCallerWhoseTimeIsUpHearsThatItIsPending() {
    Task task = stage.linked(Edit.title("Old"));
    stage.probe().fault("update-task", "hang", "before", 1);
    stage.update(task, Edit.title("New"));

    SyncResult result = stage.push(task, Duration.ofMillis(100));

    assertThat(result.outcome()).isEqualTo(Outcome.PENDING);
    await().until(() -> !stage.probe().held().isEmpty());
    stage.probe().releaseAll();
    await().until(() -> stage.queue(stage.user()).open() == 0);
  }

  @Test
  void aCallerWithoutTimeDoesNotWait() {
    Task task = stage.create(Edit.title("New"));

    assertThat(stage.push(task, Duration.ZERO).outcome()).isIn(Outcome.PENDING, Outcome.SKIPPED);
  }

  @Test
  void aPushByAnotherNodeIsNoticed() {
    stage.undeploy();
    Task task = stage.create(Edit.title("New"));
    stage.query(
        "UPDATE push_queue SET lease_owner = 'another', fence = 7,"
            + " lease_until = now() + interval '1 minute',"
            + " next_attempt_at = now() + interval '1 minute'");
    stage.deploy();

    Future<SyncResult> waiting = stage.pushing(task, Duration.ofSeconds(10));
    stage.query("DELETE FROM push_queue");

    assertThat(PushStage.get(waiting).outcome()).isIn(Outcome.SYNCED, Outcome.SKIPPED);
  }

  @Test
  void everySettledStepIsTold() {
    List<PushFinished> events = new CopyOnWriteArrayList<>();
    Registration heard = PushStage.get(stage.bus().subscribe(SyncRoutes.FINISHED, events::add));

    Task task = stage.linked(Edit.title("New"));

    await().until(() -> !events.isEmpty());
    assertThat(events)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.userId()).isEqualTo(stage.user());
              assertThat(event.result().taskId()).isEqualTo(task.id());
              assertThat(event.result().outcome()).isEqualTo(Outcome.SYNCED);
            });
    PushStage.get(heard.remove());
  }

  @Test
  void aSweepReadsTheListsAndPushesAllThatWaits() {
    stage.probe().personCreatesProject(PushStage.ANNA, "Garden");
    stage.probe().personCreatesProject(PushStage.ANNA, "House");
    Task first = stage.create(Edit.title("First"));
    stage.create(Edit.title("Second"));

    SweepResult result = stage.sweep(Duration.ofSeconds(10));

    assertThat(result.connected()).isTrue();
    assertThat(result.error()).isNull();
    assertThat(result.pulled().created()).isEqualTo(2);
    assertThat(result.pushed().pending()).isZero();
    assertThat(stage.probe().tasks(PushStage.ANNA)).hasSize(2);
    assertThat(stage.find(first).remoteId()).isNotNull();
  }

  @Test
  void aSweepEndsWhenItsTimeIsUp() {
    Task task = stage.linked(Edit.title("Old"));
    stage.probe().faultStatus("update-task", 503, "", 0);
    stage.update(task, Edit.of(TaskField.PRIORITY, 5));

    SweepResult result = stage.sweep(Duration.ofMillis(300));

    assertThat(result.pushed().pending()).isEqualTo(1);
  }

  @Test
  void aSweepTellsThatTheListsCouldNotBeRead() {
    stage.probe().faultStatus("list-projects", 503, "", 1);

    SweepResult result = stage.sweep(Duration.ofSeconds(5));

    assertThat(result.connected()).isTrue();
    assertThat(result.error()).isNotBlank();
  }

  @Test
  void aSweepOfSomebodyWithoutAccountDoesNothing() {
    long nobody =
        stage.query("INSERT INTO users (name) VALUES ('nobody') RETURNING id").get(0).getLong(0);

    SweepResult result =
        PushStage.get(
            stage
                .bus()
                .ask(
                    SyncRoutes.SWEEP,
                    new SyncRoutes.Sweep(nobody, Duration.ofSeconds(5)),
                    Duration.ofSeconds(10)));

    assertThat(result.connected()).isFalse();
  }

  @Test
  void whatIsUnderWayIsSettledBeforeTheVerticleEnds() {
    Task task = stage.linked(Edit.title("Old"));
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "update-task")
                .put("kind", "latency")
                .put("millis", 500)
                .put("count", 1));
    stage.update(task, Edit.title("New"));
    await().until(() -> stage.requests("update-task").size() == 1);

    stage.undeploy();

    assertThat(stage.queue(stage.user()).open()).isZero();
    assertThat(stage.remote(PushStage.ANNA).getString("title")).isEqualTo("New");
  }

  @Test
  void whatCannotEndInTimeIsGivenBack() {
    Task task = stage.linked(Edit.title("Old"));
    stage.probe().fault("update-task", "hang", "before", 1);
    stage.update(task, Edit.title("New"));
    await().until(() -> !stage.probe().held().isEmpty());

    stage.undeploy();

    assertThat(stage.queue(stage.user()).leased()).isZero();
    assertThat(stage.queue(stage.user()).open()).isEqualTo(1);
    stage.probe().releaseAll();
    stage.deploy();
    await().until(() -> stage.queue(stage.user()).open() == 0);
    assertThat(stage.remote(PushStage.ANNA).getString("title")).isEqualTo("New");
  }

  @Test
  void aCreateIsSettledThoughTheInboxCannotBeLearnt() {
    stage.query(
        "CREATE FUNCTION no_inbox() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN RAISE EXCEPTION 'no inbox today'; END $$");
    stage.query(
        "CREATE TRIGGER no_inbox BEFORE UPDATE OF remote_inbox_id ON ticktick_accounts"
            + " FOR EACH ROW EXECUTE FUNCTION no_inbox()");
    try {
      Task task = stage.create(Edit.title("New"));

      assertThat(stage.push(task).outcome()).isEqualTo(Outcome.SYNCED);
      assertThat(stage.find(task).remoteId()).isNotNull();
    } finally {
      stage.query("DROP FUNCTION no_inbox CASCADE");
    }
    stage.linked(Edit.title("Next"));
    await().until(() -> stage.account(stage.user()).identity().inboxId() != null);
  }

  @Test
  void nobodyHearsWhatBecameOfAnothersTask() {
    long ben = stage.connect("tp_ben-token", null);
    Task unheard = stage.create(Edit.title("Anna's"));
    await().until(() -> stage.queue(stage.user()).open() == 0);

    SyncResult afterwards = stage.pushAs(ben, unheard, Duration.ofSeconds(5));

    assertThat(afterwards.outcome()).isEqualTo(Outcome.SKIPPED);
    assertThat(afterwards.remoteId()).isNull();

    stage.probe().fault("update-task", "hang", "before", 1);
    stage.update(unheard, Edit.title("Anna's own"));
    await().until(() -> !stage.probe().held().isEmpty());

    SyncResult meanwhile = stage.pushAs(ben, unheard, Duration.ofSeconds(5));

    assertThat(meanwhile.outcome()).as("not waited for").isEqualTo(Outcome.SKIPPED);
    stage.probe().releaseAll();
    assertThat(stage.push(unheard).outcome()).isIn(Outcome.SYNCED, Outcome.SKIPPED);
  }
}
