package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.http.TestClient.Reply;
import dev.tandem.sync.SyncRoutes;
import dev.tandem.sync.SyncRoutes.SweepResult;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What comes with an {@code Idempotency-Key} is done once, whatever happens meanwhile. */
final class IdempotencyIT {
  private static final String KEY = "Idempotency-Key";
  private static final int TOGETHER = 20;
  private static TestGateway gateway;

  @BeforeAll
  static void start() {
    gateway = TestGateway.start(new ContractCheck());
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void makesOneTaskOf20RequestsAtOnce() throws ExecutionException, InterruptedException {
    TestClient ada = gateway.someone("ada");
    ExecutorService threads = Executors.newFixedThreadPool(TOGETHER);
    try {
      List<java.util.concurrent.Future<Reply>> asked = new ArrayList<>();
      for (int i = 0; i < TOGETHER; i++) {
        asked.add(threads.submit(() -> ada.post("/api/tasks", titled("once"), KEY, "k")));
      }
      Set<Long> made = new HashSet<>();
      int busy = 0;
      for (java.util.concurrent.Future<Reply> reply : asked) {
        if (reply.get().status() == 409) {
          busy++;
        } else {
          assertThat(reply.get().status()).isEqualTo(201);
          made.add(reply.get().id());
        }
      }
      assertThat(made).hasSize(1);
      assertThat(busy).isLessThan(TOGETHER);
    } finally {
      threads.shutdownNow();
    }
    assertThat(tasks(ada)).isEqualTo(1);
  }

  @Test
  void answersARepeatAsTheFirstWithItsPresentSync() {
    TestClient bob = gateway.someone("bob");
    Reply first = bob.post("/api/tasks", titled("as it was"), KEY, "k");
    bob.patch("/api/tasks/" + first.id(), titled("edited since"));
    gateway.sql(
        "INSERT INTO push_queue (kind, entity_id, user_id, is_dead) SELECT 'task', id, user_id, true FROM tasks WHERE id = $1",
        first.id());
    Reply again = bob.post("/api/tasks", titled("as it was"), KEY, "k");
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(first.header("Idempotency-Replayed")).isNull();
    assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    JsonObject sync = again.json().getJsonObject("sync");
    assertThat(sync.getString("state")).isEqualTo("failed");
    assertThat(again.json().put("sync", first.json().getJsonObject("sync")))
        .isEqualTo(first.json());
    assertThat(tasks(bob)).isEqualTo(1);
  }

  @Test
  void refusesTheKeyWithAnotherRequest() {
    TestClient cem = gateway.someone("cem");
    cem.post("/api/tasks", titled("a"), KEY, "k");
    assertThat(cem.post("/api/tasks", titled("b"), KEY, "k").slug())
        .isEqualTo("idempotency-mismatch");
    assertThat(cem.post("/api/projects", new JsonObject().put("name", "a"), KEY, "k").status())
        .isEqualTo(422);
    assertThat(tasks(cem)).isEqualTo(1);
  }

  @Test
  void leavesTheKeyOfARefusedRequestFree() {
    TestClient dan = gateway.someone("dan");
    JsonObject nowhere = titled("a").put("parent_id", 999_999_999L);
    assertThat(dan.post("/api/tasks", nowhere, KEY, "k").status()).isEqualTo(400);
    assertThat(dan.post("/api/tasks", titled("a"), KEY, "k").status()).isEqualTo(201);
    assertThat(tasks(dan)).isEqualTo(1);
  }

  @Test
  void keepsUsersApart() {
    TestClient eve = gateway.someone("eve");
    TestClient fay = gateway.someone("fay");
    long eves = eve.post("/api/tasks", titled("a"), KEY, "k").id();
    assertThat(fay.post("/api/tasks", titled("a"), KEY, "k").id()).isNotEqualTo(eves);
  }

  @Test
  void forgetsAKeyAfterADay() {
    TestClient gil = gateway.someone("gil");
    long first = gil.post("/api/tasks", titled("a"), KEY, "k").id();
    gateway.sql(
        "UPDATE idempotency_keys SET created_at = now() - interval '25 hours' WHERE user_id = (SELECT user_id FROM tasks WHERE id = $1)",
        first);
    assertThat(gil.post("/api/tasks", titled("b"), KEY, "k").id()).isNotEqualTo(first);
  }

  @Test
  void writesTheKeyAndWhatItMadeTogetherOrNeither() {
    TestClient hal = gateway.someone("hal");
    gateway.sql(
        "CREATE FUNCTION refuse_key() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN IF NEW.key = 'broken' THEN RAISE EXCEPTION 'no room'; END IF; RETURN NEW; END $f$");
    gateway.sql(
        "CREATE TRIGGER refuse_key BEFORE INSERT ON idempotency_keys FOR EACH ROW EXECUTE FUNCTION refuse_key()");
    assertThat(hal.post("/api/tasks", titled("a"), KEY, "broken").status()).isEqualTo(500);
    assertThat(tasks(hal)).isZero();
    gateway.sql("DROP TRIGGER refuse_key ON idempotency_keys");
    assertThat(hal.post("/api/tasks", titled("a"), KEY, "broken").status()).isEqualTo(201);
  }

  @Test
  void showsAKeyOnce() {
    TestClient ivy = gateway.someone("ivy");
    JsonObject name = new JsonObject().put("name", "phone");
    Reply made = ivy.post("/api/keys", name, KEY, "k");
    Reply again = ivy.post("/api/keys", name, KEY, "k");
    assertThat(again.id()).isEqualTo(made.id());
    assertThat(again.json().getString("key")).isNull();
    String text = made.json().getString("key");
    assertThat(
            gateway.number(
                "SELECT count(*) FROM idempotency_keys WHERE body::text LIKE '%' || $1 || '%'",
                text))
        .isZero();
    assertThat(ivy.get("/api/keys").json().getJsonArray("keys")).hasSize(2);
  }

  @Test
  void makesOneList() {
    TestClient jan = gateway.someone("jan");
    JsonObject name = new JsonObject().put("name", "Home");
    Reply made = jan.post("/api/projects", name, KEY, "k");
    Reply again = jan.post("/api/projects", name, KEY, "k");
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(again.json()).isEqualTo(made.json());
    assertThat(jan.get("/api/projects").json().getJsonArray("projects")).hasSize(1);
  }

  @Test
  void sweepsOnceAndAgainIfTheFirstDied() {
    TestClient kim = gateway.someone("kim");
    kim.put("/api/ticktick/token", new JsonObject().put("access_token", "t").put("expires_in", 99));
    AtomicInteger sweeps = new AtomicInteger();
    gateway.onSweep(
        sweep -> {
          sweeps.incrementAndGet();
          return sweeps.get() == 2
              ? Future.failedFuture("it broke")
              : Future.succeededFuture(
                  new SweepResult(
                      true,
                      new SyncRoutes.Pulled(sweeps.get(), 0, 0, 0),
                      new SyncRoutes.Pushed(0, 0, 0),
                      0,
                      null));
        });
    Reply first = kim.post("/api/sync", null, KEY, "k");
    Reply again = kim.post("/api/sync", null, KEY, "k");
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(sweeps).hasValue(1);
    assertThat(kim.post("/api/sync", null, KEY, "breaks").status()).isEqualTo(500);
    assertThat(kim.post("/api/sync", null, KEY, "breaks").status()).as("a free key").isEqualTo(200);
    // As a process leaves it that died before its answer.
    gateway.sql(
        "UPDATE idempotency_keys SET status = NULL, claim_owner = 'dead', claim_until = now() + interval '1 minute' WHERE key = $1",
        "breaks");
    assertThat(kim.post("/api/sync", null, KEY, "breaks").status()).isEqualTo(409);
    gateway.sql("UPDATE idempotency_keys SET claim_until = now() WHERE key = $1", "breaks");
    assertThat(kim.post("/api/sync", null, KEY, "breaks").status()).isEqualTo(200);
    assertThat(sweeps).hasValue(4);
  }

  private static JsonObject titled(String title) {
    return new JsonObject().put("title", title);
  }

  private static int tasks(TestClient person) {
    return person.get("/api/tasks").json().getJsonArray("tasks").size();
  }
}
