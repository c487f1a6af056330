package dev.tandem.exam;

import static dev.tandem.exam.Signal.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.ApiClient;
import dev.tandem.GatewayProcess;
import dev.tandem.config.DatabaseUrl;
import dev.tandem.persistence.ExternalServer;
import dev.tandem.persistence.TestDatabase;
import dev.tandem.sandbox.RunningSandbox;
import dev.tandem.sandbox.SandboxProbe;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * One run's gateway, and the PostgreSQL and TickTick that outlive it. The gateway is the real jar;
 * each of the three dies without the others.
 */
final class ExamStage implements AutoCloseable {
  static final String ANNA = RunningSandbox.ANNA.name();

  private static final String KEY = "a-key-for-the-crash-exam-of-32-characters";
  private static final int LISTS = 2;

  private final ExternalServer postgres;
  private final SandboxProbe ticktick;
  private final Path directory;
  private final String database;
  private final Duration timeout;
  private final Map<String, Integer> points = new TreeMap<>();
  private volatile CompletableFuture<ApiClient> serving = new CompletableFuture<>();
  private int faultsTold;
  private GatewayProcess gateway;
  private Lists lists;

  /**
   * @param database a new one
   * @param timeout of the gateway's requests to TickTick
   */
  ExamStage(
      ExternalServer postgres,
      SandboxProbe ticktick,
      Path directory,
      String database,
      Duration timeout) {
    this.postgres = postgres;
    this.ticktick = ticktick;
    this.directory = directory;
    this.database = database;
    this.timeout = timeout;
  }

  /** With a connected account that has lists. */
  ExamStage open() throws Exception {
    ticktick.reset();
    ticktick.rateLimits(false);
    ticktick.quirk("refreshTokens", true);
    for (int i = 1; i <= LISTS; i++) {
      ticktick.personCreatesProject(ANNA, "List " + i);
    }
    start();
    assertThat(connect()).as("connected").isTrue();
    await().until(() -> client().get("/api/projects").body().get("projects").size() == LISTS);
    Map<Long, String> remoteIds = new HashMap<>();
    for (JsonNode list : client().get("/api/projects").body().get("projects")) {
      remoteIds.put(list.get("id").asLong(), list.get("ticktick_project_id").asText());
    }
    lists = new Lists("inbox" + RunningSandbox.ANNA.uid(), remoteIds);
    return this;
  }

  void start() throws Exception {
    gateway = GatewayProcess.start(directory, environment()).awaitReady();
    serving.complete(new ApiClient(gateway.url(), KEY));
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put(
        "TANDEM_DATABASE_URL", postgres.urlOf("tandem", database, "127.0.0.1", "sslmode=disable"));
    environment.put("TANDEM_ENCRYPTION_KEYS", "exam:" + "A".repeat(43) + "=");
    environment.put("TANDEM_API_KEY", KEY);
    environment.put("TANDEM_SYNC_WAIT_MS", "0");
    environment.put("TANDEM_TICKTICK_RATE_PER_MINUTE", "100000");
    environment.put("TANDEM_TICKTICK_TIMEOUT_MS", Long.toString(timeout.toMillis()));
    environment.put("TANDEM_RETRY_BASE_MS", "50");
    environment.put("TANDEM_RETRY_MAX_MS", "500");
    environment.put("TANDEM_RETRY_ATTEMPTS", "50");
    environment.put("TANDEM_BREAKER_RESET_MS", "300");
    environment.put("TICKTICK_API_URL", ticktick.root().toString());
    environment.put("TICKTICK_AUTH_URL", ticktick.root().toString());
    environment.put("TICKTICK_CLIENT_ID", RunningSandbox.APP.clientId());
    environment.put("TICKTICK_CLIENT_SECRET", RunningSandbox.APP.clientSecret());
    return environment;
  }

  /** A person connects the account, for the first time or again; false: TickTick is not well. */
  boolean connect() {
    JsonObject tokens = ticktick.issueToken(ANNA, true);
    String pair =
        new JsonObject()
            .put("access_token", tokens.getString("access_token"))
            .put("refresh_token", tokens.getString("refresh_token"))
            .encode();
    return client().put("/api/ticktick/token", pair).status() == 200;
  }

  /** SIGKILL. */
  void kill() {
    serving = new CompletableFuture<>();
    gateway.kill();
    count("kills");
    // What TickTick holds for the dead is dropped when it notices.
    await().until(() -> ticktick.held().isEmpty());
  }

  /** Completes when the gateway serves. */
  CompletableFuture<ApiClient> serving() {
    return serving;
  }

  ApiClient client() {
    return serving.join();
  }

  SandboxProbe ticktick() {
    return ticktick;
  }

  Lists lists() {
    return lists;
  }

  ExternalServer postgres() {
    return postgres;
  }

  DatabaseUrl superuser() {
    return postgres.superuser(database);
  }

  /** Something happened that the run is to tell of. */
  void count(String point) {
    count(point, 1);
  }

  void count(String point, int times) {
    points.merge(point, times, Integer::sum);
  }

  /** What happened since it was asked last, TickTick's faults included. */
  Map<String, Integer> takePoints() {
    int faults = faults();
    count("faults", faults - faultsTold);
    faultsTold = faults;
    Map<String, Integer> taken = new TreeMap<>(points);
    points.clear();
    return taken;
  }

  /** Requests that a fault befell, from the beginning. */
  int faults() {
    return (int) ticktick.ledger().stream().filter(entry -> entry.containsKey("fault")).count();
  }

  Duration timeout() {
    return timeout;
  }

  void execute(String... statements) throws SQLException, IOException {
    postgres.run(database, statements);
  }

  long number(String sql) throws SQLException {
    try (Connection connection = TestDatabase.connect(superuser());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private Set<Long> occurrences() {
    Set<Long> ids = new HashSet<>();
    try (Connection connection = TestDatabase.connect(superuser());
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT id FROM tasks WHERE occurrence_of IS NOT NULL")) {
      while (rows.next()) {
        ids.add(rows.getLong(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return ids;
  }

  /** The gateway's tasks by the first word of their titles, deleted ones left out. */
  Map<String, Map<String, String>> tasks() {
    Map<String, Map<String, String>> tasks = new HashMap<>();
    Set<Long> occurrences = occurrences();
    String cursor = "";
    do {
      JsonNode page = client().get("/api/tasks?limit=500&sort=created_at" + cursor).body();
      for (JsonNode task : page.get("tasks")) {
        String marker = LedgerCheck.marker(task.get("title").asText());
        // The completed copy of an occurrence has its task's title.
        boolean copy =
            task.get("status").asText().equals("completed")
                && occurrences.contains(task.get("id").asLong());
        if (!copy && tasks.put(marker, Shown.here(task, lists)) != null) {
          throw new AssertionError("two tasks here are called " + marker);
        }
      }
      JsonNode next = page.get("next_cursor");
      cursor = next.isNull() ? "" : "&cursor=" + next.asText();
    } while (!cursor.isEmpty());
    return tasks;
  }

  @Override
  public void close() {
    ticktick.clearFaults();
    ticktick.releaseAll();
    if (gateway != null) {
      gateway.kill();
    }
  }
}
