package dev.tandem.http;

import dev.tandem.http.ContractCheck.Operation;
import dev.tandem.http.TestClient.Reply;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** For each operation, a request that nothing but the server's own state can refuse. */
final class ValidRequest {
  private ValidRequest() {}

  static Reply send(TestGateway gateway, Operation operation) {
    if (operation.path().equals(ConsentCallback.PATH)) {
      return ConsentWalk.comingBack(gateway, "s", "secret");
    }
    return gateway.owner().send(operation.method(), operation.concretePath(), body(operation));
  }

  /** Null for none. */
  static JsonObject body(Operation operation) {
    return switch (operation.toString()) {
      case "POST /api/tasks", "PUT /api/tasks/{id}", "PATCH /api/tasks/{id}" ->
          new JsonObject().put("title", "x");
      case "POST /api/tasks/reorder" ->
          new JsonObject().put("quadrant", "Q4").put("task_ids", List.of(1));
      case "POST /api/tasks/batch" ->
          new JsonObject()
              .put(
                  "operations",
                  List.of(new JsonObject().put("op", "delete").put("id", 999_999_999L)));
      case "PATCH /api/tasks/{id}/quadrant" -> new JsonObject().put("reset_to_ai", true);
      case "POST /api/tasks/{id}/suggestions" ->
          new JsonObject().put("type", "title").put("suggested", "x");
      case "POST /api/tasks/{id}/suggestions/approve", "POST /api/tasks/{id}/suggestions/reject" ->
          new JsonObject().put("suggestion_types", List.of("all"));
      case "POST /api/conflicts/{id}/resolve" -> new JsonObject().put("keep", "local");
      case "PUT /api/ticktick/token" -> new JsonObject().put("access_token", "t");
      case "PATCH /api/ticktick" -> new JsonObject().put("auto_push", true);
      case "POST /api/projects", "PATCH /api/projects/{id}" -> new JsonObject().put("name", "n");
      case "POST /api/users" -> new JsonObject().put("name", "n").put("email", "a@b");
      case "POST /api/keys" -> new JsonObject().put("name", "n");
      default -> null;
    };
  }
}
