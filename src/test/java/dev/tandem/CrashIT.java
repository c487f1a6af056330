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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is killed loses nothing that it acknowledged, and makes nothing twice. */
final class CrashIT {
  private static final int CREATES = 200;
  private static final String KEY = "a-key-for-the-crash-test-of-32-characters";

  @RegisterExtension static final RunningSandbox SANDBOX = new RunningSandbox();

  @TempDir private Path directory;

  @Test
  void killedDuringCreatesItDeliversEachAcknowledgedTaskAfterARestart() throws Exception {
    SandboxProbe ticktick = SANDBOX.probe();
    ticktick.rateLimits(false);
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    try (GatewayProcess gateway = start()) {
      ApiClient client = new ApiClient(gateway.url(), KEY);
      String token =
          new JsonObject().put("access_token", RunningSandbox.ANNA.accessToken()).encode();
      assertThat(client.put("/api/ticktick/token", token).status()).isEqualTo(200);
      CountDownLatch half = new CountDownLatch(CREATES / 2);
      List<CompletableFuture<?>> creates = new ArrayList<>();
      for (int i = 0; i < CREATES; i++) {
        String title = "task " + i;
        creates.add(
            client
                .sendAsync("POST", "/api/tasks", new JsonObject().put("title", title).encode())
                .thenAccept(
                    answer -> {
                      if (answer.status() == 201) {
                        acknowledged.add(title);
                        half.countDown();
                      }
                    })
                .exceptionally(killed -> null));
      }
      assertThat(half.await(60, TimeUnit.SECONDS)).isTrue();
      gateway.kill();
      CompletableFuture.allOf(creates.toArray(CompletableFuture[]::new)).join();
    }
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(CREATES / 2);

    try (GatewayProcess gateway = start()) {
      ApiClient client = new ApiClient(gateway.url(), KEY);
      await()
          // What was under way is looked for again a minute after its claim has ended.
          .atMost(Duration.ofMinutes(3))
          .until(() -> client.get("/api/sync/pending?limit=1").body().get("tasks").isEmpty());
    }
    Set<String> arrived =
        ticktick.tasks(RunningSandbox.ANNA.name()).stream()
            .map(task -> task.getString("title"))
            .collect(Collectors.toSet());
    assertThat(arrived).containsAll(acknowledged);
    assertThat(ticktick.tasks(RunningSandbox.ANNA.name()))
        .extracting(task -> task.getString("title"))
        .as("nothing was made twice")
        .doesNotHaveDuplicates();
  }

  private GatewayProcess start() throws Exception {
    return GatewayProcess.start(
            directory,
            Map.of(
                "TANDEM_API_KEY", KEY,
                "TANDEM_SANDBOX", "off",
                "TANDEM_SYNC_WAIT_MS", "500",
                "TANDEM_TICKTICK_RATE_PER_MINUTE", "100000",
                "TANDEM_TICKTICK_TIMEOUT_MS", "3000",
                "TICKTICK_API_URL", SANDBOX.probe().root().toString()))
        .awaitReady();
  }
}
