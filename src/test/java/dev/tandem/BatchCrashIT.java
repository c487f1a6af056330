package dev.tandem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.ApiClient.Answer;
import dev.tandem.CommitRelay.Stop;
import dev.tandem.persistence.ExternalServer;
import dev.tandem.persistence.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gateway is killed while it commits a batch, before and after PostgreSQL has: the client, who
 * heard nothing, sends the same again to the next process.
 */
final class BatchCrashIT {
  private static final String KEY = "a-key-for-the-batch-crash-of-32-characters";
  private static final String BATCH = "/api/tasks/batch";

  @TempDir private static Path directory;

  private static ExternalServer postgres;
  private static String database;
  private static CommitRelay relay;
  private static GatewayProcess gateway;

  @BeforeAll
  static void open() throws Exception {
    postgres = ExternalServer.make().start();
    database = postgres.migrated("batches");
    relay = new CommitRelay(postgres.superuser(database).port());
    start();
  }

  @AfterAll
  static void close() throws Exception {
    gateway.close();
    relay.close();
    postgres.close();
  }

  @Test
  void whatIsSentAgainAfterAKillIsDoneOnceWhicheverSideOfItsCommitItHit() throws Exception {
    List<Story> committed =
        List.of(new Story(false, "after-each"), new Story(true, "after-atomic"));
    List<Story> open = List.of(new Story(false, "before-each"), new Story(true, "before-atomic"));
    List<CompletableFuture<Answer>> unheard = new ArrayList<>();
    for (Story story : committed) {
      unheard.add(story.sendInto(Stop.AFTER));
      await().until(() -> isKept(story.key()));
    }
    for (Story story : open) {
      unheard.add(story.sendInto(Stop.BEFORE));
    }
    assertThat(unheard).noneMatch(CompletableFuture::isDone);
    gateway.kill();
    for (CompletableFuture<Answer> answer : unheard) {
      assertThatThrownBy(() -> answer.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IOException.class);
    }
    start();

    for (Story story : committed) {
      story.assertDoneOnce(story.send(), true);
      story.assertDoneOnce(story.send(), true);
    }
    for (Story story : open) {
      assertThat(isKept(story.key())).isFalse();
      assertThat(story.titles()).containsExactlyInAnyOrder(story.old(), story.doomed());
      story.assertDoneOnce(story.send(), false);
      story.assertDoneOnce(story.send(), true);
    }
  }

  /** One batch: makes three tasks, changes one, deletes one, and may name one that is not there. */
  private static final class Story {
    private final String key;
    private final String body;
    private final boolean atomic;

    Story(boolean atomic, String key) {
      this.key = key;
      this.atomic = atomic;
      JsonArray operations = new JsonArray();
      for (int i = 1; i <= 3; i++) {
        operations.add(new JsonObject().put("op", "create").put("task", titled(key + " new " + i)));
      }
      operations.add(operation("update", make(old())).put("task", titled(key + " changed")));
      operations.add(operation("delete", make(doomed())));
      if (!atomic) {
        operations.add(operation("delete", 999_999_999L));
      }
      body = new JsonObject().put("operations", operations).put("atomic", atomic).encode();
    }

    String key() {
      return key;
    }

    String old() {
      return key + " old";
    }

    String doomed() {
      return key + " doomed";
    }

    Answer send() {
      return sendAsync().join();
    }

    CompletableFuture<Answer> sendAsync() {
      return client().sendAsync("POST", BATCH, body, "Idempotency-Key", key);
    }

    /** Answers when the commit was stopped, with what the client has yet to hear. */
    CompletableFuture<Answer> sendInto(Stop stop) throws Exception {
      CompletableFuture<Void> stopped = relay.stop(stop, key);
      CompletableFuture<Answer> unheard = sendAsync();
      stopped.get(30, TimeUnit.SECONDS);
      return unheard;
    }

    void assertDoneOnce(Answer answer, boolean replayed) {
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Idempotency-Replayed")).isEqualTo(replayed ? "true" : "");
      List<Integer> statuses =
          elements(answer.body().get("results")).map(one -> one.get("status").asInt()).toList();
      assertThat(statuses)
          .isEqualTo(
              atomic ? List.of(201, 201, 201, 200, 204) : List.of(201, 201, 201, 200, 204, 404));
      assertThat(titles())
          .containsExactlyInAnyOrder(
              key + " new 1", key + " new 2", key + " new 3", key + " changed");
      JsonNode results = answer.body().get("results");
      for (int i = 0; i < 4; i++) {
        JsonNode now = client().get("/api/tasks/" + results.at("/" + i + "/task/id")).body();
        assertThat(now.get("sync_version").asInt()).isEqualTo(i < 3 ? 1 : 2);
        assertThat(results.at("/" + i + "/task/title")).isEqualTo(now.get("title"));
      }
    }

    /** Of its tasks that are not deleted. */
    List<String> titles() {
      return elements(client().get("/api/tasks?limit=500").body().get("tasks"))
          .map(task -> task.get("title").asText())
          .filter(title -> title.startsWith(key + " "))
          .toList();
    }

    private static long make(String title) {
      return client().post("/api/tasks", titled(title).encode()).body().get("id").asLong();
    }

    private static JsonObject operation(String op, long id) {
      return new JsonObject().put("op", op).put("id", id);
    }

    private static JsonObject titled(String title) {
      return new JsonObject().put("title", title);
    }

    private static Stream<JsonNode> elements(JsonNode array) {
      return StreamSupport.stream(array.spliterator(), false);
    }
  }

  /** By the server itself, past the relay. */
  private static boolean isKept(String key) throws SQLException {
    try (Connection connection = TestDatabase.connect(postgres.superuser(database));
        PreparedStatement query =
            connection.prepareStatement("SELECT count(*) FROM idempotency_keys WHERE key = ?")) {
      query.setString(1, key);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getInt(1) == 1;
      }
    }
  }

  private static void start() throws Exception {
    String direct = postgres.urlOf("tandem", database, "127.0.0.1", "sslmode=disable");
    gateway =
        GatewayProcess.start(
                directory,
                Map.of(
                    "TANDEM_DATABASE_URL",
                    direct.replaceFirst(":\\d+/", ":" + relay.port() + "/"),
                    "TANDEM_ENCRYPTION_KEYS",
                    "test:" + "A".repeat(43) + "=",
                    "TANDEM_API_KEY",
                    KEY))
            .awaitReady();
  }

  private static ApiClient client() {
    return new ApiClient(gateway.url(), KEY);
  }
}
