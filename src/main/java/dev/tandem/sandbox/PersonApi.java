package dev.tandem.sandbox;

import dev.tandem.sandbox.TaskWrites.Actor;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Edits in TickTick's own apps, which may do more than the API: restore, archive. */
final class PersonApi {
  private static final String TASKS = "/tasks";
  private static final String TASK = TASKS + "/:taskId";
  private static final String PROJECTS = "/projects";
  private static final String PROJECT = PROJECTS + "/:projectId";

  private final TaskWrites tasks;
  private final ProjectWrites projects;
  private final TaskView view;

  PersonApi(TaskWrites tasks, ProjectWrites projects, TaskView view) {
    this.tasks = tasks;
    this.projects = projects;
    this.view = view;
  }

  List<Endpoint> endpoints() {
    return List.of(
        person("create-task", TASKS, this::createTask),
        person("update-task", TASK, this::updateTask),
        person("complete-task", TASK + "/complete", onTask(StoredTask::isListed, tasks::complete)),
        person("abandon-task", TASK + "/abandon", status(StoredTask.ABANDONED)),
        person("reopen-task", TASK + "/reopen", status(StoredTask.OPEN)),
        person("move-task", TASK + "/move", this::moveTask),
        person("restore-task", TASK + "/restore", onTask(t -> !t.isListed(), this::restore)),
        Endpoint.write(
            "person-delete-task",
            HttpMethod.DELETE,
            TASK,
            onTask(StoredTask::isListed, tasks::trash)),
        person("create-project", PROJECTS, this::createProject),
        person("update-project", PROJECT, this::updateProject),
        person("archive-project", PROJECT + "/archive", onProject(archiving(true))),
        person("unarchive-project", PROJECT + "/unarchive", onProject(archiving(false))),
        Endpoint.write(
            "person-delete-project", HttpMethod.DELETE, PROJECT, onProject(projects::delete)));
  }

  private static Endpoint person(String name, String path, Operation operation) {
    return Endpoint.write("person-" + name, HttpMethod.POST, path, operation);
  }

  private Answer createTask(Call call) {
    var request = call.object();
    var projectId = TaskApi.destination(call.account(), request);
    if (!call.account().hasList(projectId)) {
      throw new BadInput("No project " + projectId);
    }
    return shown(call, tasks.create(call.account(), projectId, request));
  }

  private Answer shown(Call call, StoredTask task) {
    return Answer.json(view.render(call.account(), task));
  }

  /** Fields as on the wire; id and projectId are not needed. */
  private Answer updateTask(Call call) {
    var request = call.object();
    return onTask(
            StoredTask::isListed,
            (account, task) -> tasks.update(account, task, request, Actor.PERSON))
        .apply(call);
  }

  private Operation status(int status) {
    var request = new JsonObject().put("status", status);
    return onTask(
        StoredTask::isListed,
        (account, task) -> tasks.update(account, task, request, Actor.PERSON));
  }

  private Answer moveTask(Call call) {
    var to = call.account().resolveProject(Loose.requiredText(call.object(), "projectId"));
    if (!call.account().hasList(to)) {
      throw new BadInput("No project " + to);
    }
    return onTask(
            task -> task.isListed() && !task.projectId().equals(to),
            (account, task) -> tasks.move(account, task, to))
        .apply(call);
  }

  private void restore(Account account, StoredTask task) {
    if (!account.hasList(task.projectId())) {
      throw new BadInput("The task's project is gone");
    }
    tasks.restore(account, task);
  }

  /** Does it if the task is in the right place, and shows the task as it then is. */
  private Operation onTask(Predicate<StoredTask> fit, BiConsumer<Account, StoredTask> edit) {
    return call -> {
      var task = call.task();
      if (task.isEmpty()) {
        return ControlDesk.refusal(404, "No such task");
      }
      task.filter(fit).ifPresent(found -> edit.accept(call.account(), found));
      return call.task()
          .map(after -> shown(call, after))
          .orElseGet(() -> ControlDesk.refusal(404, "No such task"));
    };
  }

  private Answer createProject(Call call) {
    return Answer.json(projects.create(call.account(), call.object()).fields());
  }

  private Answer updateProject(Call call) {
    var request = call.object();
    return onProject((account, project) -> projects.update(account, project, request)).apply(call);
  }

  private BiConsumer<Account, StoredProject> archiving(boolean closed) {
    return (account, project) -> projects.archive(account, project, closed);
  }

  private static Operation onProject(BiConsumer<Account, StoredProject> edit) {
    return call -> {
      var id = call.path("projectId");
      var project = call.account().project(id);
      if (project.isEmpty()) {
        return ControlDesk.refusal(404, "No such project");
      }
      edit.accept(call.account(), project.get());
      return Answer.json(
          call.account().project(id).map(StoredProject::fields).orElseGet(JsonObject::new));
    };
  }
}
