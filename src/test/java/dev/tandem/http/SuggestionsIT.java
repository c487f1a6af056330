package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.http.TestClient.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an analyser suggests, and what becomes of it, as clients see it. */
final class SuggestionsIT {
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
  void keepsWhatIsSuggestedAndLeavesTheTaskAsItIs() {
    Suggestions ada = task("ada");
    JsonObject before = ada.task();
    Reply made =
        ada.post(
            Suggestions.of("due_date", "2026-12-01T18:00:00+01:00")
                .put("reason", "It says: until December\nat the latest")
                .put("confidence", 0.85));
    assertThat(made.status()).isEqualTo(201);
    JsonObject suggestion = made.json();
    assertThat(suggestion.getLong("task_id")).isEqualTo(ada.id());
    assertThat(suggestion.getString("suggested")).isEqualTo("2026-12-01T17:00:00.000Z");
    assertThat(suggestion.getString("reason")).isEqualTo("It says: until December\nat the latest");
    assertThat(suggestion.getDouble("confidence")).isEqualTo(0.85);
    assertThat(suggestion.getString("status")).isEqualTo("pending");
    assertThat(suggestion.getString("decided_at")).isNull();
    assertThat(ada.list("")).containsExactly(suggestion);
    assertThat(ada.task()).isEqualTo(before);
  }

  @Test
  void namesAListByTickTicksIdToo() {
    Suggestions cem = task("cem");
    long list = cem.client().post("/api/projects", new JsonObject().put("name", "Home")).id();
    gateway.sql("UPDATE projects SET remote_id = 'there' WHERE id = $1", list);
    assertThat(cem.propose("project", "there").json().getLong("suggested")).isEqualTo(list);
    assertThat(cem.propose("project", "inbox").json().getValue("suggested")).isNull();
    assertThat(cem.propose("project", "nowhere").faults())
        .containsExactly("/suggested is no project of yours");
    assertThat(cem.propose("project", 999_999_999L).faults())
        .containsExactly("/suggested is no project of yours");
    long another = task("cems neighbour").client().post("/api/projects", named("Hers")).id();
    assertThat(cem.propose("project", another).status()).isEqualTo(400);
  }

  @Test
  void tellsAllThatIsWrongAtOnce() {
    Suggestions dan = task("dan");
    assertThat(
            dan.post(
                    Suggestions.of("tags", new JsonArray().add("a").add("").add(5).add("a"))
                        .put("reason", "x\u0007")
                        .put("confidence", 1.5)
                        .put("because", true))
                .faults())
        .containsExactlyInAnyOrder(
            "/because is no field of a suggestion",
            "/confidence must be at most 1",
            "/suggested/1 must not be blank",
            "/suggested/2 must be a text",
            "/suggested/3 must be distinct",
            "/reason must not hold control characters");
    assertThat(dan.post(new JsonObject()).faults())
        .containsExactlyInAnyOrder("/type is required", "/suggested is required");
    assertThat(dan.propose("colour", 1).faults()).singleElement().asString().startsWith("/type ");
    assertThat(dan.propose("priority", 2).faults())
        .containsExactly("/suggested must be one of 0, 1, 3, 5");
    assertThat(dan.propose("priority", "high").faults())
        .containsExactly("/suggested must be a whole number or null");
    assertThat(dan.propose("quadrant", "Q5").faults())
        .containsExactly("/suggested must be one of Q1, Q2, Q3, Q4");
    assertThat(dan.propose("due_date", "2026-12-01T17:00:00").faults())
        .containsExactly("/suggested needs an offset, such as Z or +01:00");
    assertThat(dan.propose("title", " ").faults()).containsExactly("/suggested must not be blank");
    assertThat(dan.propose("title", null).faults()).containsExactly("/suggested must not be null");
    assertThat(dan.propose("title", "a\u0000b").faults())
        .containsExactly("/suggested must not hold the NUL character");
    assertThat(dan.propose("description", "é".repeat(40_000)).faults())
        .containsExactly("/suggested must have at most 65536 bytes of UTF-8");
    assertThat(dan.propose("time_estimate", -1).faults())
        .containsExactly("/suggested must be at least 0");
    assertThat(dan.propose("repeat", "").faults()).containsExactly("/suggested must not be blank");
    assertThat(dan.propose("project", true).status()).isEqualTo(400);
    assertThat(dan.propose("project", 0).status()).isEqualTo(400);
    JsonObject reasoned = Suggestions.of("priority", 1);
    assertThat(dan.post(reasoned.copy().put("reason", "x".repeat(2_001))).faults())
        .containsExactly("/reason must have at most 2000 characters");
    assertThat(dan.list("?status=all")).isEmpty();
    assertThat(dan.post(reasoned.copy().put("reason", "🙂".repeat(1_000))).status()).isEqualTo(201);
  }

  @Test
  void letsANewerOneTakeThePlaceOfOneThatWaits() {
    Suggestions joe = task("joe");
    long old = joe.propose("title", "First").id();
    long other = joe.propose("priority", 3).id();
    long young = joe.propose("title", "Second").id();
    assertThat(joe.list("")).extracting(one -> one.getLong("id")).containsExactly(young, other);
    assertThat(joe.list("?status=superseded"))
        .extracting(one -> one.getLong("id"))
        .containsExactly(old);
    Reply late = joe.approve(Suggestions.ids(old, other));
    assertThat(late.json().getString("detail")).contains(old + " is superseded already");
    assertThat(joe.task().getInteger("ticktick_priority")).as("nothing half applied").isZero();
    joe.approve(Suggestions.types("all"));
    assertThat(joe.task().getString("title")).isEqualTo("Second");
    assertThat(joe.propose("title", "Third").status()).isEqualTo(201);
  }

  @Test
  void showsNobodyWhatIsSuggestedToOthers() {
    Suggestions leo = task("leo");
    leo.propose("title", "Secret");
    Suggestions max = leo.as(gateway.someone("max"));
    assertThat(max.client().get(max.path() + "/suggestions").status()).isEqualTo(404);
    assertThat(max.propose("title", "Mine").status()).isEqualTo(404);
    assertThat(max.approve(Suggestions.types("all")).status()).isEqualTo(404);
    assertThat(max.reject(Suggestions.types("all")).status()).isEqualTo(404);
    assertThat(leo.list("?status=all")).hasSize(1);
  }

  @Test
  void takesNothingForADeletedTaskAndGoesWithIt() {
    Suggestions pia = task("pia");
    pia.propose("title", "Another");
    pia.client().delete(pia.path());
    assertThat(pia.propose("priority", 5).slug()).isEqualTo("conflict");
    assertThat(pia.approve(Suggestions.types("all")).json().getString("detail"))
        .contains("restore it");
    assertThat(pia.list("")).hasSize(1);
    pia.client().post(pia.path() + "/restore", null);
    assertThat(pia.approve(Suggestions.types("all")).status()).isEqualTo(200);

    pia.propose("priority", 5);
    pia.client().delete(pia.path() + "?soft_delete=false");
    assertThat(pia.client().get(pia.path() + "/suggestions").status()).isEqualTo(404);
    assertThat(pia.approve(Suggestions.types("all")).status()).isEqualTo(404);
    assertThat(gateway.number("SELECT count(*) FROM suggestions WHERE task_id = $1", pia.id()))
        .isZero();
  }

  @Test
  void walksAllPagesOnceNewestFirst() {
    Suggestions rae = task("rae");
    List<Long> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      made.add(0, rae.propose("title", "Title " + i).id());
    }
    List<Long> walked = new ArrayList<>();
    String next = rae.path() + "/suggestions?status=all&limit=3";
    while (next != null) {
      Reply page = rae.client().get(next);
      Suggestions.in(page).forEach(one -> walked.add(one.getLong("id")));
      String link = page.header("Link");
      assertThat(link == null).isEqualTo(page.json().getValue("next_cursor") == null);
      next = link == null ? null : link.substring(1, link.indexOf('>'));
    }
    assertThat(walked).isEqualTo(made);
    TestClient client = rae.client();
    assertThat(client.get(rae.path() + "/suggestions?cursor=x").faults())
        .containsExactly("cursor is not a cursor of this list");
    assertThat(client.get(rae.path() + "/suggestions?limit=501").status()).isEqualTo(400);
    assertThat(client.get(rae.path() + "/suggestions?status=open").status()).isEqualTo(400);
  }

  @Test
  void endsAPageThatBecomesTooHeavy() {
    Suggestions ron = task("ron");
    gateway.sql(
        "INSERT INTO suggestions (user_id, task_id, type, suggested, state, decided_at)"
            + " SELECT user_id, id, 'description', to_jsonb(repeat('x', 65000)), 'rejected', now()"
            + " FROM tasks, generate_series(1, 40) WHERE id = $1",
        ron.id());
    Reply page = ron.client().get(ron.path() + "/suggestions?status=all&limit=500");
    assertThat(Suggestions.in(page)).hasSizeBetween(16, 18);
    assertThat(page.header("Link")).contains("limit=500", "status=all");
    String next = "?status=all&cursor=" + page.json().getString("next_cursor");
    assertThat(ron.list(next)).hasSizeBetween(16, 18);
  }

  @Test
  void keepsTheNewestHundredThatDoNotWaitAnyMore() {
    Suggestions sam = task("sam");
    long waits = sam.propose("priority", 5).id();
    gateway.sql(
        "INSERT INTO suggestions (user_id, task_id, type, suggested, state, decided_at)"
            + " SELECT user_id, id, 'title', '\"old\"', 'rejected', now()"
            + " FROM tasks, generate_series(1, 120) WHERE id = $1",
        sam.id());
    long newest = sam.propose("title", "New").id();
    List<JsonObject> kept = sam.list("?status=all&limit=500");
    assertThat(kept).hasSize(102);
    assertThat(kept.get(0).getLong("id")).isEqualTo(newest);
    assertThat(kept.get(101).getLong("id")).as("what waits stays").isEqualTo(waits);
  }

  @Test
  void areExportedAndErasedWithThePerson() {
    Suggestions vic = task("vic");
    vic.propose("tags", new JsonArray().add("exported"));
    JsonObject exported = vic.client().exported("suggestion").get(0);
    assertThat(exported.getString("type")).isEqualTo("tags");
    assertThat(exported.getString("state")).isEqualTo("pending");
    assertThat(exported.getJsonArray("suggested")).containsExactly("exported");
    long user = vic.client().exported("user").get(0).getLong("id");
    assertThat(vic.client().delete("/api/users/" + user, "Prefer", "wait=20").status())
        .isEqualTo(204);
    assertThat(gateway.number("SELECT count(*) FROM suggestions WHERE user_id = $1", user))
        .isZero();
  }

  private static Suggestions task(String owner) {
    return new Suggestions(gateway.someone(owner));
  }

  private static JsonObject named(String name) {
    return new JsonObject().put("name", name);
  }
}
