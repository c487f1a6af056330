package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.http.TestClient.Reply;
import dev.tandem.sync.SyncResult;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many operations in one request: each judged as it would be alone, all of them at one moment. */
final class BatchIT {
  private static final String BATCH = "/api/tasks/batch";
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
  void makesChangesAndDeletesInOrder() {
    TestClient ada = gateway.someone("ada");
    long changed = make(ada, "a");
    long deleted = make(ada, "b");
    JsonArray results =
        results(
            ada.post(
                BATCH,
                batch(
                    create(new JsonObject().put("title", "  new  ").put("ticktick_priority", 5)),
                    update(changed, titled("a2")),
                    delete(deleted))));
    assertThat(statuses(results)).containsExactly(201, 200, 204);
    JsonObject made = task(results, 0);
    assertThat(made).isEqualTo(ada.get("/api/tasks/" + made.getLong("id")).json());
    assertThat(made.getString("title")).isEqualTo("new");
    assertThat(task(results, 1)).isEqualTo(ada.get("/api/tasks/" + changed).json());
    assertThat(task(results, 1).getLong("sync_version")).isEqualTo(2);
    assertThat(ada.get("/api/tasks/" + deleted).json().getString("status")).isEqualTo("deleted");
  }

  @Test
  void keepsEveryFieldAsTheSingleRequestDoes() {
    TestClient bob = gateway.someone("bob");
    long list = bob.post("/api/projects", new JsonObject().put("name", "Home")).id();
    long parent = make(bob, "parent");
    JsonObject whole =
        titled("ü \"quoted\" \\ {}")
            .put("description", "line\nline")
            .put("status", "completed")
            .put("kind", "checklist")
            .put("due_date", "0001-03-04T05:06:07.890Z")
            .put("start_date", "0001-03-01T00:00:00.000Z")
            .put("time_zone", "Europe/Rome")
            .put("ticktick_tags", new JsonArray().add("A,b").add("{\"x\"}").add("NULL"))
            .put("items", new JsonArray().add(new JsonObject().put("id", "i").put("title", "t")))
            .put("reminders", new JsonArray().add("TRIGGER:PT0S"))
            .put("repeat_flag", "RRULE:FREQ=DAILY")
            .put("parent_id", parent)
            .put("sort_order", Long.MIN_VALUE)
            .put("column_id", "c")
            .put("project_id", list)
            .put("time_estimate", 90)
            .put("urgency_score", 0.1)
            .put("importance_score", 9.99)
            .put("manual_priority_override", 3)
            .put("manual_order", 7)
            .put("is_sorted", true);
    JsonObject single = bob.post("/api/tasks", whole).json();
    JsonArray results =
        results(
            bob.post(
                BATCH,
                batch(create(whole), update(make(bob, "x"), whole), create(titled("defaults")))));
    assertThat(statuses(results)).containsExactly(201, 200, 201);
    assertThat(comparable(task(results, 0))).isEqualTo(comparable(single));
    assertThat(comparable(task(results, 1))).isEqualTo(comparable(single));
    assertThat(comparable(task(results, 2)))
        .isEqualTo(comparable(bob.post("/api/tasks", titled("defaults")).json()));
    JsonObject far = titled("far").put("due_date", "9999-12-31T23:59:59.999Z");
    assertThat(task(results(bob.post(BATCH, batch(create(far)))), 0).getString("due_date"))
        .isEqualTo("9999-12-31T23:59:59.999Z");
  }

  @Test
  void tellsOfEachOperationWhatIsWrongWithIt() {
    TestClient cem = gateway.someone("cem");
    long others = make(gateway.someone("eve"), "others");
    long mine = make(cem, "mine");
    JsonArray results =
        results(
            cem.post(
                BATCH,
                new JsonObject()
                    .put(
                        "operations",
                        new JsonArray()
                            .add(create(titled(" ").put("x", 1)))
                            .add(update(mine, new JsonObject().put("due_date", "soon")))
                            .add(delete(others))
                            .add(delete(mine).put("if_match", 9))
                            .add(update(mine, titled("x")).put("if_match", "\"1\""))
                            .add(update(mine, new JsonObject().put("parent_id", others)))
                            .add(create(titled("p").put("push_to_ticktick", true)))
                            .add(new JsonObject().put("op", "move"))
                            .add(new JsonObject())
                            .add("x")
                            .add(delete(mine).put("task", titled("x")).put("if_match", "4"))
                            .add(update(mine, titled("a\u0000b")))
                            .add(create(titled("z").put("ticktick_project_id", "nowhere")))
                            .add(new JsonObject().put("op", "update").put("id", 0))
                            .add(update(mine, new JsonObject().put("sync_version", 7))))));
    assertThat(statuses(results))
        .containsExactly(400, 400, 404, 412, 200, 400, 409, 400, 400, 400, 400, 400, 400, 400, 400);
    assertThat(faults(results, 0))
        .containsExactlyInAnyOrder(
            "/operations/0/task/x is no field of a task",
            "/operations/0/task/title must not be blank");
    assertThat(faults(results, 1)).singleElement().asString().startsWith("/operations/1/task/due");
    assertThat(problem(results, 3).getString("detail")).contains("version 1");
    assertThat(faults(results, 5))
        .containsExactly("/operations/5/task/parent_id is no task of yours");
    assertThat(problem(results, 6).getString("type")).endsWith("ticktick-not-connected");
    assertThat(faults(results, 7))
        .containsExactly("/operations/7/op must be one of create, update, delete");
    assertThat(faults(results, 8)).containsExactly("/operations/8/op is required");
    assertThat(faults(results, 9)).containsExactly("/operations/9 must be an object");
    assertThat(faults(results, 10))
        .containsExactlyInAnyOrder(
            "/operations/10/task is no field of a delete",
            "/operations/10/if_match must be a version, * or a list of entity tags");
    assertThat(faults(results, 11))
        .singleElement()
        .asString()
        .startsWith("/operations/11/task/title");
    assertThat(faults(results, 12))
        .singleElement()
        .asString()
        .contains("12/task/ticktick_project_id");
    assertThat(faults(results, 13))
        .containsExactlyInAnyOrder(
            "/operations/13/id must be at least 1", "/operations/13/task is required");
    assertThat(faults(results, 14))
        .containsExactly("/operations/14/task/sync_version is read-only");
    assertThat(cem.get("/api/tasks/" + mine).json().getString("title")).isEqualTo("x");
  }

  @Test
  void refusesAsAWholeWhatIsWrongWithTheWhole() {
    TestClient dan = gateway.someone("dan");
    assertThat(dan.post(BATCH, batch()).faults()).containsExactly("/operations must not be empty");
    JsonObject[] many =
        IntStream.range(0, 501).mapToObj(i -> create(titled("t"))).toArray(JsonObject[]::new);
    assertThat(dan.post(BATCH, batch(many)).faults())
        .containsExactly("/operations must have at most 500 elements");
    assertThat(dan.post(BATCH, batch(create(titled("t"))).put("atomic", 1)).faults())
        .containsExactly("/atomic must be true or false");
    assertThat(dan.get("/api/tasks").json().getJsonArray("tasks")).isEmpty();
  }

  @Test
  void doesAllOrNothingIfAsked() {
    TestClient fay = gateway.someone("fay");
    long task = make(fay, "a");
    JsonObject stale = delete(task).put("if_match", 5);
    Reply refused =
        fay.post(
            BATCH,
            batch(create(titled("n")), update(task, titled("b")), stale).put("atomic", true),
            "Idempotency-Key",
            "k");
    assertThat(statuses(results(refused))).containsExactly(424, 424, 412);
    JsonObject unreadable = create(titled(""));
    assertThat(
            statuses(
                results(
                    fay.post(
                        BATCH, batch(update(task, titled("b")), unreadable).put("atomic", true)))))
        .containsExactly(424, 400);
    assertThat(fay.get("/api/tasks").json().getJsonArray("tasks")).hasSize(1);
    assertThat(fay.get("/api/tasks/" + task).json().getLong("sync_version")).isEqualTo(1);
    Reply done =
        fay.post(
            BATCH,
            batch(create(titled("n")), update(task, titled("b"))).put("atomic", true),
            "Idempotency-Key",
            "k");
    assertThat(statuses(results(done))).as("the key was left free").containsExactly(201, 200);
  }

  @Test
  void letsOperationsOnOneTaskFollowEachOther() {
    TestClient gil = gateway.someone("gil");
    long task = make(gil, "a");
    JsonArray results =
        results(
            gil.post(
                BATCH,
                batch(
                    update(task, titled("b")).put("if_match", 1),
                    update(task, titled("c")).put("if_match", 1),
                    update(task, titled("d")).put("if_match", 2),
                    update(task, new JsonObject().put("status", "completed")),
                    update(task, titled("d")),
                    delete(task),
                    delete(task),
                    update(task, titled("e")))));
    assertThat(statuses(results)).containsExactly(200, 412, 200, 200, 200, 204, 204, 409);
    JsonObject now = gil.get("/api/tasks/" + task).json();
    assertThat(now.getLong("sync_version")).isEqualTo(5);
    assertThat(now.getString("title")).isEqualTo("d");
    assertThat(now.getString("status")).isEqualTo("deleted");
    assertThat(now.getString("completed_at")).isNotNull();
    assertThat(task(results, 0)).as("as the batch leaves it").isEqualTo(now);
  }

  @Test
  void makesNoCircleOfTasks() {
    TestClient hal = gateway.someone("hal");
    long a = make(hal, "a");
    long b = make(hal, "b");
    long c = make(hal, "c");
    hal.patch("/api/tasks/" + c, under(b));
    JsonArray results =
        results(
            hal.post(
                BATCH,
                batch(
                    update(b, under(a)),
                    update(a, under(c)),
                    update(c, new JsonObject().putNull("parent_id")),
                    update(a, under(c)),
                    update(c, under(c)))));
    assertThat(statuses(results)).containsExactly(200, 400, 200, 200, 400);
    assertThat(faults(results, 1))
        .containsExactly(
            "/operations/1/task/parent_id must not be the task itself or one below it");
    assertThat(hal.get("/api/tasks/" + a).json().getLong("parent_id")).isEqualTo(c);
  }

  @Test
  void isDoneOnceForItsKey() {
    TestClient ivy = gateway.someone("ivy");
    long task = make(ivy, "a");
    JsonObject whole = ivy.get("/api/tasks/" + task).json().put("title", "b");
    JsonObject batch = batch(create(titled("n")), update(task, whole), delete(999_999_999));
    Reply first = ivy.post(BATCH, batch, "Idempotency-Key", "k");
    assertThat(statuses(results(first))).containsExactly(201, 200, 404);
    Reply again = ivy.post(BATCH, batch, "Idempotency-Key", "k");
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(task(results(again), 0)).isEqualTo(task(results(first), 0));
    assertThat(task(results(again), 1)).isEqualTo(task(results(first), 1));
    assertThat(statuses(results(again))).containsExactly(201, 200, 404);
    assertThat(ivy.get("/api/tasks").json().getJsonArray("tasks")).hasSize(2);
    assertThat(ivy.post(BATCH, batch(delete(task)), "Idempotency-Key", "k").status())
        .isEqualTo(422);
  }

  @Test
  void queuesWhatIsPushedAndWaitsForAllTogether() {
    TestClient jan = gateway.someone("jan");
    jan.put("/api/ticktick/token", new JsonObject().put("access_token", "t").put("expires_in", 99));
    AtomicInteger asked = new AtomicInteger();
    gateway.onPush(
        push -> {
          asked.incrementAndGet();
          return gateway
              .execute("DELETE FROM push_queue WHERE user_id = $1", push.userId())
              .map(TestGateway.result(push, SyncResult.Outcome.SYNCED));
        });
    JsonArray async =
        results(
            jan.post(
                BATCH,
                batch(create(titled("a")), create(titled("b").put("push_to_ticktick", false))),
                "Prefer",
                "respond-async"));
    assertThat(state(async, 0)).isEqualTo("pending");
    assertThat(state(async, 1)).isEqualTo("local_only");
    assertThat(asked).hasValue(0);
    JsonObject[] many =
        IntStream.range(0, 20).mapToObj(i -> create(titled("t" + i))).toArray(JsonObject[]::new);
    Reply waited = jan.post(BATCH, batch(many), "Prefer", "wait=5");
    assertThat(waited.header("Preference-Applied")).isEqualTo("wait=5");
    assertThat(asked).as("one wait for all").hasValue(1);
    assertThat(state(results(waited), 19)).isNotEqualTo("pending");
    gateway.onPush(
        push -> Future.succeededFuture(TestGateway.result(push, SyncResult.Outcome.PENDING)));
  }

  @Test
  void tellsReadersOfTheFeed() {
    TestClient kim = gateway.someone("kim");
    long task = make(kim, "a");
    String since = kim.get("/api/changes").json().getString("cursor");
    kim.post(BATCH, batch(create(titled("b")), update(task, titled("c")), create(titled(""))));
    JsonArray changes = kim.get("/api/changes?since=" + since).json().getJsonArray("changes");
    assertThat(changes).hasSize(2);
  }

  private static JsonObject comparable(JsonObject task) {
    List.of("id", "created_at", "last_modified_at", "completed_at", "sync_version")
        .forEach(task::remove);
    return task;
  }

  private static String state(JsonArray results, int index) {
    return task(results, index).getJsonObject("sync").getString("state");
  }

  private static JsonObject under(long parent) {
    return new JsonObject().put("parent_id", parent);
  }

  private static JsonObject titled(String title) {
    return new JsonObject().put("title", title);
  }

  private static JsonObject create(JsonObject task) {
    return new JsonObject().put("op", "create").put("task", task);
  }

  private static JsonObject update(long id, JsonObject task) {
    return new JsonObject().put("op", "update").put("id", id).put("task", task);
  }

  private static JsonObject delete(long id) {
    return new JsonObject().put("op", "delete").put("id", id);
  }

  private static JsonObject batch(JsonObject... operations) {
    return new JsonObject().put("operations", new JsonArray(List.of((Object[]) operations)));
  }

  private static long make(TestClient person, String title) {
    return person.post("/api/tasks", titled(title)).id();
  }

  private static JsonArray results(Reply reply) {
    assertThat(reply.status()).as(reply.response().body()).isEqualTo(200);
    return reply.json().getJsonArray("results");
  }

  private static List<Integer> statuses(JsonArray results) {
    return results.stream().map(result -> ((JsonObject) result).getInteger("status")).toList();
  }

  private static JsonObject task(JsonArray results, int index) {
    return results.getJsonObject(index).getJsonObject("task");
  }

  private static JsonObject problem(JsonArray results, int index) {
    return results.getJsonObject(index).getJsonObject("problem");
  }

  private static List<String> faults(JsonArray results, int index) {
    return problem(results, index).getJsonArray("errors").stream()
        .map(JsonObject.class::cast)
        .map(fault -> fault.getString("pointer") + " " + fault.getString("detail"))
        .toList();
  }
}
