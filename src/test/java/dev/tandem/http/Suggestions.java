package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.http.TestClient.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A task, and what is suggested for it. */
final class Suggestions {
  private final TestClient client;
  private final long id;

  /** For a new task. */
  Suggestions(TestClient client) {
    this(client, client.post("/api/tasks", new JsonObject().put("title", "a task")).id());
  }

  private Suggestions(TestClient client, long id) {
    this.client = client;
    this.id = id;
  }

  /** The same task asked for by somebody else. */
  Suggestions as(TestClient other) {
    return new Suggestions(other, id);
  }

  TestClient client() {
    return client;
  }

  long id() {
    return id;
  }

  String path() {
    return "/api/tasks/" + id;
  }

  JsonObject task() {
    return client.get(path()).json();
  }

  static JsonObject of(String type, Object suggested) {
    return new JsonObject().put("type", type).put("suggested", suggested);
  }

  static JsonObject types(String... types) {
    return new JsonObject().put("suggestion_types", new JsonArray(List.of((Object[]) types)));
  }

  static JsonObject ids(long... ids) {
    JsonArray named = new JsonArray();
    for (long one : ids) {
      named.add(one);
    }
    return new JsonObject().put("suggestion_ids", named);
  }

  Reply post(JsonObject suggestion) {
    return client.post(path() + "/suggestions", suggestion);
  }

  Reply propose(String type, Object suggested) {
    return post(of(type, suggested));
  }

  Reply approve(JsonObject choice) {
    return client.post(path() + "/suggestions/approve", choice);
  }

  Reply reject(JsonObject choice) {
    return client.post(path() + "/suggestions/reject", choice);
  }

  List<JsonObject> list(String query) {
    return in(client.get(path() + "/suggestions" + query));
  }

  static List<JsonObject> in(Reply page) {
    return page.json().getJsonArray("suggestions").stream().map(JsonObject.class::cast).toList();
  }

  /** Proposed and approved, it is what the field has, one version later. */
  void applies(String type, Object suggested, String field, Object value) {
    long version = task().getLong("sync_version");
    Reply made = propose(type, suggested);
    assertThat(made.status()).as("%s", made.response().body()).isEqualTo(201);
    Reply approved = approve(types(type));
    assertThat(approved.status()).as("%s", approved.response().body()).isEqualTo(200);
    assertThat(approved.json().getJsonArray("approved_types")).containsExactly(type);
    JsonObject now = task();
    assertThat(approved.json().getJsonObject("task")).isEqualTo(now);
    Object shown = now.getValue(field);
    assertThat(
            shown instanceof Integer number && value instanceof Long ? number.longValue() : shown)
        .as(type)
        .isEqualTo(value);
    assertThat(now.getLong("sync_version")).isEqualTo(version + 1);
  }
}
