package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;

/** Sees every way in which the contract refuses what the state of a task or account forbids. */
final class TaskRefusals {
  private TaskRefusals() {}

  static void ofStaleVersions(TestClient client, String task) {
    String[] stale = {"If-Match", "\"1\""};
    JsonObject title = new JsonObject().put("title", "c");
    JsonObject reset = new JsonObject().put("reset_to_ai", true);
    assertThat(client.put(task, title, stale).slug()).isEqualTo("precondition-failed");
    assertThat(client.patch(task, title, stale).status()).isEqualTo(412);
    assertThat(client.patch(task + "/quadrant", reset, stale).status()).isEqualTo(412);
    assertThat(client.delete(task, stale).status()).isEqualTo(412);
  }

  static void ofConflicts(TestClient client, String task) {
    JsonObject both =
        new JsonObject().put("manual_priority_override", 5).put("ticktick_priority", 1);
    assertThat(client.post("/api/tasks", both.copy().put("title", "x")).slug())
        .isEqualTo("conflict");
    JsonObject pushed = new JsonObject().put("title", "pushed").put("push_to_ticktick", true);
    assertThat(client.post("/api/tasks", pushed).slug()).isEqualTo("ticktick-not-connected");
    assertThat(client.get("/api/tasks?search=pushed").json().getJsonArray("tasks")).isEmpty();
    assertThat(client.put(task, both).status()).isEqualTo(409);
    assertThat(client.patch(task, both).status()).isEqualTo(409);
    assertThat(client.post(task + "/push", null).slug()).isEqualTo("ticktick-not-connected");
    assertThat(client.post("/api/sync", null).slug()).isEqualTo("ticktick-not-connected");
    String id = task.substring("/api/tasks/".length());
    assertThat(client.post("/api/sync/failures/" + id + "/retry", null).status()).isEqualTo(409);
    assertThat(client.post("/api/sync/failures/" + id + "/discard", null).slug())
        .isEqualTo("conflict");
  }
}
