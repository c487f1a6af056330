package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.sync.SyncRoutes.BreakerState;
import dev.tandem.task.Task;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Refreshes failed so often that the next one is an hour ahead. */
class WaitingForRefreshIT {
  private static final Duration LEAST_REST = Duration.ofSeconds(5);

  @RegisterExtension private static final PushStage stage = new PushStage();

  private Task task;

  @BeforeEach
  void letRefreshesRest() {
    stage.probe().quirk("refreshTokens", true);
    JsonObject tokens = stage.probe().issueToken(PushStage.ANNA, true);
    stage.connect(
        stage.user(), tokens.getString("access_token"), tokens.getString("refresh_token"));
    task = stage.linked(Edit.title("Old"));
    stage.probe().expireToken(PushStage.ANNA);
    stage.query(
        "UPDATE ticktick_accounts"
            + " SET refresh_until = now() + interval '1 hour', refresh_failures = 12");
  }

  @Test
  void whoWaitsForAChangeIsNotLeftToTheRest() {
    assertThat(stage.updateAndPush(task, Edit.title("New")).outcome()).isEqualTo(Outcome.SYNCED);

    assertThat(stage.requests("token")).hasSize(1);
    assertThat(stage.remote(PushStage.ANNA).getString("title")).isEqualTo("New");
  }

  @Test
  void nobodyWhoDoesNotWaitCutsItShort() {
    stage.update(task, Edit.title("New"));

    await().until(() -> "refresh_failed".equals(lastError()));
    assertThat(stage.requests("token")).isEmpty();

    assertThat(stage.push(task).outcome()).as("asked for afterwards").isEqualTo(Outcome.SYNCED);
    assertThat(stage.requests("token")).hasSize(1);
  }

  @Test
  void whoSyncsTheAccountIsNotLeftToItEither() {
    assertThat(stage.sweep(Duration.ofSeconds(5)).error()).isNull();

    assertThat(stage.requests("token")).hasSize(1);
  }

  @Test
  void norIsWhatWasPutOffBecauseOfIt() {
    stage.update(task, Edit.title("New"));
    stage.putOff("refresh_failed");

    assertThat(stage.sweep(Duration.ofSeconds(8)).pushed().succeeded()).isOne();

    assertThat(stage.requests("token")).hasSize(1);
    assertThat(stage.remote(PushStage.ANNA).getString("title")).isEqualTo("New");
  }

  @Test
  void norIsItIfTheSweepTakesLongerThanThePersonWaits() {
    stage.update(task, Edit.title("New"));
    stage.putOff("refresh_failed");
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "token")
                .put("kind", "latency")
                .put("millis", 400)
                .put("count", 1));

    assertThat(stage.sweep(Duration.ofMillis(150)).error()).isNotNull();

    await().until(() -> "New".equals(stage.remote(PushStage.ANNA).getString("title")));
  }

  @Test
  void norIsWhatAnOutageHeldBack() {
    stage.probe().faultStatus("get-task", 503, "", 0);
    stage.connect(
        stage.user(),
        stage.probe().issueToken(PushStage.ANNA, false).getString("access_token"),
        null);
    stage.update(task, Edit.title("New"));
    stage.putOff("http_503");
    stage.probe().clearFaults();
    // The outage may have lasted long enough for the breaker.
    await().until(() -> stage.breaker() == BreakerState.CLOSED);

    assertThat(stage.sweep(Duration.ofSeconds(8)).pushed().succeeded()).isOne();
  }

  @Test
  void anImpatientPersonDoesNotKnockMoreOftenThanEveryFewSeconds() {
    stage.probe().faultStatus("token", 503, "", 0);
    stage.updateAndPush(task, Edit.title("New"));
    long asked = System.nanoTime();
    for (int i = 0; i < 10; i++) {
      // As after each failure: nothing is due for an hour.
      stage.query("UPDATE ticktick_accounts SET refresh_until = now() + interval '1 hour'");
      SyncResult result = stage.push(task);
      assertThat(result.outcome()).isEqualTo(Outcome.RETRYING);
      assertThat(result.error().code()).isEqualTo("refresh_failed");
    }
    assertThat(stage.requests("token")).hasSize(1);

    stage.probe().clearFaults();
    await()
        .atMost(LEAST_REST.plusSeconds(10))
        .until(() -> stage.push(task).outcome() == Outcome.SYNCED);
    assertThat(Duration.ofNanos(System.nanoTime() - asked))
        .isGreaterThan(LEAST_REST.minusSeconds(1));
    assertThat(stage.requests("token")).hasSize(2);
  }

  private static String lastError() {
    return stage.query("SELECT last_error ->> 'code' FROM push_queue").stream()
        .findFirst()
        .map(row -> row.getString(0))
        .orElse("");
  }
}
