package dev.tandem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded PostgreSQL dies while the gateway lives. */
final class PostgresDeathIT {
  private static final String KEY = "a-key-for-the-death-test-of-32-characters";
  private static final int CREATES = 300;
  private static final int AT_ONCE = 16;

  @TempDir private Path directory;

  @Test
  void killedUnderWritesItComesBackWithEachAcknowledgedTask() throws Exception {
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    Set<Integer> otherAnswers = ConcurrentHashMap.newKeySet();
    try (GatewayProcess gateway = start()) {
      ApiClient client = new ApiClient(gateway.url(), KEY);
      Semaphore room = new Semaphore(AT_ONCE);
      CountDownLatch third = new CountDownLatch(CREATES / 3);
      CompletableFuture<Void> killed =
          CompletableFuture.runAsync(
              () -> {
                waitFor(third);
                killPostmaster();
              });
      List<CompletableFuture<?>> creates = new ArrayList<>();
      for (int i = 0; i < CREATES; i++) {
        String title = "task " + i;
        room.acquire();
        creates.add(
            client
                .sendAsync(
                    "POST",
                    "/api/tasks",
                    new JsonObject().put("title", title).encode(),
                    "Prefer",
                    "respond-async")
                .thenAccept(
                    answer -> {
                      if (answer.status() == 201) {
                        acknowledged.add(title);
                      } else {
                        otherAnswers.add(answer.status());
                      }
                    })
                .whenComplete(
                    (done, failure) -> {
                      third.countDown();
                      room.release();
                    }));
      }
      CompletableFuture.allOf(creates.toArray(CompletableFuture[]::new)).join();
      killed.join();
      assertThat(otherAnswers).containsExactly(503);

      awaitReady(client);
      assertThat(titles(client)).containsAll(acknowledged);
      assertThat(client.post("/api/tasks", "{\"title\":\"and on it goes\"}").status())
          .isEqualTo(201);
      assertThat(gateway.err())
          .filteredOn(line -> line.contains("The embedded PostgreSQL has ended by itself"))
          .hasSize(1);
      assertThat(gateway.err())
          .anyMatch(line -> line.contains("The embedded PostgreSQL serves again"));
      // One line an outage, not one a request. The driver may print stack traces of its own.
      assertThat(gateway.err())
          .filteredOn(line -> line.contains(" WARN ") || line.contains(" ERROR "))
          .hasSizeLessThan(10);
    }
  }

  @Test
  void comesBackEachTimeOnItsPortAndIsNotReadyMeanwhile() throws Exception {
    try (GatewayProcess gateway = start()) {
      ApiClient client = new ApiClient(gateway.url(), KEY);
      int port = port();
      for (int time = 1; time <= 2; time++) {
        long pid = pid();
        killPostmaster();
        await().until(() -> client.get("/health/ready").status() == 503);
        awaitReady(client);
        assertThat(pid()).isNotEqualTo(pid);
        assertThat(port()).isEqualTo(port);
      }
    }
  }

  @Test
  void isNotStartedAgainByAGatewayThatStops() throws Exception {
    try (GatewayProcess gateway = start()) {
      ApiClient client = new ApiClient(gateway.url(), KEY);
      killPostmaster();
      await().until(() -> client.get("/health/ready").status() == 503);
      gateway.terminate();
      assertThat(gateway.awaitExit()).isIn(0, 143);
      assertThat(serverLives()).isFalse();
      assertThat(gateway.err()).noneMatch(line -> line.contains("does not stop"));
    }
    try (GatewayProcess gateway = start()) {
      assertThat(gateway.toldKey()).isFalse();
    }
  }

  private Set<String> titles(ApiClient client) throws Exception {
    Set<String> titles = new HashSet<>();
    String cursor = "";
    do {
      var page = client.get("/api/tasks?limit=100" + cursor).body();
      page.get("tasks").forEach(task -> titles.add(task.get("title").asText()));
      var next = page.get("next_cursor");
      cursor = next == null || next.isNull() ? "" : "&cursor=" + next.asText();
    } while (!cursor.isEmpty());
    return titles;
  }

  private static void awaitReady(ApiClient client) {
    await().atMost(Duration.ofSeconds(60)).until(() -> client.get("/health/ready").status() == 200);
  }

  private void killPostmaster() {
    try {
      ProcessHandle.of(pid()).orElseThrow().destroyForcibly();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A stale pid file says nothing; a dead process that nobody reaps has no arguments left. */
  private boolean serverLives() throws IOException {
    String cluster = cluster("").toRealPath().toString();
    return Files.exists(cluster("postmaster.pid"))
        && ProcessHandle.of(pid())
            .flatMap(process -> process.info().arguments())
            .map(List::of)
            .filter(arguments -> arguments.contains(cluster))
            .isPresent();
  }

  private long pid() throws IOException {
    return Long.parseLong(pidFile().get(0).strip());
  }

  private int port() throws IOException {
    return Integer.parseInt(pidFile().get(3).strip());
  }

  private List<String> pidFile() throws IOException {
    return Files.readAllLines(cluster("postmaster.pid"));
  }

  private Path cluster(String file) {
    return directory.resolve("data/pgdata").resolve(file);
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private GatewayProcess start() throws Exception {
    return GatewayProcess.start(directory, Map.of("TANDEM_API_KEY", KEY)).awaitReady();
  }
}
