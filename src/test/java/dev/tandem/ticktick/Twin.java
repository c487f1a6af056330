package dev.tandem.ticktick;

import dev.tandem.task.Task;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;

/** A task's twin in the sandbox, as a person there has it before them. */
record Twin(PushStage stage, Task task) {

  void edit(String field, Object value) {
    stage
        .probe()
        .personUpdates(PushStage.ANNA, task.remoteId(), new JsonObject().put(field, value));
  }

  JsonObject shown() {
    return stage.remote(PushStage.ANNA);
  }

  JsonArray tags() {
    return shown().getJsonArray("tags", new JsonArray());
  }

  /** As if the link had last been read and written a minute ago. */
  Twin longUnseen() {
    stage.query(
        "UPDATE links SET read_at = read_at - interval '1 minute',"
            + " settled_at = settled_at - interval '1 minute' WHERE task_id = $1",
        task.id());
    return this;
  }

  /** A request of ours that was thought to be lost arrives. */
  void arrivesLate(JsonObject fields) {
    JsonObject shown = shown();
    JsonObject body =
        fields.copy().put("id", task.remoteId()).put("projectId", shown.getString("projectId"));
    int status =
        stage
            .probe()
            .send(
                HttpRequest.newBuilder(
                        stage.probe().root().resolve("/open/v1/task/" + task.remoteId()))
                    .header("Authorization", "Bearer tp_anna-token")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body.encode()))
                    .build())
            .statusCode();
    if (status != 200) {
      throw new AssertionError("status " + status);
    }
  }

  /** Its logged conflicts: field, winner, rule, base, local, remote, and the two times. */
  List<Row> conflicts() {
    return stage.query(
        "SELECT field, winner, rule, base, local, remote, local_at, remote_at FROM conflicts"
            + " WHERE task_id = $1 ORDER BY id",
        task.id());
  }

  String link(String column) {
    return stage
        .query(
            "SELECT " + column + "::text FROM links WHERE task_id = $1 ORDER BY id DESC LIMIT 1",
            task.id())
        .get(0)
        .getString(0);
  }

  Task now() {
    return stage.find(task);
  }
}
