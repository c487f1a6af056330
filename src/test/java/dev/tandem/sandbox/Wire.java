package dev.tandem.sandbox;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;

/** Raw calls of the simulated API with one bearer token. */
record Wire(SandboxProbe probe, String token) {

  HttpResponse<String> get(String path) {
    return call("GET", path, "");
  }

  HttpResponse<String> delete(String path) {
    return call("DELETE", path, "");
  }

  HttpResponse<String> post(String path, Object body) {
    return call("POST", path, body instanceof String text ? text : Json.encode(body));
  }

  HttpResponse<String> call(String method, String path, String body) {
    return probe.send(request(method, path, body));
  }

  HttpRequest request(String method, String path, String body) {
    return HttpRequest.newBuilder(probe.root().resolve("/open/v1" + path))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
        .build();
  }

  JsonObject create(JsonObject task) {
    return object(post("/task", task));
  }

  JsonObject create(String title) {
    return create(new JsonObject().put("title", title));
  }

  /** An update of some fields with the id and list that it needs. */
  HttpResponse<String> update(JsonObject task, JsonObject fields) {
    return post("/task/" + task.getString("id"), named(task).mergeIn(fields));
  }

  static JsonObject named(JsonObject task) {
    return new JsonObject()
        .put("id", task.getString("id"))
        .put("projectId", task.getString("projectId"));
  }

  HttpResponse<String> read(JsonObject task) {
    return get(path(task));
  }

  HttpResponse<String> complete(JsonObject task) {
    return post(path(task) + "/complete", "");
  }

  HttpResponse<String> delete(JsonObject task) {
    return delete(path(task));
  }

  static String path(JsonObject task) {
    return "/project/" + task.getString("projectId") + "/task/" + task.getString("id");
  }

  JsonObject project(String name) {
    return object(post("/project", new JsonObject().put("name", name)));
  }

  /** Ids of the tasks that a list shows. */
  List<String> listed(String projectId) {
    return ids(object(get("/project/" + projectId + "/data")).getJsonArray("tasks"));
  }

  List<String> filtered(JsonObject filter) {
    return ids(array(post("/task/filter", filter)));
  }

  List<String> completed() {
    return ids(array(post("/task/completed", new JsonObject())));
  }

  static List<String> ids(JsonArray tasks) {
    return tasks.stream().map(task -> ((JsonObject) task).getString("id")).toList();
  }

  static JsonObject object(HttpResponse<String> answer) {
    return new JsonObject(answer.body());
  }

  static JsonArray array(HttpResponse<String> answer) {
    return new JsonArray(answer.body());
  }
}
