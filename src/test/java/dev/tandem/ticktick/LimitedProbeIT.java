package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.SyncRoutes.BreakerState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What asks whether TickTick is back is told that the account asks too much. */
class LimitedProbeIT {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  @RegisterExtension private static final PushStage stage = new PushStage();

  @Test
  void theHostIsBackAndTheAccountWaitsAsItIsTold() {
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "list-projects")
                .put("kind", "throttled")
                .put("retryAfter", String.valueOf(PAUSE.toSeconds()))
                .put("count", 1));
    long rate = stage.queue(stage.user()).budgetPerMinute();
    Instant before = Instant.now();

    openTheBreaker();

    Instant end = stage.account(stage.user()).pausedUntil();
    assertThat(end).isAfterOrEqualTo(before.plus(PAUSE));
    assertThat(stage.queue(stage.user()).budgetPerMinute())
        .isBetween((int) (rate * 0.74), (int) (rate * 0.76));
    int sent = stage.probe().ledger().size();

    await().atMost(Duration.ofSeconds(20)).until(() -> stage.queue(stage.user()).open() == 0);
    assertThat(Instant.parse(stage.probe().ledger().get(sent).getString("at")))
        .as("the first request after the pause")
        .isAfterOrEqualTo(end.minusMillis(100));
  }

  @Test
  void theHiddenLimitCountsAlike() {
    stage.probe().faultStatus("list-projects", 500, "{\"errorCode\":\"exceed_query_limit\"}", 1);

    openTheBreaker();

    assertThat(stage.account(stage.user()).pausedUntil())
        .isBetween(Instant.now().plusSeconds(50), Instant.now().plusSeconds(80));
    assertThat(stage.query("SELECT FROM budgets WHERE rate_factor < 1")).isNotEmpty();
    assertThat(stage.requests("list-projects")).as("the probe").hasSize(1);
  }

  /** Every other request is answered by a reset. */
  private static void openTheBreaker() {
    List<Task> tasks =
        IntStream.range(0, 10).mapToObj(i -> stage.create(Edit.title("Task " + i))).toList();
    await().until(() -> stage.queue(stage.user()).open() == 0);
    for (String route : List.of("update-task", "get-task", "batch-tasks", "project-data")) {
      stage.probe().fault(route, "reset", "before", 0);
    }
    tasks.forEach(task -> stage.update(task, Edit.of(TaskField.PRIORITY, 5)));
    await().until(() -> stage.breaker() != BreakerState.CLOSED);
    await().until(() -> stage.breaker() == BreakerState.CLOSED);
    stage.probe().clearFaults();
  }
}
