package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.http.TestClient.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client sees of conflicts, and decides about them. */
class ConflictsIT {
  private TestGateway gateway;
  private TestClient client;
  private long task;

  @BeforeEach
  void start() {
    gateway = TestGateway.start(new ContractCheck());
    client = gateway.someone("ada");
    client.put("/api/ticktick/token", new JsonObject().put("access_token", "t0"));
    task = client.post("/api/tasks", new JsonObject().put("title", "Mine")).id();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void listsThemNewestFirstInPages() {
    long first = conflict("title", "\"Mine\"", "\"Theirs\"", "local", "newer");
    long second = conflict("description", "\"a\"", "\"b\"", "remote", "newer");
    JsonObject page = client.get("/api/conflicts?limit=1").json();
    assertThat(ids(page)).containsExactly(second);
    JsonObject next =
        client.get("/api/conflicts?limit=1&cursor=" + page.getString("next_cursor")).json();
    assertThat(ids(next)).containsExactly(first);
    assertThat(next.getString("next_cursor")).isNull();
    assertThat(client.get("/api/conflicts?cursor=x").slug()).isEqualTo("validation");

    client.post("/api/conflicts/" + first + "/resolve", new JsonObject().put("keep", "local"));
    assertThat(ids(client.get("/api/conflicts?open=true").json())).containsExactly(second);
    assertThat(ids(client.get("/api/conflicts?open=false").json())).containsExactly(first);
  }

  @Test
  void showsBothValuesAndWhoWon() {
    long id = conflict("ticktick_tags", "[\"a\"]", "[\"b\"]", "remote", "newer");
    JsonObject shown = client.get("/api/conflicts/" + id).json();
    assertThat(shown.getJsonArray("local")).isEqualTo(new JsonArray().add("a"));
    assertThat(shown.getJsonArray("remote")).isEqualTo(new JsonArray().add("b"));
    assertThat(shown.getString("winner")).isEqualTo("remote");
    assertThat(shown.getValue("base")).isNull();
    assertThat(shown.getLong("task_id")).isEqualTo(task);
  }

  @Test
  void keepingTheWinnerOnlyReviewsIt() {
    long id = conflict("title", "\"Mine\"", "\"Theirs\"", "local", "newer");
    long version = task().getLong("sync_version");
    JsonObject resolved = resolve(id, "local").json();
    assertThat(resolved.getString("reviewed_at")).isNotNull();
    assertThat(task().getLong("sync_version")).isEqualTo(version);
    assertThat(task().getJsonObject("sync").getInteger("open_conflicts")).isZero();
  }

  @Test
  void keepingTheLoserIsANewChange() {
    long id = conflict("title", "\"Mine\"", "\"Theirs\"", "local", "newer");
    JsonObject resolved = resolve(id, "remote").json();
    assertThat(task().getString("title")).isEqualTo("Theirs");
    assertThat(task().getJsonObject("sync").getJsonArray("pending_fields")).contains("title");
    long version = task().getLong("sync_version");
    assertThat(resolve(id, "remote").json()).isEqualTo(resolved);
    assertThat(task().getLong("sync_version")).isEqualTo(version);
  }

  @Test
  void eachKindOfValueCanBeKept() {
    keep("description", "\"long\"", "description", "long");
    keep("ticktick_priority", "5", "ticktick_priority", 5);
    keep("ticktick_tags", "[\"Finance\"]", "ticktick_tags", new JsonArray().add("Finance"));
    keep("reminders", "[\"TRIGGER:PT0S\"]", "reminders", new JsonArray().add("TRIGGER:PT0S"));
    keep("sort_order", "-77", "sort_order", -77);
    keep("column_id", "\"c1\"", "column_id", "c1");
    keep("kind", "\"note\"", "kind", "note");
    keep("status", "\"completed\"", "status", "completed");
    keep(
        "due_date",
        "{\"due_date\":\"2026-12-01T08:00:00Z\",\"start_date\":\"2026-12-01T07:00:00Z\","
            + "\"all_day\":false,\"time_zone\":\"Europe/Rome\","
            + "\"repeat_flag\":\"RRULE:FREQ=DAILY\"}",
        "due_date",
        "2026-12-01T08:00:00.000Z");
    assertThat(task().getString("repeat_flag")).isEqualTo("RRULE:FREQ=DAILY");
    resolve(
        conflict(
            "items", "[{\"id\":\"i1\",\"title\":\"One\",\"completed\":true}]", null, "remote", "x"),
        "local");
    assertThat(task().getJsonArray("items").getJsonObject(0).getString("title")).isEqualTo("One");
    assertThat(task().getJsonArray("items").getJsonObject(0).getBoolean("completed")).isTrue();
  }

  @Test
  void aListIsKnownByTickTicksId() {
    long list =
        gateway.number(
            "INSERT INTO projects (user_id, account_id, remote_id, name) SELECT user_id, id,"
                + " 'l1', 'Work' FROM ticktick_accounts WHERE user_id = $1 RETURNING id",
            gateway.number("SELECT user_id FROM tasks WHERE id = $1", task));
    resolve(conflict("project_id", "\"l1\"", null, "remote", "newer"), "local");
    assertThat(task().getLong("project_id")).isEqualTo(list);
    resolve(conflict("project_id", null, "\"l1\"", "remote", "newer"), "local");
    assertThat(task().getValue("project_id")).isNull();
    long gone = conflict("project_id", "\"no such\"", null, "remote", "newer");
    assertThat(resolve(gone, "local").status()).isEqualTo(400);
    assertThat(client.get("/api/conflicts/" + gone).json().getValue("reviewed_at")).isNull();
  }

  @Test
  void keepingTickTicksPriorityGivesTheOverrideUp() {
    client.patch("/api/tasks/" + task, new JsonObject().put("manual_priority_override", 5));
    resolve(conflict("ticktick_priority", "5", "1", "local", "override"), "remote");
    assertThat(task().getInteger("ticktick_priority")).isEqualTo(1);
    assertThat(task().getValue("manual_priority_override")).isNull();
  }

  @Test
  void aDeleteThatLostCanBeKept() {
    resolve(
        conflict("status", "\"deleted\"", "\"active\"", "remote", "edit_beats_delete"), "local");
    assertThat(task().getString("status")).isEqualTo("deleted");
    resolve(
        conflict("status", "\"active\"", "\"deleted\"", "remote", "edit_beats_delete"), "local");
    assertThat(task().getString("status")).isEqualTo("active");
  }

  @Test
  void aDeletedTaskTakesNoOtherValueBeforeItIsRestored() {
    client.delete("/api/tasks/" + task);
    long id = conflict("title", "\"Mine\"", "\"Theirs\"", "local", "newer");
    assertThat(resolve(id, "remote").status()).isEqualTo(409);
    assertThat(resolve(id, "local").status()).isEqualTo(200);
  }

  @Test
  void aSecondTwinIsOnlyReviewed() {
    long id = conflict("remote_id", "\"r1\"", "\"r2\"", "local", "late_twin");
    long version = task().getLong("sync_version");
    long revision = revision();
    assertThat(resolve(id, "remote").json().getString("reviewed_at")).isNotNull();
    assertThat(task().getLong("sync_version")).isEqualTo(version);
    assertThat(revision()).as("the feed tells that none is open").isNotEqualTo(revision);

    long reviewed = revision();
    resolve(id, "remote");
    assertThat(revision()).as("no news").isEqualTo(reviewed);
  }

  @Test
  void othersConflictsAreMissing() {
    long id = conflict("title", "\"Mine\"", "\"Theirs\"", "local", "newer");
    TestClient other = gateway.someone("ben");
    assertThat(other.get("/api/conflicts/" + id).status()).isEqualTo(404);
    assertThat(
            other
                .post("/api/conflicts/" + id + "/resolve", new JsonObject().put("keep", "remote"))
                .status())
        .isEqualTo(404);
    assertThat(ids(other.get("/api/conflicts").json())).isEmpty();
    assertThat(task().getString("title")).isEqualTo("Mine");
  }

  @Test
  void whatIsNoSideIsRefused() {
    long id = conflict("title", "\"Mine\"", "\"Theirs\"", "local", "newer");
    Reply refused =
        client.post("/api/conflicts/" + id + "/resolve", new JsonObject().put("keep", "both"));
    assertThat(refused.slug()).isEqualTo("validation");
    assertThat(client.post("/api/conflicts/" + id + "/resolve", new JsonObject()).faults())
        .containsExactly("/keep is required");
  }

  private void keep(String field, String local, String shown, Object value) {
    assertThat(resolve(conflict(field, local, null, "remote", "newer"), "local").status())
        .isEqualTo(200);
    assertThat(task().getValue(shown)).isEqualTo(value);
  }

  private Reply resolve(long id, String keep) {
    return client.post("/api/conflicts/" + id + "/resolve", new JsonObject().put("keep", keep));
  }

  private JsonObject task() {
    return client.get("/api/tasks/" + task).json();
  }

  private long revision() {
    return gateway.number("SELECT revision::text::bigint FROM tasks WHERE id = $1", task);
  }

  private long conflict(String field, String local, String remote, String winner, String rule) {
    return gateway.number(
        "INSERT INTO conflicts (user_id, task_id, field, local, remote, winner, rule)"
            + " SELECT user_id, id, $2, $3::text::jsonb, $4::text::jsonb, $5, $6"
            + " FROM tasks WHERE id = $1 RETURNING id",
        task,
        field,
        local,
        remote,
        winner,
        rule);
  }

  private static List<Long> ids(JsonObject page) {
    return page.getJsonArray("conflicts").stream()
        .map(each -> ((JsonObject) each).getLong("id"))
        .toList();
  }
}
