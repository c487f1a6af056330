package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.http.TestClient.Reply;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client sees of dead letters, and can do about them. */
class DeadLettersIT {
  private TestGateway gateway;
  private TestClient client;
  private long id;

  @BeforeEach
  void start() {
    gateway = TestGateway.start(new ContractCheck());
    client = gateway.someone("ada");
    client.put("/api/ticktick/token", new JsonObject().put("access_token", "t0"));
    id = client.post("/api/tasks", new JsonObject().put("title", "Mine")).id();
    gateway.sql(
        "UPDATE push_queue SET is_dead = true, attempts = 12, last_error = jsonb_build_object("
            + "'code', 'http_400', 'detail', 'TickTick refused the change (status 400).',"
            + " 'at', now()) WHERE entity_id = $1",
        id);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void showsReasonAndAttemptsAndExplainsThem() {
    JsonObject failure =
        client.get("/api/sync/failures").json().getJsonArray("tasks").getJsonObject(0);
    assertThat(failure.getJsonObject("sync").getInteger("attempts")).isEqualTo(12);
    assertThat(failure.getJsonObject("sync").getJsonObject("last_error").getString("code"))
        .isEqualTo("http_400");

    JsonObject told = explanation();
    assertThat(told.getString("summary"))
        .isEqualTo(
            "The change was given up after 12 attempts: TickTick refused the change (status 400).");
    assertThat(told.getString("next")).contains("Retry it", "discard it", "edit the task");
  }

  @Test
  void keepsATaskWithoutATwinHereAlone() {
    Reply discarded = client.post(failure("discard"), null);

    assertThat(discarded.status()).isEqualTo(202);
    assertThat(discarded.json().getJsonObject("sync").getString("state")).isEqualTo("local_only");
    assertThat(discarded.json().getString("title")).isEqualTo("Mine");
    assertThat(client.get("/api/sync/failures").json().getJsonArray("tasks")).isEmpty();
    assertThat(explanation().getString("summary")).contains("kept here only");
    assertThat(client.post(failure("discard"), null).slug()).isEqualTo("conflict");
    assertThat(client.post("/api/tasks/" + id + "/push", null).status())
        .as("it may be pushed again")
        .isEqualTo(200);
  }

  @Test
  void marksATaskWithATwinUntilThatWasLookedAt() {
    gateway.sql(
        "INSERT INTO links (user_id, account_id, task_id, remote_id, remote_project_id, state, base)"
            + " SELECT user_id, account_id, entity_id, 'r', 'inbox7', 'linked', '{}'"
            + " FROM push_queue WHERE entity_id = $1",
        id);

    JsonObject discarded = client.post(failure("discard"), null).json();

    assertThat(discarded.getString("title")).isEqualTo("Mine");
    assertThat(discarded.getJsonObject("sync").getString("state")).isEqualTo("pending");
    assertThat(discarded.getJsonObject("sync").getInteger("attempts")).isZero();
    assertThat(explanation().getString("summary")).startsWith("The change was discarded");
    assertThat(client.post(failure("discard"), null).json().getString("detail"))
        .contains("being discarded already");
    assertThat(client.post(failure("retry"), null).status()).isEqualTo(409);
    assertThat(client.get("/api/sync/pending").json().getJsonArray("tasks")).hasSize(1);
  }

  @Test
  void hidesThemFromOthersAndForgetsThemWithTheirTask() {
    TestClient eve = gateway.someone("eve");
    for (String what : new String[] {"retry", "discard"}) {
      assertThat(eve.post(failure(what), null).slug()).isEqualTo("not-found");
    }
    assertThat(client.delete("/api/tasks/" + id + "?soft_delete=false").status()).isEqualTo(204);
    for (String what : new String[] {"retry", "discard"}) {
      assertThat(client.post(failure(what), null).slug()).isEqualTo("not-found");
    }
  }

  private String failure(String what) {
    return "/api/sync/failures/" + id + "/" + what;
  }

  private JsonObject explanation() {
    return client.get("/api/tasks/" + id + "/sync").json().getJsonObject("explanation");
  }
}
