package dev.tandem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sandbox.RunningSandbox;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM ends a gateway in order. */
final class DrainIT {
  private static final String KEY = "a-key-for-the-drain-test-of-32-characters";

  @RegisterExtension static final RunningSandbox SANDBOX = new RunningSandbox();

  @TempDir private Path directory;

  @Test
  void answersWhoeverWaitsAndLosesNothing() throws Exception {
    long id;
    try (GatewayProcess gateway = start()) {
      ApiClient client = new ApiClient(gateway.url(), KEY);
      String token =
          new JsonObject().put("access_token", RunningSandbox.ANNA.accessToken()).encode();
      assertThat(client.put("/api/ticktick/token", token).status()).isEqualTo(200);
      ApiClient.Answer made = client.post("/api/tasks", "{\"title\":\"made\"}");
      id = made.body().get("id").asLong();
      assertThat(made.body().at("/sync/state").asText()).isEqualTo("synced");
      SANDBOX.probe().fault("update-task", "hang", "before", 1);

      CompletableFuture<ApiClient.Answer> waiting =
          client.sendAsync(
              "PUT", "/api/tasks/" + id, "{\"title\":\"hanging\"}", "Prefer", "wait=30");
      await().until(() -> !SANDBOX.probe().held().isEmpty());
      gateway.terminate();

      ApiClient.Answer answer = waiting.join();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body().at("/sync/has_pending_changes").asBoolean()).isTrue();
      assertThat(gateway.awaitExit()).isIn(0, 143);
    }
    SANDBOX.probe().releaseAll();

    try (GatewayProcess gateway = start()) {
      ApiClient client = new ApiClient(gateway.url(), KEY);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  "synced"
                      .equals(client.get("/api/tasks/" + id).body().at("/sync/state").asText()));
      assertThat(SANDBOX.probe().tasks(RunningSandbox.ANNA.name()))
          .singleElement()
          .extracting(task -> task.getString("title"))
          .isEqualTo("hanging");
    }
  }

  private GatewayProcess start() throws Exception {
    return GatewayProcess.start(
            directory,
            Map.of(
                "TANDEM_API_KEY", KEY,
                "TANDEM_SANDBOX", "off",
                "TANDEM_TICKTICK_TIMEOUT_MS", "5000",
                "TANDEM_RETRY_BASE_MS", "100",
                "TANDEM_RETRY_MAX_MS", "500",
                "TICKTICK_API_URL", SANDBOX.probe().root().toString()))
        .awaitReady();
  }
}
