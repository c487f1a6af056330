package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.http.TestClient.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client sees of deletions that are held, and can do about them. */
class HeldDeletionsIT {
  private static final String APPROVE = "/api/sync/deletions/approve";
  private static final String DISMISS = "/api/sync/deletions/dismiss";

  private static final String AGREED =
      new JsonObject()
          .put("title", "Other")
          .put("description", "")
          .put("priority", 0)
          .put("allDay", false)
          .put("tags", new JsonArray())
          .put("reminders", new JsonArray())
          .put("status", "ACTIVE")
          .put("items", new JsonArray())
          .put("kind", "TEXT")
          .encode();

  private TestGateway gateway;
  private TestClient client;
  private long edited;
  private long other;

  @BeforeEach
  void start() {
    gateway = TestGateway.start(new ContractCheck());
    client = gateway.someone("ada");
    client.put("/api/ticktick/token", new JsonObject().put("access_token", "t0"));
    edited = client.post("/api/tasks", new JsonObject().put("title", "Edited")).id();
    other = client.post("/api/tasks", new JsonObject().put("title", "Other")).id();
    gateway.sql(
        "INSERT INTO links (user_id, account_id, task_id, remote_id, remote_project_id, state, base)"
            + " SELECT user_id, account_id, entity_id, 'r' || entity_id, 'inbox7', 'held', $1::text::jsonb"
            + " FROM push_queue",
        AGREED);
    gateway.sql("DELETE FROM push_queue WHERE entity_id = $1", other);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void showsAndExplainsThem() {
    assertThat(held()).isEqualTo(2);
    JsonObject sync = client.get("/api/tasks/" + other + "/sync").json();
    assertThat(sync.getJsonObject("sync").getString("state")).isEqualTo("held");
    assertThat(sync.getJsonObject("explanation").getString("next"))
        .contains("approved or dismissed");
    assertThat(client.get("/api/tasks?sync_state=held").json().getJsonArray("tasks")).hasSize(2);
  }

  @Test
  void deletesWhatIsApprovedButWhatWasEdited() {
    Reply approved = client.post(APPROVE, null);
    assertThat(approved.status()).isEqualTo(200);
    assertThat(approved.json())
        .isEqualTo(new JsonObject().put("deleted", 1).put("survived", 1).put("dismissed", 0));
    assertThat(status(other)).isEqualTo("deleted");
    assertThat(status(edited)).isEqualTo("active");
    assertThat(client.get("/api/tasks/" + edited).json().getJsonObject("sync").getString("state"))
        .isEqualTo("pending");
    assertThat(held()).isZero();
    assertThat(client.post("/api/tasks/" + other + "/restore", null).json().getString("status"))
        .as("nothing is lost")
        .isEqualTo("active");
    assertThat(client.post(APPROVE, null).json().getInteger("deleted")).isZero();
  }

  @Test
  void keepsWhatIsDismissed() {
    assertThat(client.post(DISMISS, null).json())
        .isEqualTo(new JsonObject().put("deleted", 0).put("survived", 0).put("dismissed", 2));
    assertThat(status(other)).isEqualTo("active");
    assertThat(client.get("/api/tasks/" + other).json().getJsonObject("sync").getString("state"))
        .isEqualTo("local_only");
    assertThat(held()).isZero();
    assertThat(client.post(DISMISS, null).json().getInteger("dismissed")).isZero();
  }

  @Test
  void leavesThoseOfOthersAlone() {
    TestClient eve = gateway.someone("eve");
    for (String path : new String[] {APPROVE, DISMISS}) {
      assertThat(eve.post(path, null).status()).isEqualTo(200);
    }
    assertThat(held()).isEqualTo(2);
  }

  private int held() {
    return client.get("/api/sync/status").json().getInteger("deletions_held");
  }

  private String status(long task) {
    return client.get("/api/tasks/" + task).json().getString("status");
  }
}
