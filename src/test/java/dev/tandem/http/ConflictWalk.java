package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;

/** A conflict from its first sight to its last. */
final class ConflictWalk {
  private static final JsonObject THEIRS = new JsonObject().put("keep", "remote");

  private ConflictWalk() {}

  /** Of a task of a user's, which is deleted afterwards. */
  static void through(TestGateway gateway, TestClient client, long task) {
    long id = logged(gateway, task, "\"Theirs\"");
    assertThat(client.get("/api/conflicts?open=true").json().getJsonArray("conflicts")).hasSize(1);
    assertThat(client.get("/api/conflicts/" + id).json().getString("remote")).isEqualTo("Theirs");
    assertThat(client.post("/api/conflicts/" + id + "/resolve", THEIRS).status()).isEqualTo(200);
    assertThat(client.get("/api/tasks/" + task).json().getString("title")).isEqualTo("Theirs");
    assertThat(client.delete("/api/tasks/" + task).status()).isEqualTo(204);
    long late = logged(gateway, task, "\"Too late\"");
    assertThat(client.post("/api/conflicts/" + late + "/resolve", THEIRS).slug())
        .isEqualTo("conflict");
  }

  private static long logged(TestGateway gateway, long task, String theirs) {
    return gateway.number(
        "INSERT INTO conflicts (user_id, task_id, field, local, remote, winner, rule)"
            + " SELECT user_id, id, 'title', to_jsonb(title), $2::text::jsonb, 'local', 'newer'"
            + " FROM tasks WHERE id = $1 RETURNING id",
        task,
        theirs);
  }
}
