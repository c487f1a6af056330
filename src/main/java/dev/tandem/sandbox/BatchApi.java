package dev.tandem.sandbox;

import dev.tandem.sandbox.TaskWrites.Actor;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.TreeMap;

/** The routes that change many tasks at once. */
final class BatchApi {
  private static final int LIMIT = 50;

  private final Quirks quirks;
  private final TaskWrites writes;
  private final ObjectIds ids;

  BatchApi(Quirks quirks, TaskWrites writes, ObjectIds ids) {
    this.quirks = quirks;
    this.writes = writes;
    this.ids = ids;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.write("batch-tasks", HttpMethod.POST, "/open/v1/task/batch", this::batch),
        Endpoint.write(
            "complete-tasks", HttpMethod.POST, "/open/v1/task/completeTasks", this::complete));
  }

  /** Always 200 with two maps, unless the body cannot be read: then nothing of it happens. */
  private Answer batch(Call call) {
    var body = call.object();
    var results = new Results(new TreeMap<>(), new JsonObject());
    for (var request : limited(body, "add")) {
      add(call.account(), request, results);
    }
    for (var request : limited(body, "update")) {
      update(call, request, results);
    }
    return Answer.json(results.toJson());
  }

  /**
   * @param etags etag to id, so that the ids come back in an order that says nothing
   */
  private record Results(TreeMap<String, String> etags, JsonObject errors) {
    void done(StoredTask task) {
      etags.put(task.etag(), task.id());
    }

    JsonObject toJson() {
      var byId = new JsonObject();
      etags.forEach((etag, id) -> byId.put(id, etag));
      return new JsonObject().put("id2etag", byId).put("id2error", errors);
    }
  }

  private static List<JsonObject> limited(JsonObject body, String key) {
    var entries = Loose.objects(body, key).orElse(List.of());
    if (entries.size() > LIMIT) {
      throw new BadInput("At most " + LIMIT + " in " + key);
    }
    return entries;
  }

  private void add(Account account, JsonObject request, Results results) {
    var id =
        Loose.text(request, "id")
            .filter(sent -> !sent.isEmpty() && quirks.has(Quirk.BATCH_KEEPS_IDS))
            .orElseGet(ids::next);
    var projectId = TaskApi.destination(account, request);
    if (account.task(id).isPresent()) {
      results.errors().put(id, "EXISTED");
    } else if (!account.hasList(projectId)) {
      results.errors().put(id, "NO_PROJECT_PERMISSION");
    } else {
      results.done(writes.create(account, projectId, request, id));
    }
  }

  private void update(Call call, JsonObject request, Results results) {
    var account = call.account();
    var id = Loose.requiredText(request, "id");
    call.entry().about(id);
    var task = account.task(id).orElse(null);
    if (task == null || task.place() == StoredTask.Place.LOST) {
      results.errors().put(id, "NOT_EXISTED");
    } else if (!task.isListed() && quirks.has(Quirk.BATCH_REPORTS_DELETED)) {
      results.errors().put(id, "DELETED");
    } else if (!TaskApi.names(account, request, task)) {
      results.errors().put(id, "PROJECT_MOVE_ERROR");
    } else {
      results.done(writes.update(account, task, request, Actor.API));
    }
  }

  /** Ids that do not fit are skipped without a word. */
  private Answer complete(Call call) {
    var account = call.account();
    var body = call.object();
    var projectId = Loose.text(body, "projectId").map(account::resolveProject);
    var taskIds = Loose.texts(body, "taskIds").orElse(List.of());
    if (taskIds.size() > LIMIT) {
      throw new BadInput("At most " + LIMIT + " taskIds");
    }
    var done = new JsonArray();
    for (var id : taskIds) {
      call.entry().about(id);
      account
          .task(id)
          .filter(StoredTask::isListed)
          .filter(task -> projectId.filter(p -> !p.equals(task.projectId())).isEmpty())
          .ifPresent(
              task -> {
                writes.complete(account, task);
                done.add(id);
              });
    }
    return Answer.json(done);
  }
}
