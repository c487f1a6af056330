package dev.tandem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sandbox.RunningSandbox;
import dev.tandem.sandbox.SandboxProbe;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM while many changes are on their way in one request. */
final class PlanDrainIT {
  private static final String KEY = "a-key-for-the-drain-of-a-plan-of-32-characters";
  private static final int MANY = 20;

  @RegisterExtension static final RunningSandbox SANDBOX = new RunningSandbox();

  @TempDir private Path directory;

  @Test
  void losesNoneOfThemAndSendsNoneTwice() throws Exception {
    SandboxProbe ticktick = SANDBOX.probe();
    ticktick.rateLimits(false);
    List<Long> ids = new ArrayList<>();
    try (GatewayProcess gateway = start()) {
      ApiClient client = new ApiClient(gateway.url(), KEY);
      String token =
          new JsonObject().put("access_token", RunningSandbox.ANNA.accessToken()).encode();
      assertThat(client.put("/api/ticktick/token", token).status()).isEqualTo(200);
      for (int i = 0; i < MANY; i++) {
        ids.add(
            client.post("/api/tasks", "{\"title\":\"old " + i + "\"}").body().get("id").asLong());
      }
      await().until(() -> pending(client) == 0);

      // While one change hangs, the others pile up behind it.
      ticktick.fault("update-task", "hang", "before", 1);
      assertThat(retitle(client, ids, 0)).isEqualTo(200);
      await().until(() -> ticktick.held().size() == 1);
      ticktick.fault("batch-tasks", "hang", "after", 1);
      for (int i = 1; i < MANY; i++) {
        assertThat(retitle(client, ids, i)).isEqualTo(200);
      }
      ticktick.releaseAll();
      await().until(() -> !ticktick.held().isEmpty());
      gateway.terminate();

      assertThat(gateway.awaitExit()).isIn(0, 143);
    }
    ticktick.releaseAll();
    int sent = ticktick.requests("batch-tasks") + ticktick.requests("update-task");

    try (GatewayProcess gateway = start()) {
      ApiClient client = new ApiClient(gateway.url(), KEY);
      await().atMost(Duration.ofSeconds(60)).until(() -> pending(client) == 0);
      assertThat(ticktick.tasks(RunningSandbox.ANNA.name()))
          .extracting(task -> task.getString("title"))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, MANY).mapToObj(i -> "new " + i).toList());
      assertThat(ticktick.requests("batch-tasks") + ticktick.requests("update-task"))
          .as("what had arrived is seen and not sent again")
          .isEqualTo(sent);
    }
  }

  private static int retitle(ApiClient client, List<Long> ids, int number) {
    return client
        .patch("/api/tasks/" + ids.get(number), "{\"title\":\"new " + number + "\"}")
        .status();
  }

  private static long pending(ApiClient client) {
    return client.get("/api/sync/pending").body().get("tasks").size();
  }

  private GatewayProcess start() throws Exception {
    return GatewayProcess.start(
            directory,
            Map.of(
                "TANDEM_API_KEY", KEY,
                "TANDEM_SANDBOX", "off",
                "TANDEM_SYNC_WAIT_MS", "0",
                "TANDEM_TICKTICK_TIMEOUT_MS", "5000",
                "TANDEM_TICKTICK_RATE_PER_MINUTE", "100000",
                "TANDEM_RETRY_BASE_MS", "100",
                "TANDEM_RETRY_MAX_MS", "500",
                "TICKTICK_API_URL", SANDBOX.probe().root().toString()))
        .awaitReady();
  }
}
