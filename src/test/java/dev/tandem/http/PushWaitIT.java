package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.http.TestClient.Reply;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.sync.SyncRoutes.Push;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a write waits for TickTick, and what it says of it. */
class PushWaitIT {
  private final List<Push> pushes = new CopyOnWriteArrayList<>();
  private TestGateway gateway;
  private TestClient client;

  @BeforeEach
  void start() {
    gateway = TestGateway.start(new ContractCheck());
    client = gateway.someone("ada");
    client.put("/api/ticktick/token", new JsonObject().put("access_token", "t0"));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private void pushesAnswer(Future<Outcome> outcome) {
    gateway.onPush(
        push -> {
          pushes.add(push);
          return outcome.map(done -> TestGateway.result(push, done));
        });
  }

  private Reply make(String... headers) {
    return client.post("/api/tasks", new JsonObject().put("title", "a"), headers);
  }

  @Test
  void rendersTheTaskAsItIsAfterThePush() {
    gateway.onPush(
        push -> {
          gatewayForgetsTheQueue();
          return Future.succeededFuture(TestGateway.result(push, Outcome.SYNCED));
        });

    Reply made = make();

    assertThat(made.header("Preference-Applied")).isNull();
    assertThat(sync(made).getBoolean("has_pending_changes")).isFalse();
  }

  /** What settling does to the row, as far as the answer shows it. */
  private void gatewayForgetsTheQueue() {
    CompletableFuture.runAsync(() -> gateway.sql("DELETE FROM push_queue")).join();
  }

  @Test
  void waitsTheUsualTimeOrAsTheClientPrefers() {
    pushesAnswer(Future.succeededFuture(Outcome.PENDING));

    make();
    Reply preferring = make("Prefer", "wait=7");

    assertThat(pushes)
        .extracting(Push::limit)
        .containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(7));
    assertThat(preferring.header("Preference-Applied")).isEqualTo("wait=7");
    assertThat(sync(preferring).getString("state")).isEqualTo("pending");
  }

  @Test
  void asksForNoPushWhenToldNotToWait() {
    pushesAnswer(Future.succeededFuture(Outcome.SYNCED));

    Reply made = make("Prefer", "respond-async");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Preference-Applied")).isEqualTo("respond-async");
    assertThat(sync(made).getString("state")).isEqualTo("pending");
    assertThat(pushes).isEmpty();
  }

  @Test
  void waitsForNothingThatIsNotPushed() {
    pushesAnswer(Future.succeededFuture(Outcome.SYNCED));
    JsonObject local = new JsonObject().put("title", "a").put("push_to_ticktick", false);

    Reply made = client.post("/api/tasks", local);
    client.patch(
        "/api/tasks/" + made.id() + "/quadrant", new JsonObject().put("manual_quadrant", "Q1"));

    assertThat(sync(made).getString("state")).isEqualTo("local_only");
    assertThat(pushes).isEmpty();
  }

  @Test
  void answersTheWriteWhenThePushFailsOrIsLate() {
    pushesAnswer(Future.failedFuture(new IllegalStateException("broken")));
    assertThat(make().status()).isEqualTo(201);

    pushesAnswer(Promise.<Outcome>promise().future());
    Reply late = make("Prefer", "wait=1");
    assertThat(late.status()).isEqualTo(201);
    assertThat(sync(late).getString("state")).isEqualTo("pending");
    Reply asked = client.post("/api/tasks/" + late.id() + "/push", null, "Prefer", "wait=1");
    assertThat(asked.json().getString("outcome")).isEqualTo("pending");
    assertThat(asked.header("Preference-Applied")).isEqualTo("wait=1");
  }

  @Test
  void waitsForThePushOfADeletion() {
    pushesAnswer(Future.succeededFuture(Outcome.SYNCED));
    String task = "/api/tasks/" + make().id();
    pushes.clear();

    Reply deleted = client.delete(task, "Prefer", "wait=3");

    assertThat(deleted.status()).isEqualTo(204);
    assertThat(deleted.header("Preference-Applied")).isEqualTo("wait=3");
    assertThat(pushes).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void cutsWaitsShortAndAnswersThemWhenItStops() {
    pushesAnswer(Promise.<Outcome>promise().future());
    CompletableFuture<Reply> inFlight =
        CompletableFuture.supplyAsync(() -> make("Prefer", "wait=30"));
    Awaitility.await().until(() -> pushes.size() == 1);

    TestGateway.await(gateway.undeploy());

    assertThat(inFlight.orTimeout(5, TimeUnit.SECONDS).join().status()).isEqualTo(201);
  }

  private static JsonObject sync(Reply reply) {
    return reply.json().getJsonObject("sync");
  }
}
