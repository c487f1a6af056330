package dev.tandem.sandbox;

import dev.tandem.sandbox.TaskWrites.Actor;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The routes of single tasks, and the move. */
final class TaskApi {
  private final Quirks quirks;
  private final TaskWrites writes;
  private final TaskView view;
  private final ObjectIds ids;

  TaskApi(Quirks quirks, TaskWrites writes, TaskView view, ObjectIds ids) {
    this.quirks = quirks;
    this.writes = writes;
    this.view = view;
    this.ids = ids;
  }

  List<Endpoint> endpoints() {
    var task = "/open/v1/project/:projectId/task/:taskId";
    return List.of(
        Endpoint.read("get-task", HttpMethod.GET, task, this::get),
        Endpoint.write("create-task", HttpMethod.POST, "/open/v1/task", this::create),
        Endpoint.write("move-tasks", HttpMethod.POST, "/open/v1/task/move", this::move),
        Endpoint.write("update-task", HttpMethod.POST, "/open/v1/task/:taskId", this::update),
        Endpoint.write("complete-task", HttpMethod.POST, task + "/complete", this::complete),
        Endpoint.write("delete-task", HttpMethod.DELETE, task, this::delete));
  }

  /** Trashed tasks are shown as if nothing had happened. */
  private Answer get(Call call) {
    var task = inPath(call);
    if (task.filter(t -> t.place() == StoredTask.Place.LOST).isPresent()) {
      return Answer.unknownException();
    }
    return task.map(t -> Answer.json(view.render(call.account(), t)))
        .orElseGet(() -> Answer.empty(quirks.has(Quirk.MISSING_TASK_IS_EMPTY) ? 200 : 404));
  }

  private Answer create(Call call) {
    var request = call.object();
    var account = call.account();
    var projectId = destination(account, request);
    if (!account.hasList(projectId)) {
      return quirks.has(Quirk.UNKNOWN_PROJECT_IS_404)
          ? Answer.empty(404)
          : Answer.unknownException();
    }
    return Answer.json(view.render(account, writes.create(account, projectId, request)));
  }

  /** The list that a new task goes to: the inbox unless another is named. */
  static String destination(Account account, JsonObject request) {
    return Loose.text(request, "projectId")
        .filter(id -> !id.isEmpty())
        .map(account::resolveProject)
        .orElse(account.inboxId());
  }

  /** Whether a body names the task by its id and its own list, without which nothing happens. */
  static boolean names(Account account, JsonObject request, StoredTask task) {
    return Loose.text(request, "id").filter(task.id()::equals).isPresent()
        && Loose.text(request, "projectId")
            .map(account::resolveProject)
            .filter(task.projectId()::equals)
            .isPresent();
  }

  private Answer update(Call call) {
    var request = call.object();
    var account = call.account();
    var task = call.task().filter(t -> names(account, request, t));
    if (task.isEmpty()) {
      return quirks.has(Quirk.IGNORED_UPDATE_IS_OBJECT)
          ? Answer.json(new JsonObject())
          : Answer.empty(200);
    }
    if (task.get().place() == StoredTask.Place.LOST) {
      return Answer.unknownException();
    }
    var updated = writes.update(account, task.get(), request, Actor.API);
    return Answer.json(view.render(account, updated));
  }

  private Answer complete(Call call) {
    var task = inPath(call);
    if (task.isEmpty()) {
      return Answer.empty(quirks.has(Quirk.MISSING_COMPLETE_IS_EMPTY) ? 200 : 404);
    }
    if (task.get().place() == StoredTask.Place.LOST) {
      return Answer.unknownException();
    }
    if (task.get().isListed()) {
      writes.complete(call.account(), task.get());
    }
    return Answer.empty(200);
  }

  private Answer delete(Call call) {
    inPath(call).filter(StoredTask::isListed).ifPresent(task -> writes.trash(call.account(), task));
    return Answer.empty(200);
  }

  private Optional<StoredTask> inPath(Call call) {
    var projectId = call.account().resolveProject(call.path("projectId"));
    return call.task().filter(task -> task.projectId().equals(projectId));
  }

  /**
   * An unknown list loses its entry, an unknown task keeps one, and the order of the result is not
   * that of the request.
   */
  private Answer move(Call call) {
    var account = call.account();
    var results = new ArrayList<JsonObject>();
    for (var request : Loose.objects(call.array(), "moves")) {
      var taskId = Loose.requiredText(request, "taskId");
      var from = account.resolveProject(Loose.requiredText(request, "fromProjectId"));
      var to = account.resolveProject(Loose.requiredText(request, "toProjectId"));
      call.entry().about(taskId);
      if (account.hasList(from) && account.hasList(to)) {
        results.add(moved(account, taskId, from, to));
      }
    }
    Collections.reverse(results);
    return Answer.json(new JsonArray(results));
  }

  private JsonObject moved(Account account, String taskId, String from, String to) {
    var task = account.task(taskId).orElse(null);
    if (task == null) {
      return new JsonObject().put("id", taskId).put("etag", ids.etag());
    }
    var applies = task.isListed() && task.projectId().equals(from) && !task.projectId().equals(to);
    var fields = (applies ? writes.move(account, task, to) : task).fields();
    var result = new JsonObject();
    for (var key : List.of("id", "etag", "etimestamp", "modifiedTime", "isAllDay", "isFloating")) {
      result.put(key, fields.getValue(key));
    }
    return result;
  }
}
