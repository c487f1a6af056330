package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.http.TestClient.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client may read a task, edit it and put the whole; what it may not change it is told. */
class WholeTaskIT {
  private static final AtomicInteger USERS = new AtomicInteger();
  private static TestGateway gateway;
  private TestClient client;

  @BeforeAll
  static void start() {
    gateway = TestGateway.start(new ContractCheck());
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void beSomebodyNew() {
    client = gateway.someone("u" + USERS.incrementAndGet());
  }

  private Reply make(String title) {
    return client.post("/api/tasks", new JsonObject().put("title", title));
  }

  @Test
  void acceptsATaskAsItWasRead() {
    JsonObject rich =
        new JsonObject()
            .put("title", "Finish report")
            .put("description", "d")
            .put("due_date", "2026-12-01T18:00:00+01:00")
            .put("ticktick_priority", 3)
            .put("ticktick_tags", new JsonArray().add("finance"))
            .put("items", new JsonArray().add(new JsonObject().put("title", "a")))
            .put("urgency_score", 8.5);
    JsonObject read = client.post("/api/tasks", rich).json();

    Reply same = client.put("/api/tasks/" + read.getLong("id"), read);

    assertThat(same.status()).isEqualTo(200);
    assertThat(same.json()).isEqualTo(read);
    assertThat(read.getString("due_date")).isEqualTo("2026-12-01T17:00:00.000Z");

    Reply edited = client.put("/api/tasks/" + read.getLong("id"), read.copy().put("title", "b"));
    assertThat(edited.json().getString("title")).isEqualTo("b");
    assertThat(edited.json().getLong("sync_version")).isEqualTo(2);
  }

  @Test
  void refusesReadOnlyFieldsThatDifferAndTakesThoseThatMoveByThemselves() {
    JsonObject read = make("a").json();
    JsonObject changed =
        new JsonObject()
            .put("id", 5)
            .put("created_at", "2020-01-01T00:00:00Z")
            .put("sync_version", 77)
            .put("ticktick_task_id", "x")
            .put("status", "deleted")
            .put("title", "");

    assertThat(client.patch("/api/tasks/" + read.getLong("id"), changed).faults())
        .containsExactlyInAnyOrder(
            "/id is read-only",
            "/created_at is read-only",
            "/sync_version is read-only",
            "/ticktick_task_id is read-only",
            "/status must be one of active, completed, abandoned; to delete, use DELETE",
            "/title must not be blank");
    JsonObject moved =
        read.copy()
            .put("sync", read.getJsonObject("sync").copy().put("state", "retrying"))
            .put("eisenhower_quadrant", "Q3")
            .put("effective_quadrant", "Q3")
            .put("last_synced_at", "2026-01-01T00:00:00.000Z")
            .put("created_at", read.getString("created_at").replace("Z", "+00:00"))
            .put("title", "b");
    assertThat(client.put("/api/tasks/" + read.getLong("id"), moved).status()).isEqualTo(200);
  }

  @Test
  void refusesWhatMovesByItselfOutsideAWholeTask() {
    JsonObject read = make("a").json();
    String task = "/api/tasks/" + read.getLong("id");
    JsonObject moving =
        new JsonObject()
            .put("sync", read.getJsonObject("sync").copy().put("state", "retrying"))
            .put("eisenhower_quadrant", "Q1")
            .put("effective_quadrant", "Q1")
            .put("last_synced_at", "2026-01-01T00:00:00.000Z")
            .put("subtasks", new JsonArray());

    assertThat(client.patch(task, moving).faults())
        .containsExactlyInAnyOrder(
            "/sync is read-only",
            "/eisenhower_quadrant is read-only",
            "/effective_quadrant is read-only",
            "/last_synced_at is read-only",
            "/subtasks is read-only");
    JsonObject same = new JsonObject();
    for (String field : List.of("sync", "eisenhower_quadrant", "effective_quadrant")) {
      same.put(field, read.getValue(field));
    }
    assertThat(client.patch(task, same.putNull("last_synced_at")).json()).isEqualTo(read);
  }

  @Test
  void refusesNonsenseInReadOnlyFieldsOfAWholeTaskToo() {
    JsonObject read = make("a").json();
    JsonObject nonsense =
        read.copy()
            .put("sync", true)
            .put("last_synced_at", 7)
            .put("eisenhower_quadrant", "Q9")
            .put("effective_quadrant", 1)
            .put("subtasks", "none");

    assertThat(client.put("/api/tasks/" + read.getLong("id"), nonsense).faults())
        .containsExactlyInAnyOrder(
            "/sync must be an object",
            "/last_synced_at must be a text or null",
            "/eisenhower_quadrant must be one of Q1, Q2, Q3, Q4",
            "/effective_quadrant must be a text",
            "/subtasks must be a list");
  }

  @Test
  void acceptsATaskThatWasReadWithItsSubtasks() {
    long id = make("a").id();
    make("below", "parent_id", id);
    JsonObject read = client.get("/api/tasks/" + id + "?include=subtasks").json();
    assertThat(read.getJsonArray("subtasks")).hasSize(1);

    JsonObject changed = client.put("/api/tasks/" + id, read.put("title", "b")).json();

    assertThat(changed.getString("title")).isEqualTo("b");
  }

  @Test
  void saysThatAWholeTaskIsStaleBeforeItComparesTheRest() {
    JsonObject read = make("a").json();
    String task = "/api/tasks/" + read.getLong("id");
    client.patch(task, new JsonObject().put("title", "b"));
    JsonObject edited = read.copy().put("title", "c");

    assertThat(client.put(task, edited, "If-Match", "\"1\"").slug())
        .isEqualTo("precondition-failed");
    assertThat(client.put(task, edited, "If-Match", "\"1\", \"7\"").status()).isEqualTo(412);
    assertThat(client.put(task, edited).faults()).contains("/sync_version is read-only");
    assertThat(client.get(task).json().getString("title")).isEqualTo("b");
  }

  /** The repeated name of the present list must not stand against the edited one. */
  @Test
  void movesAWholeTaskByEitherNameOfItsList() {
    client.put("/api/ticktick/token", new JsonObject().put("access_token", "tp_some-token"));
    gateway.sql(
        """
        INSERT INTO projects (user_id, account_id, remote_id, name)
        SELECT a.user_id, a.id, list, list
        FROM ticktick_accounts a, unnest(ARRAY['from', 'to']) list
        WHERE a.user_id = (SELECT max(id) FROM users)
        """);
    JsonArray lists = client.get("/api/projects").json().getJsonArray("projects");
    long from = lists.getJsonObject(0).getLong("id");
    long to = lists.getJsonObject(1).getLong("id");
    JsonObject read = make("a", "project_id", from).json();
    String task = "/api/tasks/" + read.getLong("id");
    assertThat(read.getString("ticktick_project_id")).isEqualTo("from");

    JsonObject moved = client.put(task, read.copy().put("project_id", to)).json();
    assertThat(moved.getString("ticktick_project_id")).isEqualTo("to");

    JsonObject back = client.put(task, moved.copy().put("ticktick_project_id", "from")).json();
    assertThat(back.getLong("project_id")).isEqualTo(from);
    assertThat(
            client
                .patch(
                    task,
                    new JsonObject().put("project_id", to).put("ticktick_project_id", "nowhere"))
                .faults())
        .hasSize(1);
  }

  private Reply make(String title, String field, Object value) {
    return client.post("/api/tasks", new JsonObject().put("title", title).put(field, value));
  }
}
