package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.bus.Registration;
import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.sync.SyncRoutes;
import dev.tandem.sync.SyncRoutes.BreakerState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BreakerIT {
  /** Less than a hanging request takes. */
  private static final Duration SOON = PushStage.TIMEOUT.minusMillis(500);

  @RegisterExtension private static final PushStage stage = new PushStage();

  @Test
  void whileTickTickIsDownChangesStayPendingAndAreDrainedAfterwards() {
    List<Task> tasks = linked(20);
    List<BreakerState> states = new CopyOnWriteArrayList<>();
    Registration heard =
        PushStage.get(
            stage.bus().subscribe(SyncRoutes.BREAKER_CHANGED, event -> states.add(event.state())));

    stage.stopSandbox();
    tasks.forEach(task -> stage.update(task, Edit.of(TaskField.PRIORITY, 5)));
    await().until(() -> states.contains(BreakerState.OPEN));

    assertThat(stage.queue(stage.user()).open()).isEqualTo(20);
    assertThat(stage.queue(stage.user()).failed()).isZero();
    SyncResult result = stage.push(tasks.get(0), Duration.ofSeconds(10));
    assertThat(result.outcome()).isIn(Outcome.PENDING, Outcome.RETRYING);
    assertThat(result.attempts()).isZero();

    stage.startSandbox();
    await().atMost(Duration.ofSeconds(20)).until(() -> stage.queue(stage.user()).open() == 0);
    await().until(() -> states.get(states.size() - 1) == BreakerState.CLOSED);
    assertThat(stage.breaker()).isEqualTo(BreakerState.CLOSED);
    assertThat(states).startsWith(BreakerState.OPEN, BreakerState.HALF_OPEN);
    assertThat(stage.probe().tasks(PushStage.ANNA))
        .hasSize(20)
        .allMatch(remote -> remote.getInteger("priority") == 5);
    assertThat(stage.probe().ledger().get(0).getString("route"))
        .as("the probe is nobody's change")
        .isEqualTo("list-projects");
    PushStage.get(heard.remove());
  }

  @Test
  void oneAccountsTroubleDoesNotStopTheOthers() {
    Task bens = bens();
    List<Task> annas = linked(10);
    allOfAnnasPushes("reset");
    int before = stage.probe().ledger().size();

    annas.forEach(task -> stage.update(task, Edit.of(TaskField.PRIORITY, 5)));
    await().atMost(Duration.ofSeconds(20)).until(() -> stage.probe().ledger().size() > before + 10);

    assertThat(stage.breaker()).isEqualTo(BreakerState.CLOSED);
    assertThat(stage.updateAndPush(bens, Edit.title("Ben's still")).outcome())
        .isEqualTo(Outcome.SYNCED);
  }

  @Test
  void anAccountWhoseRequestsAloneHangIsPausedAndHoldsNobodyUp() {
    Task bens = bens();
    List<Task> annas = linked(45);
    allOfAnnasPushes("hang");

    annas.forEach(task -> stage.update(task, Edit.of(TaskField.PRIORITY, 5)));
    // That others get through is known of those only who ask lately.
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              stage.updateAndPush(bens, Edit.title("Ben's at " + System.nanoTime()));
              return stage.account(stage.user()).pausedUntil() != null;
            });

    assertThat(stage.breaker()).isEqualTo(BreakerState.CLOSED);
    SyncResult result = stage.push(stage.update(bens, Edit.title("Ben's still")), SOON);
    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);

    stage.probe().clearFaults();
    stage.probe().releaseAll();
    // The first is on its way before the others, and may be given up before the account is paused.
    stage.retryFailures(stage.user());
    await().atMost(Duration.ofSeconds(30)).until(() -> stage.queue(stage.user()).open() == 0);
    assertThat(stage.queue(stage.user()).failed()).isZero();
    assertThat(stage.probe().tasks(PushStage.ANNA))
        .hasSize(45)
        .allMatch(remote -> remote.getInteger("priority") == 5);
  }

  @Test
  void refusalsAreNoOutages() {
    List<Task> tasks = linked(10);
    stage.probe().faultStatus("update-task", 400, "", 0);
    stage.probe().faultStatus("batch-tasks", 400, "", 0);

    tasks.forEach(task -> stage.update(task, Edit.of(TaskField.PRIORITY, 5)));
    await().atMost(Duration.ofSeconds(20)).until(() -> stage.queue(stage.user()).failed() == 10);

    assertThat(stage.breaker()).isEqualTo(BreakerState.CLOSED);
  }

  /** A pushed task of another user. */
  private static Task bens() {
    Task task = stage.create(stage.connect("tp_ben-token", null), Edit.title("Ben's"));
    assertThat(stage.push(task).outcome()).isEqualTo(Outcome.SYNCED);
    return task;
  }

  private static void allOfAnnasPushes(String fault) {
    for (String route : List.of("update-task", "get-task", "batch-tasks", "project-data")) {
      stage
          .probe()
          .fault(
              new JsonObject()
                  .put("account", PushStage.ANNA)
                  .put("route", route)
                  .put("kind", fault)
                  .put("count", 0));
    }
  }

  private static List<Task> linked(int count) {
    List<Task> tasks =
        IntStream.range(0, count).mapToObj(i -> stage.create(Edit.title("Task " + i))).toList();
    await().until(() -> stage.queue(stage.user()).open() == 0);
    return tasks;
  }
}
