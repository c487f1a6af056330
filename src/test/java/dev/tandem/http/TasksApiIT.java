package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.http.TestClient.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The conventions of the contract, on tasks. */
class TasksApiIT {
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"1\" | 200",
        "* | 200",
        "\"9\", \"1\" | 200",
        "\"2\" | 412",
        "\"8\", \"9\" | 412",
        "W/\"1\" | 412",
        "\"one\" | 412",
        "1 | 400"
      })
  void changesOnlyTheVersionThatIfMatchNames(String ifMatch, int status) {
    String task = "/api/tasks/" + make("a").id();

    Reply reply = client.patch(task, new JsonObject().put("title", "b"), "If-Match", ifMatch);

    assertThat(reply.status()).isEqualTo(status);
    String title = client.get(task).json().getString("title");
    assertThat(title).isEqualTo(status == 200 ? "b" : "a");
  }

  @Test
  void tagsTheVersionThatTheContentHas() {
    Reply made = make("a");
    String task = "/api/tasks/" + made.id();

    assertThat(made.header("ETag")).isEqualTo("\"1\"");
    assertThat(client.patch(task, new JsonObject().put("title", "a")).header("ETag"))
        .isEqualTo("\"1\"");
    assertThat(client.patch(task, new JsonObject().put("title", "b")).header("ETag"))
        .isEqualTo("\"2\"");
    assertThat(client.get(task).header("ETag")).isEqualTo("\"2\"");
  }

  @Test
  void hidesTheTasksOfOthers() {
    String task = "/api/tasks/" + make("a").id();
    TestClient other = gateway.owner();
    JsonObject title = new JsonObject().put("title", "b");

    assertThat(other.get(task).slug()).isEqualTo("not-found");
    assertThat(other.put(task, title).status()).isEqualTo(404);
    assertThat(other.delete(task).status()).isEqualTo(404);
    assertThat(other.delete(task + "?soft_delete=false").status()).isEqualTo(404);
    assertThat(other.post(task + "/push", null).status()).isIn(404, 409);
    assertThat(other.get("/api/tasks?count=true").json().getLong("total")).isZero();
    assertThat(client.get(task).json().getString("title")).isEqualTo("a");
  }

  @Test
  void deletesSoftlyTwiceAndForGoodOnce() {
    String task = "/api/tasks/" + make("a").id();

    assertThat(client.delete(task).status()).isEqualTo(204);
    assertThat(client.delete(task).status()).isEqualTo(204);
    assertThat(client.get(task).json().getString("status")).isEqualTo("deleted");
    assertThat(client.get("/api/tasks").json().getJsonArray("tasks")).isEmpty();
    assertThat(client.get("/api/tasks?status=deleted").json().getJsonArray("tasks")).hasSize(1);
    JsonObject read = client.get(task).json();
    assertThat(client.put(task, read).json().getString("status")).isEqualTo("deleted");
    assertThat(client.put(task, read.copy().put("title", "b")).slug()).isEqualTo("conflict");
    assertThat(client.delete(task + "?soft_delete=false").status()).isEqualTo(204);
    assertThat(client.delete(task + "?soft_delete=false").status()).isEqualTo(404);
  }

  @Test
  void leadsThroughAllPages() {
    for (int i = 0; i < 7; i++) {
      make("t " + i);
    }
    List<String> titles = new ArrayList<>();
    String next = "/api/tasks?sort=created_at&limit=3&search=t%20";
    int pages = 0;
    while (next != null) {
      Reply page = client.get(next);
      page.json()
          .getJsonArray("tasks")
          .forEach(task -> titles.add(((JsonObject) task).getString("title")));
      String link = page.header("Link");
      next = link == null ? null : link.substring(1, link.indexOf('>'));
      assertThat(page.json().getString("next_cursor") == null).isEqualTo(link == null);
      pages++;
    }

    assertThat(titles).containsExactly("t 0", "t 1", "t 2", "t 3", "t 4", "t 5", "t 6");
    assertThat(pages).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limit=0 | limit must be at least 1",
        "limit=501 | limit must be at most 500",
        "limit=x | limit must be a whole number",
        "limit=1&limit=2 | limit must be given once",
        "limit=1e2 | limit must be a whole number",
        "cursor=nonsense | cursor is not a cursor of this list",
        "count=yes | count must be true or false",
        "status=open | status must be one of active, completed, abandoned, deleted",
        "sort=title | sort must be one of manual, due_date, created_at, last_modified_at, priority, -manual, -due_date, -created_at, -last_modified_at, -priority",
        "due_before=2026-12-01T00:00:00 | due_before needs an offset, such as Z or +01:00",
        "due_after=soon | due_after must be a time such as 2026-12-01T17:00:00Z",
        "search=%00 | search must not hold the NUL character",
        "search= | search must not be blank",
        "project_id=0 | project_id must be at least 1",
        "quadrant=Q5 | quadrant must be one of Q1, Q2, Q3, Q4",
        "statuss=active | statuss is no field of this request's query"
      })
  void refusesAQuery(String query, String fault) {
    assertThat(client.get("/api/tasks?" + query).faults()).containsExactly(fault);
  }

  @Test
  void sortsAndFilters() {
    client.post("/api/tasks", new JsonObject().put("title", "low").put("ticktick_priority", 1));
    client.post(
        "/api/tasks",
        new JsonObject()
            .put("title", "high")
            .put("ticktick_priority", 5)
            .put("due_date", "2020-01-01T00:00:00Z")
            .put("ticktick_tags", new JsonArray().add("Home")));

    assertThat(titles("sort=-priority")).containsExactly("high", "low");
    assertThat(titles("sort=priority")).containsExactly("low", "high");
    assertThat(titles("quadrant=Q1")).containsExactly("high");
    assertThat(titles("tag=home")).containsExactly("high");
    assertThat(titles("due_before=2021-01-01T00:00:00%2B01:00")).containsExactly("high");
    assertThat(titles("sync_state=local_only&is_sorted=false")).hasSize(2);
  }

  private List<String> titles(String query) {
    return client.get("/api/tasks?" + query).json().getJsonArray("tasks").stream()
        .map(task -> ((JsonObject) task).getString("title"))
        .toList();
  }

  @Test
  void refusesWhatTheStoreCannotRefer() {
    long id = make("a").id();

    assertThat(make("b", "project_id", 999_999).faults()).hasSize(1);
    assertThat(make("b", "ticktick_project_id", "nowhere").faults()).hasSize(1);
    assertThat(make("b", "parent_id", 999_999).faults()).hasSize(1);
    assertThat(client.patch("/api/tasks/" + id, new JsonObject().put("parent_id", id)).status())
        .isEqualTo(400);
  }

  private Reply make(String title, String field, Object value) {
    return client.post("/api/tasks", new JsonObject().put("title", title).put(field, value));
  }

  @Test
  void placesATaskByHandAndBack() {
    String task = "/api/tasks/" + make("a").id() + "/quadrant";

    JsonObject set = new JsonObject().put("manual_quadrant", "Q2").put("source", "board");
    assertThat(client.patch(task, set).json().getString("effective_quadrant")).isEqualTo("Q2");
    JsonObject both = set.copy().put("reset_to_ai", true);
    assertThat(client.patch(task, both).faults())
        .containsExactly("/manual_quadrant must not be given together with reset_to_ai");
    assertThat(client.patch(task, new JsonObject()).faults())
        .containsExactly("/manual_quadrant is required without reset_to_ai");
    JsonObject reset = new JsonObject().put("reset_to_ai", true);
    assertThat(client.patch(task, reset).json().getString("effective_quadrant")).isEqualTo("Q4");
  }
}
