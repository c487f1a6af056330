package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.bus.BusException;
import dev.tandem.config.GatewayConfig;
import dev.tandem.http.ContractCheck.Operation;
import dev.tandem.http.TestClient.Reply;
import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncRoutes;
import dev.tandem.sync.SyncRoutes.DeleteOutcome;
import dev.tandem.sync.SyncRoutes.ProjectDeleted;
import dev.tandem.sync.SyncRoutes.SweepResult;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every route is in the contract, every documented response can be produced, and fits it. */
class HttpContractIT {
  private static final ContractCheck CONTRACT = new ContractCheck();
  private static TestGateway gateway;
  private static TestClient owner;

  @BeforeAll
  static void start() {
    gateway = TestGateway.start(CONTRACT);
    owner = gateway.owner();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    assertThat(CONTRACT.unseen()).as("documented responses that no test produced").isEmpty();
  }

  @Test
  void servesWhatTheContractHasAndNothingElse() {
    Contract contract = new Contract(ContractDocument.load());
    ApiRouter router =
        new ApiRouter(gateway.vertx(), contract, gateway.options().limits().answers());
    new ApiRoutes(
            gateway.bus(),
            new PushWait(gateway.bus(), gateway.options().limits().requests()),
            new EventStreams(gateway.vertx(), gateway.bus(), gateway.options().clock()),
            gateway.options())
        .bind(router, () -> new ConsentCallback(gateway.redirectUri()));
    List<String> documented = CONTRACT.operations().stream().map(Operation::toString).toList();
    assertThat(router.served()).containsExactlyInAnyOrderElementsOf(documented);
  }

  @Test
  void wantsAKeyForEveryOperationThatSaysSo() {
    for (Operation operation : CONTRACT.operations()) {
      if (operation.documents(401)) {
        assertThat(
                gateway
                    .client(null)
                    .send(operation.method(), operation.concretePath(), null)
                    .slug())
            .isEqualTo("unauthorized");
        assertThat(
                gateway
                    .client("unknown-key")
                    .send(operation.method(), operation.concretePath(), null)
                    .status())
            .isEqualTo(401);
      }
    }
  }

  @Test
  void refusesAKeyThatCameTooOftenWhateverItWants() {
    try (TestGateway limited =
        TestGateway.start(CONTRACT, new GatewayConfig.Access(1, List.of()))) {
      assertThat(limited.owner().get("/api/tasks").header("RateLimit"))
          .isEqualTo("\"per-key\";r=0;t=60");
      for (Operation operation : CONTRACT.operations()) {
        if (operation.documents(401)) {
          Reply reply = ValidRequest.send(limited, operation);
          assertThat(reply.slug()).isEqualTo("rate-limited");
          assertThat(Integer.parseInt(reply.header("Retry-After"))).isBetween(1, 60);
        }
      }
    }
  }

  @Test
  void refusesUnknownQueryParametersEverywhere() {
    for (Operation operation : CONTRACT.operations()) {
      if (operation.documents(400) && !operation.takesOtherParameters()) {
        Reply reply =
            owner.send(
                operation.method(),
                operation.concretePath() + "?limitt=5",
                operation.hasBody() ? new JsonObject() : null);
        assertThat(reply.faults()).contains("limitt is no field of this request's query");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%00", "%0a", "a%0db", "%1f", "%7f"})
  void refusesNamesThatNobodyCanRead(String name) {
    String seen = URLDecoder.decode(name, StandardCharsets.UTF_8);
    JsonObject unreadable = new JsonObject().put("title", "t").put(seen, 1);

    assertThat(owner.get("/api/tasks?" + name + "=1").slug()).isEqualTo("validation");
    assertThat(owner.post("/api/tasks", unreadable).slug()).isEqualTo("malformed-json");
  }

  @Test
  void refusesBodiesThatAreNoJsonOrTooLarge() {
    for (Operation operation : CONTRACT.operations()) {
      if (operation.hasBody()) {
        String path = operation.concretePath();
        assertThat(
                owner
                    .sendText(operation.method(), path, "a=b", "Content-Type", "text/plain")
                    .slug())
            .isEqualTo("unsupported-media-type");
        assertThat(
                owner
                    .sendText(operation.method(), path, "{", "Content-Type", "application/json")
                    .slug())
            .isEqualTo("malformed-json");
        assertThat(
                owner
                    .sendText(
                        operation.method(),
                        path,
                        " ".repeat(1 + (1 << 20)),
                        "Content-Type",
                        "application/json")
                    .slug())
            .isEqualTo("payload-too-large");
      }
    }
  }

  @Test
  void refusesABodyWhereNoneIsWantedUnlessItIsEmpty() {
    TestClient nan = gateway.someone("nan");
    String task = "/api/tasks/" + nan.post("/api/tasks", new JsonObject().put("title", "t")).id();
    for (Operation operation : CONTRACT.operations()) {
      if (!operation.hasBody() && !operation.method().equals("GET")) {
        String path = operation.concretePath();
        assertThat(owner.send(operation.method(), path, new JsonObject().put("a", 1)).faults())
            .containsExactly(" must be empty: this takes no body");
        assertThat(owner.sendText(operation.method(), path, "{").slug())
            .isEqualTo("malformed-json");
        assertThat(owner.sendText(operation.method(), path, " ".repeat(1 + (1 << 20))).slug())
            .isEqualTo("payload-too-large");
      }
    }
    assertThat(nan.get(task).json().getString("status")).isEqualTo("active");
    assertThat(nan.send("DELETE", task, new JsonObject()).status()).isEqualTo(204);
    assertThat(nan.post(task + "/restore", new JsonObject()).status()).isEqualTo(200);
  }

  @Test
  void takesAnIdempotencyKeyWithEveryPost() {
    long user = owner.exported("user").get(0).getLong("id");
    JsonObject task = new JsonObject().put("title", "first with this key");
    owner.post("/api/tasks", task, "Idempotency-Key", "taken");
    gateway.sql("SELECT pg_advisory_lock(hashtextextended('held', $1))", user);
    for (Operation operation : CONTRACT.operations()) {
      if (operation.method().equals("POST") && operation.documents(401)) {
        assertThat(keyed(operation, "taken").slug()).isEqualTo("idempotency-mismatch");
        assertThat(keyed(operation, "held").slug()).isEqualTo("conflict");
        assertThat(keyed(operation, "a b").status()).isEqualTo(400);
      }
    }
  }

  private static Reply keyed(Operation operation, String key) {
    return owner.send(
        operation.method(),
        operation.concretePath(),
        ValidRequest.body(operation),
        "Idempotency-Key",
        key);
  }

  @Test
  void answersNotFoundForWhatIsNotThere() {
    for (Operation operation : CONTRACT.operations()) {
      if (operation.documents(404)) {
        JsonObject body =
            operation.hasBody() ? new JsonObject().put("title", "x").put("status", "active") : null;
        if (operation.path().endsWith("/quadrant")) {
          body = new JsonObject().put("manual_quadrant", "Q1");
        }
        if (operation.path().contains("/suggestions")) {
          body = ValidRequest.body(operation);
        }
        if (operation.path().endsWith("/resolve")) {
          body = new JsonObject().put("keep", "local");
        }
        if (operation.path().startsWith("/api/projects") && operation.hasBody()) {
          body = new JsonObject().put("name", "x");
        }
        for (String id : List.of("999999999", "0", "-1", "01", "x", "99999999999999999999")) {
          String path = operation.path().replaceAll("\\{[a-z_]+}", id);
          assertThat(owner.send(operation.method(), path, body).slug()).isEqualTo("not-found");
        }
      }
    }
  }

  @Test
  void saysNotNowWhenNobodyServesAndNothingElseWhenSomethingBreaks() {
    try (TestGateway silent =
            TestGateway.failing(
                CONTRACT, new BusException(BusException.Kind.OVERLOADED, "no room"));
        TestGateway broken =
            TestGateway.failing(CONTRACT, new IllegalStateException("secret of the database"))) {
      for (Operation operation : CONTRACT.operations()) {
        if (operation.documents(503)) {
          Reply reply = ValidRequest.send(silent, operation);
          assertThat(reply.slug()).isEqualTo("overloaded");
          // A consent's end is used up by it.
          assertThat(reply.header("Retry-After"))
              .isEqualTo(operation.path().equals(ConsentCallback.PATH) ? null : "1");
        }
        if (operation.documents(500)) {
          Reply reply = ValidRequest.send(broken, operation);
          assertThat(reply.slug()).isEqualTo("internal");
          assertThat(reply.response().body()).doesNotContain("secret").doesNotContain("Exception");
        }
      }
      for (TestGateway bad : List.of(silent, broken)) {
        Reply page = ConsentWalk.comingBack(bad, "s", "secret", ConsentWalk.AS_A_BROWSER);
        assertThat(page.response().body()).contains("<h1>").doesNotContain("secret");
      }
    }
  }

  @Test
  void answersWhatIsDocumentedOnATourThroughTheApi() {
    TestClient ada = gateway.someone("ada");
    Reply made = ada.post("/api/tasks", new JsonObject().put("title", "Finish report"));
    assertThat(made.status()).isEqualTo(201);
    String task = "/api/tasks/" + made.id();
    assertThat(made.header("Location")).isEqualTo(task);

    assertThat(ada.get("/api/tasks?count=true").json().getLong("total")).isEqualTo(1);
    assertThat(ada.get(task + "?include=subtasks").json().getJsonArray("subtasks")).isEmpty();
    assertThat(ada.put(task, new JsonObject().put("title", "b")).status()).isEqualTo(200);
    assertThat(ada.patch(task, new JsonObject().put("kind", "note")).status()).isEqualTo(200);
    JsonObject q1 = new JsonObject().put("manual_quadrant", "Q1").put("reason", "r");
    assertThat(ada.patch(task + "/quadrant", q1).json().getString("effective_quadrant"))
        .isEqualTo("Q1");
    assertThat(ada.get("/api/tasks/summary").json().getLong("total_active")).isEqualTo(1);
    assertThat(ada.get(task + "/sync").json().getLong("sync_version")).isEqualTo(4);
    TaskRefusals.ofStaleVersions(ada, task);
    TaskRefusals.ofConflicts(ada, task);
    assertThat(ada.delete(task).status()).isEqualTo(204);
    JsonObject q2 = new JsonObject().put("manual_quadrant", "Q2");
    assertThat(ada.patch(task + "/quadrant", q2).slug()).isEqualTo("conflict");
    assertThat(ada.patch(task + "/quadrant", q1).status()).as("nothing changes").isEqualTo(200);
    assertThat(ada.post(task + "/restore", null).json().getString("status")).isEqualTo("active");
    assertThat(ada.get("/api/projects").json().getJsonArray("projects")).isEmpty();
    assertThat(ada.get("/api/sync/pending").json().getJsonArray("tasks")).isEmpty();
    assertThat(ada.get("/api/sync/failures").json().getJsonArray("tasks")).isEmpty();
    assertThat(ada.post("/api/sync/deletions/approve", null).status()).isEqualTo(200);
    assertThat(ada.post("/api/sync/deletions/dismiss", null).status()).isEqualTo(200);
    assertThat(ada.get("/api/ticktick").json().getString("state")).isEqualTo("disconnected");
  }

  @Test
  void answersWhatIsDocumentedOfChanges() {
    TestClient cal = gateway.someone("cal");
    long id = cal.post("/api/tasks", new JsonObject().put("title", "x")).id();
    long gone = cal.post("/api/tasks", new JsonObject().put("title", "y")).id();
    JsonObject all = cal.get("/api/changes?since=beginning").json();
    assertThat(all.getJsonArray("changes")).hasSize(2);
    String cursor = all.getString("cursor");
    assertThat(cal.get("/api/changes").json().getJsonArray("changes")).isEmpty();
    assertThat(cal.delete("/api/tasks/" + gone + "?soft_delete=false").status()).isEqualTo(204);
    JsonObject deleted = new JsonObject().put("change", "delete").put("task_id", gone);
    assertThat(cal.get("/api/changes?since=" + cursor).json().getJsonArray("changes"))
        .containsExactly(deleted);
    assertThat(cal.get("/api/changes?since=x").faults())
        .containsExactly("since is no cursor of this feed");
    assertThat(cal.send("HEAD", "/api/events?since=" + cursor, null).status()).isEqualTo(200);
    assertThat(cal.send("HEAD", "/api/events", null, "Last-Event-ID", cursor).status())
        .isEqualTo(200);
    gateway.sql("UPDATE users SET feed_floor = pg_current_xact_id() WHERE $1 > 0", id);
    cursor = cal.get("/api/changes").json().getString("cursor");
    gateway.sql("UPDATE users SET feed_floor = '90000000000' WHERE $1 > 0", id);
    assertThat(cal.get("/api/changes?since=" + cursor).slug()).isEqualTo("cursor-expired");
    assertThat(cal.get("/api/events?since=" + cursor).slug()).isEqualTo("cursor-expired");
  }

  @Test
  void answersWhatIsDocumentedOfArranging() {
    TestClient dee = gateway.someone("dee");
    long id = dee.post("/api/tasks", new JsonObject().put("title", "x")).id();
    JsonObject order = new JsonObject().put("quadrant", "Q4").put("task_ids", List.of(id));
    assertThat(dee.post("/api/tasks/" + id + "/sort", null).status()).isEqualTo(200);
    assertThat(dee.post("/api/tasks/reorder", order).status()).isEqualTo(200);
    assertThat(dee.post("/api/tasks/sort/batch", null).status()).isEqualTo(200);
    JsonObject delete = new JsonObject().put("op", "delete").put("id", id);
    JsonObject batch = new JsonObject().put("operations", List.of(delete));
    assertThat(dee.post("/api/tasks/batch", batch).status()).isEqualTo(200);
  }

  @Test
  void answersWhatIsDocumentedOfSuggestions() {
    TestClient gus = gateway.someone("gus");
    String task = "/api/tasks/" + gus.post("/api/tasks", new JsonObject().put("title", "x")).id();
    String suggestions = task + "/suggestions";
    JsonObject title = new JsonObject().put("type", "title").put("suggested", "y");
    JsonObject all = new JsonObject().put("suggestion_types", List.of("all"));
    assertThat(gus.post(suggestions, title).status()).isEqualTo(201);
    assertThat(gus.get(suggestions).json().getJsonArray("suggestions")).hasSize(1);
    assertThat(gus.post(suggestions + "/approve", all).status()).isEqualTo(200);
    assertThat(gus.post(suggestions + "/reject", all).status()).isEqualTo(200);
  }

  @Test
  void answersWhatIsDocumentedOfLists() {
    TestClient ada = gateway.someone("lists");
    Reply made = ada.post("/api/projects", new JsonObject().put("name", "Home"));
    assertThat(made.status()).isEqualTo(201);
    String list = "/api/projects/" + made.id();
    assertThat(ada.patch(list, new JsonObject().put("name", "House")).status()).isEqualTo(200);
    gateway.onDeletion(
        asked ->
            Future.succeededFuture(
                asked.projectId() == made.id()
                    ? new ProjectDeleted(
                        asked.force() ? DeleteOutcome.DELETED : DeleteOutcome.UNTOLD, "unknown.")
                    : new ProjectDeleted(DeleteOutcome.MISSING, null)));
    assertThat(ada.delete(list).slug()).isEqualTo("conflict");
    assertThat(ada.delete(list + "?force=true").status()).isEqualTo(204);
  }

  @Test
  void answersWhatIsDocumentedOfTickTick() {
    TestClient bob = gateway.someone("bob");
    JsonObject token = new JsonObject().put("access_token", "t0").put("expires_in", 3600);
    Reply connected = bob.put("/api/ticktick/token", token);
    assertThat(connected.json().getBoolean("connected")).isTrue();
    assertThat(connected.response().body()).doesNotContain("t0");
    gateway.onSweep(
        sweep ->
            Future.succeededFuture(
                new SweepResult(
                    true,
                    new SyncRoutes.Pulled(1, 0, 0, 0),
                    new SyncRoutes.Pushed(2, 0, 0),
                    0,
                    null)));
    JsonObject all = new JsonObject().put("push_local_only", true);
    assertThat(bob.post("/api/sync", all).json().getJsonObject("pushed").getLong("succeeded"))
        .isEqualTo(2);
    assertThat(bob.post("/api/sync", null, "Prefer", "respond-async").status()).isEqualTo(202);
    long id = bob.post("/api/tasks", new JsonObject().put("title", "x")).id();
    gateway.onPush(
        push -> Future.succeededFuture(TestGateway.result(push, SyncResult.Outcome.SYNCED)));
    assertThat(bob.post("/api/tasks/" + id + "/push", null).json().getString("outcome"))
        .isEqualTo("synced");
    assertThat(bob.get("/api/sync/status").json().getJsonObject("queue").getLong("pending"))
        .isEqualTo(1);
    gateway.sql("UPDATE push_queue SET is_dead = true WHERE entity_id = $1", id);
    assertThat(bob.get("/api/sync/failures").json().getJsonArray("tasks")).hasSize(1);
    assertThat(bob.post("/api/sync/failures/" + id + "/retry", null).status()).isEqualTo(202);
    gateway.sql("UPDATE push_queue SET is_dead = true WHERE entity_id = $1", id);
    assertThat(bob.post("/api/sync/failures/" + id + "/discard", null).status()).isEqualTo(202);
    ConflictWalk.through(gateway, bob, id);
    assertThat(bob.patch("/api/ticktick", new JsonObject().put("auto_push", false)).status())
        .isEqualTo(200);
    assertThat(bob.delete("/api/ticktick").status()).isEqualTo(204);
  }

  @Test
  void answersWhatIsDocumentedOfConnecting() {
    try (TestGateway fresh = TestGateway.start(CONTRACT)) {
      ConsentWalk.through(fresh);
    }
  }

  @Test
  void answersWhatIsDocumentedOfPeople() {
    TestClient eve = gateway.someone("eve");
    JsonObject user = new JsonObject().put("name", " Ann ").put("email", "ann@example.org");
    assertThat(owner.post("/api/users", user).json().getString("name")).isEqualTo("Ann");
    assertThat(owner.post("/api/users", user).status()).isEqualTo(409);
    assertThat(owner.get("/api/users?limit=1").header("Link")).startsWith("</api/users?limit=1&");
    assertThat(eve.post("/api/users", user).slug()).isEqualTo("forbidden");
    assertThat(eve.get("/api/users").status()).isEqualTo(403);
    JsonObject another = new JsonObject().put("name", "k").put("user_id", 1);
    assertThat(eve.post("/api/keys", another).status()).isEqualTo(403);
    Reply key = eve.post("/api/keys", new JsonObject().put("name", "laptop"));
    assertThat(key.status()).isEqualTo(201);
    assertThat(eve.get("/api/keys").json().getJsonArray("keys")).hasSize(2);
    assertThat(eve.get("/api/keys").response().body()).doesNotContain(key.json().getString("key"));
    assertThat(eve.delete("/api/keys/" + key.id()).status()).isEqualTo(204);
  }

  @Test
  void answersWhatIsDocumentedOfAPersonsData() {
    TestClient ida = gateway.someone("ida");
    ida.post("/api/tasks", new JsonObject().put("title", "x"));
    long id = ida.exported("user").get(0).getLong("id");
    assertThat(ida.exported("task")).hasSize(1);
    assertThat(ida.delete("/api/users/" + id, "Prefer", "respond-async").status()).isEqualTo(202);
    TestClient joe = gateway.someone("joe");
    long joes = joe.exported("user").get(0).getLong("id");
    assertThat(joe.delete("/api/users/" + joes).status()).isEqualTo(204);
  }

  @Test
  void answersProbesAndTheContractWithoutAKey() {
    TestClient anybody = gateway.client(null);
    assertThat(anybody.get("/health/live").json().getString("status")).isEqualTo("live");
    assertThat(anybody.get("/health/ready").json().getString("status")).isEqualTo("ready");
    assertThat(anybody.get("/health/live?at=1&at=2").status()).isEqualTo(200);
    assertThat(anybody.get("/health/ready?at=1").status()).isEqualTo(200);
    assertThat(anybody.get("/openapi.json").json().getString("openapi")).isEqualTo("3.1.0");
    Reply docs = anybody.get("/docs");
    assertThat(docs.status()).isEqualTo(200);
    for (String path : List.of("/docs", "/" + DocsPage.of(docs).files().get(0))) {
      String tag = anybody.get(path).header("ETag");
      assertThat(anybody.get(path, "If-None-Match", tag).status()).isEqualTo(304);
    }
  }
}
