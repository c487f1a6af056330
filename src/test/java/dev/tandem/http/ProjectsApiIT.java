package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.AccountRoutes;
import dev.tandem.account.UserCommand;
import dev.tandem.account.UserReply;
import dev.tandem.config.Secret;
import dev.tandem.http.TestClient.Reply;
import dev.tandem.sync.ProjectRoutes.Blocking;
import dev.tandem.sync.ProjectRoutes.Why;
import dev.tandem.sync.SyncRoutes.DeleteOutcome;
import dev.tandem.sync.SyncRoutes.DeleteProject;
import dev.tandem.sync.SyncRoutes.ProjectDeleted;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code /api/projects} at the socket; what TickTick's side answers to a deletion is played. */
class ProjectsApiIT {
  private static final AtomicInteger USERS = new AtomicInteger();
  private static TestGateway gateway;
  private final AtomicReference<DeleteProject> deleted = new AtomicReference<>();
  private ProjectDeleted answer = new ProjectDeleted(DeleteOutcome.DELETED, null);
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
    client = gateway.someone("p" + USERS.incrementAndGet());
    gateway.onDeletion(
        asked -> {
          deleted.set(asked);
          return Future.succeededFuture(answer);
        });
  }

  private Reply make(String name) {
    return client.post("/api/projects", new JsonObject().put("name", name));
  }

  private static String path(Reply made) {
    return "/api/projects/" + made.id();
  }

  @Test
  void makesAListThatStaysHereWithoutAnAccount() {
    Reply made =
        client.post(
            "/api/projects",
            new JsonObject()
                .put("name", "  Finance ")
                .put("color", "#3876E4")
                .put("sort_order", -5));

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json().getString("name")).isEqualTo("Finance");
    assertThat(made.json().getString("color")).isEqualTo("#3876E4");
    assertThat(made.json().getLong("sort_order")).isEqualTo(-5);
    assertThat(made.json().getBoolean("is_archived")).isFalse();
    JsonObject sync = made.json().getJsonObject("sync");
    assertThat(sync.getString("state")).isEqualTo("local_only");
    assertThat(sync.getBoolean("has_pending_changes")).isFalse();
  }

  @Test
  void tellsAllThatIsWrongWithAList() {
    Reply refused =
        client.post(
            "/api/projects",
            new JsonObject().put("name", " ").put("color", "red").put("icon", "x"));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.slug()).isEqualTo("validation");
    assertThat(refused.faults()).hasSize(3);
    for (String color : List.of("red", "#12345", "#1234567", "#12345g", "123456")) {
      assertThat(
              client
                  .post("/api/projects", new JsonObject().put("name", "a").put("color", color))
                  .faults())
          .containsExactly("/color must be written like #3876E4");
    }
    assertThat(client.post("/api/projects", new JsonObject()).status()).isEqualTo(400);
    assertThat(make("a\nb").faults()).containsExactly("/name must not hold control characters");
    assertThat(make("x".repeat(201)).status()).isEqualTo(400);
  }

  @Test
  void changesTheFieldsThatAreGiven() {
    Reply made =
        client.post("/api/projects", new JsonObject().put("name", "Home").put("color", "#112233"));

    Reply changed = client.patch(path(made), new JsonObject().put("is_archived", true));
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.json().getBoolean("is_archived")).isTrue();
    assertThat(changed.json().getString("color")).isEqualTo("#112233");

    Reply cleared = client.patch(path(made), new JsonObject().putNull("color"));
    assertThat(cleared.json().getString("color")).isNull();
    assertThat(cleared.json().getString("name")).isEqualTo("Home");
    assertThat(client.patch(path(made), new JsonObject().putNull("name")).status()).isEqualTo(400);
  }

  @Test
  void aChangeOfAnAccountsListIsPendingUntilItIsPushed() {
    UserReply.Authenticated caller =
        (UserReply.Authenticated)
            TestGateway.await(
                gateway
                    .bus()
                    .ask(
                        AccountRoutes.USERS,
                        new UserCommand.Authenticate(new Secret(client.key())),
                        Call.ASK_LIMIT));
    gateway.sql(
        "INSERT INTO ticktick_accounts (user_id, state, access_token, key_id)"
            + " VALUES ($1, 'connected', '\\x00', 'k')",
        caller.user().id());

    Reply made =
        client.post(
            "/api/projects", new JsonObject().put("name", "Home"), "Prefer", "respond-async");

    assertThat(made.header("Preference-Applied")).isEqualTo("respond-async");
    JsonObject sync = made.json().getJsonObject("sync");
    assertThat(sync.getString("state")).isEqualTo("pending");
    assertThat(sync.getJsonArray("pending_fields")).isEqualTo(new JsonArray().add("name"));
  }

  @Test
  void pagesByOrder() {
    for (int i = 0; i < 5; i++) {
      client.post("/api/projects", new JsonObject().put("name", "p" + i).put("sort_order", -i));
    }

    List<String> names = new ArrayList<>();
    String cursor = "";
    do {
      JsonObject page = client.get("/api/projects?limit=2" + cursor).json();
      page.getJsonArray("projects").forEach(p -> names.add(((JsonObject) p).getString("name")));
      String next = page.getString("next_cursor");
      cursor = next == null ? null : "&cursor=" + next;
    } while (cursor != null);

    assertThat(names).containsExactly("p4", "p3", "p2", "p1", "p0");
    assertThat(client.get("/api/projects?cursor=e30").status()).isEqualTo(400);
  }

  @Test
  void hidesTheListsOfOthers() {
    Reply made = make("Home");
    TestClient stranger = gateway.someone("stranger" + USERS.incrementAndGet());

    assertThat(stranger.get("/api/projects").json().getJsonArray("projects")).isEmpty();
    assertThat(stranger.patch(path(made), new JsonObject().put("name", "x")).status())
        .isEqualTo(404);
    assertThat(client.patch("/api/projects/0", new JsonObject().put("name", "x")).status())
        .isEqualTo(404);
  }

  @Test
  void deletesAList() {
    Reply made = make("Home");

    assertThat(client.delete(path(made)).status()).isEqualTo(204);
    assertThat(deleted.get().projectId()).isEqualTo(made.id());
    assertThat(deleted.get().force()).isFalse();
    assertThat(client.delete(path(made) + "?force=true").status()).isEqualTo(204);
    assertThat(deleted.get().force()).isTrue();
    assertThat(client.delete(path(made) + "?force=maybe").status()).isEqualTo(400);
  }

  @Test
  void namesTheTasksThatKeepAListFromBeingDeleted() {
    answer =
        new ProjectDeleted(
            DeleteOutcome.BLOCKED,
            List.of(
                new Blocking("r1", null, "theirs", Why.UNKNOWN),
                new Blocking("r2", 7L, "ours", Why.CHANGED)),
            null);

    Reply refused = client.delete(path(make("Home")));

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.slug()).isEqualTo("conflict");
    JsonArray tasks = refused.json().getJsonArray("tasks");
    assertThat(tasks.getJsonObject(0))
        .isEqualTo(
            new JsonObject()
                .put("ticktick_task_id", "r1")
                .putNull("task_id")
                .put("title", "theirs")
                .put("reason", "unknown"));
    assertThat(tasks.getJsonObject(1).getLong("task_id")).isEqualTo(7);
    assertThat(tasks.getJsonObject(1).getString("reason")).isEqualTo("changed");
  }

  @Test
  void tellsWhyAListIsNotDeleted() {
    String path = path(make("Home"));
    answer = new ProjectDeleted(DeleteOutcome.MISSING, null);
    assertThat(client.delete(path).slug()).isEqualTo("not-found");
    answer = new ProjectDeleted(DeleteOutcome.NOT_CONNECTED, null);
    assertThat(client.delete(path).slug()).isEqualTo("ticktick-not-connected");
    answer = new ProjectDeleted(DeleteOutcome.UNREACHABLE, "TickTick did not answer in time.");
    Reply down = client.delete(path);
    assertThat(down.status()).isEqualTo(503);
    assertThat(down.json().getString("detail")).startsWith("TickTick did not answer in time.");
    answer = new ProjectDeleted(DeleteOutcome.UNTOLD, "It does not tell.");
    assertThat(client.delete(path).status()).isEqualTo(409);
  }
}
