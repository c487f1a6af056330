package dev.tandem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.persistence.ExternalServer;
import dev.tandem.persistence.TestDatabase;
import dev.tandem.sandbox.RunningSandbox;
import dev.tandem.sandbox.SandboxProbe;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL is restarted beneath a gateway that people write to. */
final class DatabaseRestartIT {
  private static final String KEY = "a-key-for-restarts-of-the-database-server";
  private static final int WRITERS = 8;

  /** Beyond the ten seconds that a request may wait for a connection in the worst case. */
  private static final Duration REFUSED_WITHIN = Duration.ofSeconds(15);

  @RegisterExtension static final RunningSandbox SANDBOX = new RunningSandbox();

  @TempDir private Path directory;
  private ExternalServer server;
  private GatewayProcess gateway;
  private ApiClient client;

  @BeforeEach
  void start() throws Exception {
    server = ExternalServer.make().start();
    gateway =
        GatewayProcess.start(
                directory,
                Map.of(
                    "TANDEM_DATABASE_URL",
                    server.urlOf("tandem", "tandem", "127.0.0.1", ""),
                    "TANDEM_ENCRYPTION_KEYS",
                    "test:" + "A".repeat(43) + "=",
                    "TANDEM_API_KEY",
                    KEY,
                    "TANDEM_SYNC_WAIT_MS",
                    "0",
                    "TANDEM_TICKTICK_RATE_PER_MINUTE",
                    "100000",
                    // What was on its way when the server went is leased for twice as long.
                    "TANDEM_TICKTICK_TIMEOUT_MS",
                    "3000",
                    "TICKTICK_API_URL",
                    SANDBOX.probe().root().toString()))
            .awaitReady();
    client = new ApiClient(gateway.url(), KEY);
    SANDBOX.probe().rateLimits(false);
    String token = new JsonObject().put("access_token", RunningSandbox.ANNA.accessToken()).encode();
    assertThat(client.put("/api/ticktick/token", token).status()).isEqualTo(200);
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
    server.close();
  }

  @Test
  void losesNoAcknowledgedWriteWhenTheServerIsStopped() throws Exception {
    survives(server::stop);
  }

  @Test
  void losesNoAcknowledgedWriteWhenTheServerIsKilled() throws Exception {
    survives(server::kill);
  }

  @Test
  void answers503WhereAnotherSessionHoldsALockAndDoesNothing() throws Exception {
    String task =
        "/api/tasks/"
            + client.post("/api/tasks", "{\"title\":\"before\"}").body().get("id").asLong();
    await().until(() -> !client.get(task).body().at("/sync/has_pending_changes").asBoolean());
    try (Connection connection = TestDatabase.connect(server.superuser("tandem"));
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT 1 FROM tasks FOR UPDATE");
      ApiClient.Answer refused = client.patch(task, "{\"title\":\"after\"}");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      connection.rollback();
    }
    ApiClient.Answer untouched = client.get(task);
    assertThat(untouched.body().get("title").asText()).isEqualTo("before");
    assertThat(untouched.body().at("/sync/has_pending_changes").asBoolean()).isFalse();
    assertThat(client.patch(task, "{\"title\":\"after\"}").status()).isEqualTo(200);
  }

  @Test
  void servesOnWhileAnotherNodeMigrates() throws Exception {
    assertThat(round()).doesNotContain(500, 503);
    try (Connection connection = TestDatabase.connect(server.superuser("tandem"));
        Statement statement = connection.createStatement()) {
      // What migrations usually do is not even noticed.
      for (String table : tables(statement)) {
        statement.execute("ALTER TABLE " + table + " ADD COLUMN added_later text");
      }
      for (int i = 0; i < WRITERS; i++) {
        assertThat(round()).doesNotContain(500, 503);
      }
      // Another type of a column costs each prepared statement one refusal that can be repeated.
      statement.execute("ALTER TABLE tasks ALTER COLUMN title TYPE varchar(100000)");
      Set<Integer> seen = new HashSet<>();
      await()
          .untilAsserted(
              () -> {
                Set<Integer> now = round();
                seen.addAll(now);
                assertThat(now).doesNotContain(503);
              });
      assertThat(seen).doesNotContain(500);
    }
  }

  private static List<String> tables(Statement statement) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    assertThat(names).contains("tasks", "push_queue");
    return names;
  }

  /** The statuses of one request of each kind. */
  private Set<Integer> round() {
    Set<Integer> statuses = new HashSet<>();
    ApiClient.Answer made = client.post("/api/tasks", "{\"title\":\"one\"}");
    statuses.add(made.status());
    String task = "/api/tasks/" + made.body().path("id").asLong();
    statuses.add(client.get(task).status());
    statuses.add(client.patch(task, "{\"title\":\"two\"}").status());
    statuses.add(client.get("/api/tasks").status());
    statuses.add(client.get("/api/tasks/summary").status());
    statuses.add(client.get("/api/sync/status").status());
    statuses.add(client.get("/api/users").status());
    statuses.add(client.get("/api/projects").status());
    statuses.add(client.delete(task).status());
    return statuses;
  }

  private interface Blow {
    void strike() throws Exception;
  }

  private void survives(Blow blow) throws Exception {
    Writers writers = new Writers();
    await().until(() -> writers.acknowledged.size() >= 100);
    blow.strike();
    await().until(() -> writers.refused.get() >= 50);
    assertThat(client.get("/health/ready").status()).isEqualTo(503);
    ApiClient.Answer refused = client.get("/api/tasks");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.body().get("type").asText()).endsWith("overloaded");
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    int before = writers.acknowledged.size();

    server.start();
    await().atMost(Duration.ofSeconds(10)).until(() -> writers.acknowledged.size() > before);
    await().atMost(Duration.ofSeconds(10)).until(() -> client.get("/health/ready").status() == 200);
    await().until(() -> writers.acknowledged.size() >= before + 100);
    writers.stop();

    assertThat(writers.unexpected).isEmpty();
    assertThat(Duration.ofNanos(writers.slowest.get())).isLessThan(REFUSED_WITHIN);
    assertThat(titles()).containsAll(writers.acknowledged);
    assertThatPushesGoOn(writers.acknowledged);
    assertThat(gateway.err())
        .filteredOn(line -> line.contains("PostgreSQL cannot be used until further notice"))
        .hasSizeBetween(1, 20);
  }

  private Set<String> titles() {
    Set<String> titles = new HashSet<>();
    String cursor = "";
    do {
      ApiClient.Answer page = client.get("/api/tasks?limit=500" + cursor);
      assertThat(page.status()).isEqualTo(200);
      page.body().get("tasks").forEach(task -> titles.add(task.get("title").asText()));
      String next = page.body().path("next_cursor").asText("");
      cursor = next.isEmpty() || "null".equals(next) ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
    return titles;
  }

  private void assertThatPushesGoOn(Set<String> acknowledged) {
    SandboxProbe ticktick = SANDBOX.probe();
    await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () ->
                assertThat(
                        ticktick.tasks(RunningSandbox.ANNA.name()).stream()
                            .map(task -> task.getString("title"))
                            .collect(Collectors.toSet()))
                    .containsAll(acknowledged));
  }

  /** Each writes one task after the other, whatever comes back. */
  private final class Writers {
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> unexpected = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicLong slowest = new AtomicLong();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<CompletableFuture<Void>> all = new ArrayList<>();

    Writers() {
      IntStream.range(0, WRITERS).forEach(writer -> all.add(write(writer, 0)));
    }

    private CompletableFuture<Void> write(int writer, int number) {
      if (stopped.get()) {
        return CompletableFuture.completedFuture(null);
      }
      String title = "task " + writer + "-" + number;
      long asked = System.nanoTime();
      return client
          .sendAsync("POST", "/api/tasks", new JsonObject().put("title", title).encode())
          .thenAccept(answer -> heard(title, answer, System.nanoTime() - asked))
          .thenComposeAsync(
              done -> write(writer, number + 1),
              CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS));
    }

    private void heard(String title, ApiClient.Answer answer, long nanos) {
      if (answer.status() == 201) {
        acknowledged.add(title);
      } else if (answer.status() == 503 && "1".equals(answer.header("Retry-After"))) {
        refused.incrementAndGet();
        slowest.accumulateAndGet(nanos, Math::max);
      } else {
        unexpected.add(answer.status() + " " + answer.body());
      }
    }

    void stop() {
      stopped.set(true);
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    }
  }
}
