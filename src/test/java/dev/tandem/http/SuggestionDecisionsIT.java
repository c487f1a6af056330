package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.http.TestClient.Reply;
import dev.tandem.sync.SyncResult;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What approving and rejecting suggestions does, and when it is refused. */
final class SuggestionDecisionsIT {
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
  void appliesEachTypeToItsField() {
    Suggestions bob = task("bob");
    long list = bob.client().post("/api/projects", new JsonObject().put("name", "Home")).id();
    JsonArray tags = new JsonArray().add("finance").add("Report");
    bob.applies("priority", 5, "ticktick_priority", 5);
    bob.applies("priority", null, "ticktick_priority", 0);
    bob.applies("tags", tags, "ticktick_tags", tags);
    bob.applies("tags", null, "ticktick_tags", new JsonArray());
    bob.applies("due_date", "2026-12-01T17:00:00Z", "due_date", "2026-12-01T17:00:00.000Z");
    bob.applies("start_date", "2026-12-01T16:00:00Z", "start_date", "2026-12-01T16:00:00.000Z");
    bob.applies("repeat", "RRULE:FREQ=DAILY", "repeat_flag", "RRULE:FREQ=DAILY");
    bob.applies("repeat", null, "repeat_flag", null);
    bob.applies("start_date", null, "start_date", null);
    bob.applies("due_date", null, "due_date", null);
    bob.applies("project", list, "project_id", list);
    bob.applies("project", null, "project_id", null);
    bob.applies("time_estimate", 90, "time_estimate", 90);
    bob.applies("time_estimate", null, "time_estimate", null);
    bob.applies("title", "  Finish the report ", "title", "Finish the report");
    bob.applies("description", "All of it", "description", "All of it");
    bob.applies("description", null, "description", "");
    bob.applies("quadrant", "Q2", "manual_quadrant_override", "Q2");
    bob.applies("quadrant", null, "manual_quadrant_override", null);
    assertThat(bob.list("?status=approved")).hasSize(19);
  }

  @Test
  void tellsAllThatIsWrongWithAChoice() {
    Suggestions eve = task("eve");
    JsonArray one = new JsonArray().add(1);
    assertThat(eve.approve(new JsonObject()).faults())
        .containsExactly("/suggestion_types is required without suggestion_ids");
    assertThat(eve.reject(Suggestions.types("all").put("suggestion_ids", one)).faults())
        .containsExactly("/suggestion_types must not be given together with suggestion_ids");
    assertThat(eve.approve(Suggestions.types("all", "tags")).faults())
        .containsExactly("/suggestion_types must name nothing beside all");
    assertThat(eve.approve(Suggestions.types("tags", "tags")).faults())
        .containsExactly("/suggestion_types/1 must be distinct");
    assertThat(eve.approve(Suggestions.types()).faults())
        .containsExactly("/suggestion_types must not be empty");
    assertThat(eve.approve(Suggestions.types("colour")).faults())
        .singleElement()
        .asString()
        .startsWith("/suggestion_types/0 must be one of all, priority");
    assertThat(eve.approve(Suggestions.ids(7, 7)).faults())
        .containsExactly("/suggestion_ids must name each suggestion once");
    assertThat(eve.approve(Suggestions.ids(0)).faults())
        .containsExactly("/suggestion_ids/0 must be at least 1");
  }

  @Test
  void makesOneChangeOfAllThatAreApproved() {
    Suggestions fay = task("fay");
    fay.propose("title", "Better");
    fay.propose("priority", 5);
    fay.propose("start_date", "2027-01-02T10:00:00Z");
    fay.propose("due_date", "2027-01-03T10:00:00Z");
    fay.post(Suggestions.of("quadrant", "Q3").put("reason", "Somebody waits"));
    long kept = fay.propose("time_estimate", 25).id();
    String since = fay.client().get("/api/changes").json().getString("cursor");
    JsonObject approved =
        fay.approve(Suggestions.types("title", "priority", "start_date", "due_date", "quadrant"))
            .json();
    assertThat(approved.getInteger("approved_count")).isEqualTo(5);
    assertThat(approved.getJsonArray("approved_types"))
        .containsExactly("priority", "quadrant", "start_date", "due_date", "title");
    JsonObject now = approved.getJsonObject("task");
    assertThat(now).isEqualTo(fay.task());
    assertThat(now.getLong("sync_version")).isEqualTo(2);
    assertThat(now.getString("title")).isEqualTo("Better");
    assertThat(now.getString("start_date")).isEqualTo("2027-01-02T10:00:00.000Z");
    assertThat(now.getString("effective_quadrant")).isEqualTo("Q3");
    assertThat(now.getString("manual_override_reason")).isEqualTo("Somebody waits");
    assertThat(fay.client().get("/api/changes?since=" + since).json().getJsonArray("changes"))
        .hasSize(1);
    assertThat(fay.list("")).extracting(one -> one.getLong("id")).containsExactly(kept);
    assertThat(fay.list("?status=approved"))
        .hasSize(5)
        .allSatisfy(one -> assertThat(one.getString("decided_at")).isNotNull());
  }

  @Test
  void freezesTheQuadrantThatTheRulesGiveToWhatIsApprovedWithIt() {
    Suggestions ivy = task("ivy");
    ivy.propose("priority", 5);
    ivy.propose("quadrant", "Q2");
    JsonObject approved = ivy.approve(Suggestions.types("all")).json().getJsonObject("task");
    assertThat(approved.getInteger("ticktick_priority")).isEqualTo(5);
    assertThat(approved.getString("effective_quadrant")).isEqualTo("Q2");
    assertThat(approved.getString("eisenhower_quadrant")).isEqualTo("Q1");

    ivy.propose("priority", 0);
    ivy.propose("quadrant", "Q3");
    approved = ivy.approve(Suggestions.types("all")).json().getJsonObject("task");
    assertThat(approved.getString("effective_quadrant")).isEqualTo("Q3");
    assertThat(approved.getString("eisenhower_quadrant")).as("frozen").isEqualTo("Q1");

    ivy.propose("priority", 3);
    ivy.propose("quadrant", null);
    approved = ivy.approve(Suggestions.types("all")).json().getJsonObject("task");
    assertThat(approved.getString("eisenhower_quadrant")).as("by rule").isEqualTo("Q2");
  }

  @Test
  void keepsTheWholeReasonOfAQuadrantAndTakesItAgain() {
    Suggestions lea = task("lea");
    String reason = "x".repeat(2_000);
    lea.post(Suggestions.of("quadrant", "Q2").put("reason", reason));
    assertThat(lea.approve(Suggestions.types("quadrant")).status()).isEqualTo(200);
    assertThat(lea.task().getString("manual_override_reason")).isEqualTo(reason);

    JsonObject place = new JsonObject().put("manual_quadrant", "Q3").put("reason", reason);
    assertThat(lea.client().patch(lea.path() + "/quadrant", place).status()).isEqualTo(200);
    assertThat(lea.task().getString("manual_override_reason")).isEqualTo(reason);
    assertThat(
            lea.client()
                .patch(lea.path() + "/quadrant", place.put("reason", reason + "x"))
                .faults())
        .containsExactly("/reason must have at most 2000 characters");
  }

  @Test
  void approvesWhatTheTaskHasAlreadyWithoutANewVersion() {
    Suggestions gil = task("gil");
    gil.propose("title", "a task");
    JsonObject approved = gil.approve(Suggestions.types("all")).json();
    assertThat(approved.getInteger("approved_count")).isEqualTo(1);
    assertThat(approved.getJsonObject("task").getLong("sync_version")).isEqualTo(1);
  }

  @Test
  void findsNothingToDoWhereNothingIsPending() {
    Suggestions hal = task("hal");
    hal.propose("title", "Another");
    JsonObject before = hal.task();
    JsonObject approved = hal.approve(Suggestions.types("priority", "tags")).json();
    assertThat(approved.getInteger("approved_count")).isZero();
    assertThat(approved.getJsonArray("approved_types")).isEmpty();
    assertThat(approved.getJsonObject("task")).isEqualTo(before);
    JsonObject rejected = hal.reject(Suggestions.types("priority")).json();
    assertThat(rejected.getInteger("rejected_count")).isZero();
    assertThat(rejected.getJsonObject("task")).isEqualTo(before);
  }

  @Test
  void rejectsAndLeavesTheTaskAsItIs() {
    Suggestions ida = task("ida");
    long title = ida.propose("title", "Another").id();
    ida.propose("priority", 5);
    JsonObject before = ida.task();
    JsonObject rejected = ida.reject(Suggestions.types("all")).json();
    assertThat(rejected.getInteger("rejected_count")).isEqualTo(2);
    assertThat(rejected.getJsonArray("rejected_types")).containsExactly("priority", "title");
    assertThat(rejected.getJsonObject("task")).isEqualTo(before);
    assertThat(ida.task()).isEqualTo(before);
    assertThat(ida.list("")).isEmpty();
    assertThat(ida.reject(Suggestions.ids(title)).json().getInteger("rejected_count")).isZero();
    Reply late = ida.approve(Suggestions.ids(title));
    assertThat(late.slug()).isEqualTo("conflict");
    assertThat(late.json().getString("detail")).contains(title + " is rejected already");
  }

  @Test
  void approvesByIdOnceAndFindsOnlyTheTasksOwn() {
    Suggestions kim = task("kim");
    Suggestions sibling = new Suggestions(kim.client());
    Suggestions stranger = task("kims neighbour");
    long title = kim.propose("title", "Mine").id();
    long siblings = sibling.propose("title", "My other").id();
    long strangers = stranger.propose("title", "Not mine").id();
    for (long id : List.of(siblings, strangers, 999_999_999L)) {
      assertThat(kim.approve(Suggestions.ids(title, id)).status()).isEqualTo(404);
      assertThat(kim.reject(Suggestions.ids(title, id)).status()).isEqualTo(404);
    }
    assertThat(kim.list("")).hasSize(1);
    assertThat(kim.task().getLong("sync_version")).isEqualTo(1);
    assertThat(kim.approve(Suggestions.ids(title)).json().getInteger("approved_count"))
        .isEqualTo(1);
    kim.client().patch(kim.path(), new JsonObject().put("title", "Later"));
    JsonObject again = kim.approve(Suggestions.ids(title)).json();
    assertThat(again.getInteger("approved_count")).isZero();
    assertThat(again.getJsonObject("task").getString("title")).isEqualTo("Later");
    assertThat(kim.reject(Suggestions.ids(title)).slug()).isEqualTo("conflict");
  }

  @Test
  void refusesAPriorityUnderAManualOverrideWithAllThatCameWithIt() {
    Suggestions ned = task("ned");
    ned.propose("priority", 5);
    ned.propose("title", "Another");
    override(ned, 1);
    Reply refused = ned.approve(Suggestions.types("all"));
    assertThat(refused.slug()).isEqualTo("conflict");
    assertThat(refused.json().getString("detail")).contains("manual_priority_override is set");
    assertThat(ned.task().getString("title")).isEqualTo("a task");
    assertThat(ned.list("")).hasSize(2);
    assertThat(ned.approve(Suggestions.types("title")).status()).isEqualTo(200);
    override(ned, null);
    assertThat(ned.approve(Suggestions.types("all")).status()).isEqualTo(200);
    assertThat(ned.task().getInteger("ticktick_priority")).isEqualTo(5);
  }

  private static void override(Suggestions of, Integer priority) {
    of.client().patch(of.path(), new JsonObject().put("manual_priority_override", priority));
  }

  @Test
  void refusesAListThatHasGoneAndDatesThatContradict() {
    Suggestions oda = task("oda");
    long list = oda.client().post("/api/projects", named("Home")).id();
    oda.propose("project", list);
    oda.propose("title", "Another");
    gateway.sql("UPDATE projects SET deleted_at = now() WHERE id = $1", list);
    Reply refused = oda.approve(Suggestions.types("all"));
    assertThat(refused.slug()).isEqualTo("conflict");
    assertThat(refused.json().getString("detail")).contains("project_id is no project of yours");
    oda.reject(Suggestions.types("project"));

    oda.client().patch(oda.path(), new JsonObject().put("due_date", "2027-01-01T10:00:00Z"));
    oda.propose("start_date", "2027-01-02T10:00:00Z");
    Reply contradicts = oda.approve(Suggestions.types("all"));
    assertThat(contradicts.json().getString("detail"))
        .contains("start_date must not be after due_date");
    assertThat(oda.task().getString("title")).isEqualTo("a task");
    oda.propose("due_date", "2027-01-03T10:00:00Z");
    assertThat(oda.approve(Suggestions.types("all")).json().getInteger("approved_count"))
        .isEqualTo(3);
  }

  @Test
  void isDoneOnceForItsKey() {
    Suggestions tom = task("tom");
    String[] proposing = {"Idempotency-Key", "propose"};
    JsonObject title = Suggestions.of("title", "Better");
    String path = tom.path() + "/suggestions";
    Reply made = tom.client().post(path, title, proposing);
    Reply madeAgain = tom.client().post(path, title, proposing);
    assertThat(madeAgain.json()).isEqualTo(made.json());
    assertThat(madeAgain.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(tom.list("?status=all")).hasSize(1);

    String[] approving = {"Idempotency-Key", "approve"};
    JsonObject all = Suggestions.types("all");
    Reply first = tom.client().post(path + "/approve", all, approving);
    tom.client().patch(tom.path(), new JsonObject().put("title", "Later"));
    tom.propose("priority", 5);
    Reply again = tom.client().post(path + "/approve", all, approving);
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(tom.task().getString("title")).isEqualTo("Later");
    assertThat(tom.list("")).hasSize(1);
    assertThat(tom.client().post(path + "/reject", all, approving).status()).isEqualTo(422);

    override(tom, 1);
    String[] refused = {"Idempotency-Key", "refused"};
    assertThat(tom.client().post(path + "/approve", all, refused).status()).isEqualTo(409);
    override(tom, null);
    assertThat(tom.client().post(path + "/approve", all, refused).status()).isEqualTo(200);
    assertThat(tom.task().getInteger("ticktick_priority")).isEqualTo(5);
  }

  @Test
  void waitsForThePushAsAnyChangeDoes() {
    Suggestions uma = new Suggestions(connected("uma"));
    AtomicInteger asked = new AtomicInteger();
    gateway.onPush(
        push -> {
          asked.incrementAndGet();
          return gateway
              .execute("DELETE FROM push_queue WHERE user_id = $1", push.userId())
              .map(TestGateway.result(push, SyncResult.Outcome.SYNCED));
        });
    uma.propose("title", "At once");
    Reply async =
        uma.client()
            .post(
                uma.path() + "/suggestions/approve",
                Suggestions.types("all"),
                "Prefer",
                "respond-async");
    assertThat(async.header("Preference-Applied")).isEqualTo("respond-async");
    JsonObject sync = async.json().getJsonObject("task").getJsonObject("sync");
    assertThat(sync.getString("state")).isEqualTo("pending");
    assertThat(sync.getJsonArray("pending_fields")).contains("title");
    assertThat(asked).hasValue(0);
    uma.propose("priority", 3);
    JsonObject waited = uma.approve(Suggestions.types("all")).json();
    assertThat(asked).hasValue(1);
    assertThat(waited.getJsonObject("task").getJsonObject("sync").getBoolean("has_pending_changes"))
        .isFalse();
    uma.propose("time_estimate", 25);
    uma.approve(Suggestions.types("all"));
    assertThat(asked).as("an estimate is never pushed").hasValue(1);
    gateway.onPush(
        push -> Future.succeededFuture(TestGateway.result(push, SyncResult.Outcome.PENDING)));
  }

  private static TestClient connected(String name) {
    TestClient client = gateway.someone(name);
    client.put(
        "/api/ticktick/token", new JsonObject().put("access_token", name).put("expires_in", 99));
    return client;
  }

  private static Suggestions task(String owner) {
    return new Suggestions(gateway.someone(owner));
  }

  private static JsonObject named(String name) {
    return new JsonObject().put("name", name);
  }
}
