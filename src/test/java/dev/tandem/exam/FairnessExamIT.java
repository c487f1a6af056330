package dev.tandem.exam;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.ApiClient;
import dev.tandem.GatewayProcess;
import dev.tandem.sandbox.SandboxProbe;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two people, one of whom has very many changes to push: how long a single change of the other
 * takes, and one that the first waits for. The jar as it starts with nothing configured, at the
 * rate that TickTick allows.
 */
final class FairnessExamIT {
  private static final String KEY = "a-key-for-the-fairness-exam-of-32-characters";
  private static final int AT_ONCE = 50;
  private static final int MOST_IN_A_MINUTE = 90;
  private static final int MOST_IN_FIVE_MINUTES = 290;
  private static final int TRIES = 8;

  /** The poll of a dispatcher that heard of nothing. */
  private static final Duration DISPATCH_ROUND = Duration.ofSeconds(1);

  private static final int ROWS = ExamPlan.fromProperties().isLong() ? 10_000 : 2_000;

  @TempDir private Path directory;
  private GatewayProcess gateway;
  private SandboxProbe ticktick;
  private ApiClient busy;
  private ApiClient single;

  @BeforeEach
  void start() throws Exception {
    gateway = GatewayProcess.start(directory, Map.of("TANDEM_API_KEY", KEY)).awaitReady();
    ticktick = new SandboxProbe(gateway.sandbox().getPort());
    busy = new ApiClient(gateway.url(), KEY);
    long user =
        busy.post("/api/users", "{\"name\": \"Guest\", \"email\": \"guest@example.com\"}")
            .body()
            .get("id")
            .asLong();
    String key = new JsonObject().put("name", "exam").put("user_id", user).encode();
    single = new ApiClient(gateway.url(), busy.post("/api/keys", key).body().get("key").asText());
    JsonObject token =
        new JsonObject()
            .put("access_token", ticktick.issueToken("guest", false).getString("access_token"));
    assertThat(single.put("/api/ticktick/token", token.encode()).status()).isEqualTo(200);
  }

  @AfterEach
  void stop() {
    gateway.kill();
  }

  @Test
  void manyChangesOfOneAccountDoNotDelayASingleOneOfAnother() {
    makeRows();
    long theirs = synced(busy);
    long one = synced(single);
    Delays waitedAlone = Delays.ofWhoWaits(single, one, TRIES);
    Delays alone = Delays.ofTheBackground(single, one, TRIES);
    int before = requests("guest");

    flood();
    Delays waitedBeside = Delays.ofWhoWaits(single, one, TRIES);
    Delays beside = Delays.ofTheBackground(single, one, TRIES);
    int requests = requests("guest") - before;
    Delays ownWaited = Delays.ofWhoWaits(busy, theirs, 3);
    int left = busy.get("/api/sync/status").body().at("/queue/pending").asInt();

    JsonObject peaks = ticktick.summary().getJsonObject("peaks");
    System.out.printf(
        "EXAM FAIRNESS rows=%d left=%d tries=%d%n"
            + "  who waits: alone %s; beside the rows %s%n"
            + "  background: alone %s; beside the rows %s%n"
            + "  who waits, of the account with the rows: %s%n"
            + "  requests beside the rows: %d of the single one; busiest windows %s%n",
        ROWS, left, TRIES, waitedAlone, waitedBeside, alone, beside, ownWaited, requests, peaks);
    assertThat(left).as("rows that still waited").isGreaterThan(ROWS / 2);
    assertThat(waitedBeside.median()).isLessThan(waitedAlone.median().plus(DISPATCH_ROUND));
    assertThat(beside.median()).isLessThan(alone.median().plus(DISPATCH_ROUND));
    assertWithinTheRate(peaks.getJsonObject("owner"));
    assertWithinTheRate(peaks.getJsonObject("guest"));
  }

  private static long synced(ApiClient person) {
    JsonNode task = person.post("/api/tasks", "{\"title\": \"One\"}", "Prefer", "wait=30").body();
    assertThat(task.at("/sync/state").asText()).isEqualTo("synced");
    return task.get("id").asLong();
  }

  /** Kept here until all are there, and then wanted in TickTick at one moment. */
  private void makeRows() {
    for (int made = 0; made < ROWS; made += AT_ONCE) {
      CompletableFuture<?>[] answers =
          IntStream.range(made, made + AT_ONCE)
              .mapToObj(row -> "{\"title\": \"Row " + row + "\", \"push_to_ticktick\": false}")
              .map(task -> busy.sendAsync("POST", "/api/tasks", task))
              .map(answer -> answer.thenAccept(one -> assertThat(one.status()).isEqualTo(201)))
              .toArray(CompletableFuture[]::new);
      CompletableFuture.allOf(answers).join();
    }
  }

  private void flood() {
    String all = "{\"push_local_only\": true}";
    assertThat(busy.post("/api/sync", all, "Prefer", "respond-async").status()).isEqualTo(202);
  }

  private int requests(String account) {
    return ticktick.ledger(Map.of("account", account)).size();
  }

  private static void assertWithinTheRate(JsonObject peaks) {
    assertThat(peaks.getInteger("perMinute")).isLessThanOrEqualTo(MOST_IN_A_MINUTE);
    assertThat(peaks.getInteger("perFiveMinutes")).isLessThanOrEqualTo(MOST_IN_FIVE_MINUTES);
  }
}
