package dev.tandem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.config.ConfigReader;
import dev.tandem.config.GatewayConfig;
import dev.tandem.config.MigrateMode;
import dev.tandem.config.Secret;
import dev.tandem.persistence.TestDatabase;
import dev.tandem.sync.SyncResult;
import dev.tandem.task.Task;
import dev.tandem.task.TaskTopics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bus is a public API: another verticle lists tasks, asks for a push and listens. */
final class ExampleVerticleIT {
  private static final Secret KEY = new Secret("a-key-for-the-example-verticle-test");

  @TempDir private Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final ExampleVerticle example = new ExampleVerticle();
  private GatewayVerticle gateway;
  private ApiClient client;

  @BeforeEach
  void deploy() throws Exception {
    gateway = new GatewayVerticle(config(), Clock.systemUTC());
    get(vertx.deployVerticle(gateway));
    get(vertx.deployVerticle(example));
    client = new ApiClient(gateway.started().orElseThrow().url(), KEY.reveal());
  }

  private GatewayConfig config() {
    GatewayConfig defaults =
        ConfigReader.read(Map.of("TANDEM_HTTP_PORT", "0", "TANDEM_SANDBOX", "on"));
    return new GatewayConfig(
        defaults.http(),
        new GatewayConfig.Storage(
            Optional.of(TestDatabase.fresh()),
            MigrateMode.AUTO,
            directory,
            Optional.of(KEY),
            Optional.of(new Secret("test:" + "A".repeat(43) + "="))),
        defaults.ticktick(),
        defaults.sync(),
        defaults.breaker());
  }

  @AfterEach
  void drain() throws Exception {
    get(gateway.drain());
    get(vertx.close());
  }

  @Test
  void listsTasksAsksForAPushAndHearsOfBoth() throws Exception {
    long userId = client.get("/api/users").body().at("/users/0/id").asLong();
    long taskId =
        client
            .post("/api/tasks", "{\"title\":\"local\",\"push_to_ticktick\":false}")
            .body()
            .get("id")
            .asLong();

    assertThat(get(example.tasks(userId))).extracting(Task::id).containsExactly(taskId);

    SyncResult result = get(example.push(userId, taskId));
    assertThat(result.outcome()).isEqualTo(SyncResult.Outcome.SYNCED);
    assertThat(result.operation()).isEqualTo(SyncResult.Operation.CREATE);
    assertThat(result.remoteId()).isNotBlank();

    await()
        .untilAsserted(
            () -> assertThat(example.pushes()).extracting(SyncResult::taskId).contains(taskId));
    assertThat(example.changes())
        .extracting(TaskTopics.TaskChanged::change)
        .startsWith(TaskTopics.Change.CREATED);
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
