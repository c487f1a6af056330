package dev.tandem.exam;

import static dev.tandem.exam.Signal.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.ApiClient;
import dev.tandem.GatewayProcess;
import dev.tandem.persistence.ExternalServer;
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

/**
 * Two nodes on one PostgreSQL, one of which is killed with changes in its hands: how long until the
 * other goes on with them. All times are those of a start with nothing configured.
 */
final class TakeoverExamIT {
  private static final String KEY = "a-key-for-the-takeover-exam-of-32-characters";
  private static final String ANNA = RunningSandbox.ANNA.name();
  private static final Duration PROMISED = Duration.ofSeconds(30);
  private static final int MANY = 20;

  @RegisterExtension static final RunningSandbox SANDBOX = new RunningSandbox();

  @TempDir private Path directory;

  @Test
  void theOtherNodeGoesOnWithinHalfAMinute() throws Exception {
    SandboxProbe ticktick = SANDBOX.probe();
    ticktick.rateLimits(false);
    try (ExternalServer postgres = ExternalServer.make().start()) {
      String database = postgres.migrated("takeover");
      String url = postgres.urlOf("tandem", database, "127.0.0.1", "sslmode=disable");
      GatewayProcess first = start(url);
      List<Long> ids = linked(new ApiClient(first.url(), KEY));
      ApiClient client = new ApiClient(first.url(), KEY);
      // It is there already, as its start may take longer than an answer is held, but paused, so
      // that it is the first that has the batch.
      try (GatewayProcess second = start(url)) {
        second.pause();
        // While one change hangs, the others pile up behind it.
        ticktick.fault("update-task", "hang", "before", 1);
        retitle(client, ids.get(0), "new 0");
        await().until(() -> ticktick.held().size() == 1);
        ticktick.fault("batch-tasks", "hang", "after", 1);
        IntStream.range(1, MANY).forEach(i -> retitle(client, ids.get(i), "new " + i));
        // Not what is held of the others, if the first was given up meanwhile.
        ticktick.held().stream()
            .filter(held -> held.getString("route").equals("update-task"))
            .forEach(held -> ticktick.release(held.getLong("number"), false));
        await().until(() -> isHeld(ticktick, "batch-tasks"));

        int sent = ticktick.requests("batch-tasks");
        first.kill();
        long killed = System.nanoTime();
        second.resume();
        await().until(() -> ticktick.held().isEmpty());
        ApiClient other = new ApiClient(second.url(), KEY);
        await().until(() -> other.get("/api/sync/pending").body().get("tasks").isEmpty());

        Duration took = Duration.ofNanos(System.nanoTime() - killed);
        System.out.printf("EXAM TAKEOVER tasks=%d seconds=%.1f%n", MANY, took.toMillis() / 1e3);
        assertThat(took).isLessThan(PROMISED);
        assertThat(ticktick.tasks(ANNA))
            .extracting(task -> task.getString("title"))
            .containsExactlyInAnyOrderElementsOf(
                IntStream.range(0, MANY).mapToObj(i -> "new " + i).toList());
        assertThat(ticktick.requests("batch-tasks"))
            .as("what had arrived is seen and not sent again")
            .isEqualTo(sent);
      }
    }
  }

  private static boolean isHeld(SandboxProbe ticktick, String route) {
    return ticktick.held().stream().anyMatch(held -> route.equals(held.getString("route")));
  }

  private static List<Long> linked(ApiClient client) {
    String token = new JsonObject().put("access_token", RunningSandbox.ANNA.accessToken()).encode();
    assertThat(client.put("/api/ticktick/token", token).status()).isEqualTo(200);
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      String task = "{\"title\": \"old " + i + "\"}";
      ids.add(client.post("/api/tasks", task).body().get("id").asLong());
    }
    await().until(() -> client.get("/api/sync/pending").body().get("tasks").isEmpty());
    return ids;
  }

  private static void retitle(ApiClient client, long id, String title) {
    assertThat(client.patch("/api/tasks/" + id, "{\"title\": \"" + title + "\"}").status())
        .isEqualTo(200);
  }

  private GatewayProcess start(String url) throws Exception {
    return GatewayProcess.start(
            directory,
            Map.of(
                "TANDEM_DATABASE_URL",
                url,
                "TANDEM_ENCRYPTION_KEYS",
                "exam:" + "A".repeat(43) + "=",
                "TANDEM_API_KEY",
                KEY,
                "TANDEM_SYNC_WAIT_MS",
                "0",
                "TICKTICK_API_URL",
                SANDBOX.probe().root().toString()))
        .awaitReady();
  }
}
