package dev.tandem.sandbox;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** The routes of lists. The inbox is one, but is not among them. */
final class ProjectApi {
  private static final int PAGE = 200;
  private static final String PROJECT = "/open/v1/project/:projectId";

  private final ProjectWrites writes;
  private final TaskView view;

  ProjectApi(ProjectWrites writes, TaskView view) {
    this.writes = writes;
    this.view = view;
  }

  List<Endpoint> endpoints() {
    var all = "/open/v1/project";
    return List.of(
        Endpoint.read("list-projects", HttpMethod.GET, all, this::list),
        Endpoint.write("create-project", HttpMethod.POST, all, this::create),
        Endpoint.read("get-project", HttpMethod.GET, PROJECT, this::get),
        Endpoint.write("update-project", HttpMethod.POST, PROJECT, this::update),
        Endpoint.write("delete-project", HttpMethod.DELETE, PROJECT, this::delete),
        Endpoint.read("project-data", HttpMethod.GET, PROJECT + "/data", this::data),
        Endpoint.read("project-members", HttpMethod.GET, PROJECT + "/members", this::members));
  }

  private static List<StoredProject> living(Call call) {
    return call.account().projects(call.stale()).values().stream()
        .filter(project -> !project.deleted())
        .toList();
  }

  /** All of them, unless a page is asked for. */
  private Answer list(Call call) {
    var paged = call.query("offset").isPresent() || call.query("limit").isPresent();
    var offset = number(call, "offset", 0);
    var limit = paged ? number(call, "limit", PAGE) : Integer.MAX_VALUE;
    var array = new JsonArray();
    living(call).stream().skip(offset).limit(limit).forEach(project -> array.add(listed(project)));
    return Answer.json(array);
  }

  private static int number(Call call, String name, int preset) {
    var query = new JsonObject();
    call.query(name).ifPresent(text -> query.put(name, text));
    var number = Loose.integer(query, name).orElse(preset);
    if (number < 0) {
      throw new BadInput(name + " is negative");
    }
    return number;
  }

  /** Unset fields come as null here, and not at all in the answer to a create. */
  private static JsonObject listed(StoredProject project) {
    var fields = new JsonObject().put("closed", null).put("groupId", null).put("permission", null);
    return fields.mergeIn(project.fields());
  }

  private Optional<StoredProject> inPath(Call call) {
    return living(call).stream()
        .filter(project -> project.id().equals(call.path("projectId")))
        .findFirst();
  }

  private Answer get(Call call) {
    return inPath(call)
        .map(project -> Answer.json(listed(project)))
        .orElseGet(() -> Answer.empty(404));
  }

  private Answer create(Call call) {
    return Answer.json(writes.create(call.account(), call.object()).fields());
  }

  private Answer update(Call call) {
    var request = call.object();
    return inPath(call)
        .map(project -> Answer.json(writes.update(call.account(), project, request).fields()))
        .orElseGet(() -> Answer.empty(404));
  }

  private Answer delete(Call call) {
    inPath(call).ifPresent(project -> writes.delete(call.account(), project));
    return Answer.empty(200);
  }

  /** Open tasks only; an unknown list is an empty object, not an error. */
  private Answer data(Call call) {
    var account = call.account();
    var projectId = account.resolveProject(call.path("projectId"));
    var answer = new JsonObject();
    if (!projectId.equals(account.inboxId())) {
      var project = inPath(call);
      if (project.isEmpty()) {
        return Answer.json(answer);
      }
      answer.put("project", listed(project.get()));
    }
    var open =
        account.tasks(call.stale()).values().stream()
            .filter(task -> task.isOpen() && task.projectId().equals(projectId))
            .toList();
    return Answer.json(
        answer.put("tasks", view.render(account, open)).put("columns", new JsonArray()));
  }

  /** The only place where an account shows who it is. */
  private Answer members(Call call) {
    var account = call.account();
    if (!account.hasList(account.resolveProject(call.path("projectId")))) {
      return Answer.empty(404);
    }
    return Answer.json(
        new JsonArray()
            .add(
                new JsonObject()
                    .put("username", account.name() + "@example.com")
                    .put("displayName", account.name())
                    .put("self", true)));
  }
}
