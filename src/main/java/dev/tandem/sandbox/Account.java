package dev.tandem.sandbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One person's tasks and lists, and the changes of the request that is being served. */
final class Account {
  /** The distance that the apps keep between neighbours in a list. */
  private static final long SORT_STEP = 1L << 38;

  private final SandboxAccount identity;
  private final Map<String, StoredTask> tasks = new LinkedHashMap<>();
  private final Map<String, StoredProject> projects = new LinkedHashMap<>();
  private final Map<String, Set<String>> children = new LinkedHashMap<>();
  private Changes underWay = new Changes();
  private Changes last = new Changes();
  private boolean lagging;
  private long topSortOrder;

  Account(SandboxAccount identity) {
    this.identity = identity;
  }

  String name() {
    return identity.name();
  }

  long uid() {
    return identity.uid();
  }

  String timeZone() {
    return identity.timeZone();
  }

  String inboxId() {
    return "inbox" + identity.uid();
  }

  /** Maps the alias {@code inbox} to the id that tasks carry. */
  String resolveProject(String projectId) {
    return projectId.equals("inbox") ? inboxId() : projectId;
  }

  /** Whether tasks may live there. */
  boolean hasList(String projectId) {
    return projectId.equals(inboxId()) || project(projectId).isPresent();
  }

  Optional<StoredTask> task(String id) {
    return Optional.ofNullable(tasks.get(id));
  }

  Collection<StoredTask> tasks() {
    return tasks.values();
  }

  Optional<StoredProject> project(String id) {
    return Optional.ofNullable(projects.get(id)).filter(project -> !project.deleted());
  }

  Collection<StoredProject> projects() {
    return projects.values();
  }

  Set<String> childrenOf(String taskId) {
    return children.getOrDefault(taskId, Set.of());
  }

  /** A place above all tasks. */
  long nextSortOrder() {
    return topSortOrder - SORT_STEP;
  }

  void put(StoredTask task, String effect) {
    underWay.task(task.id(), task(task.id()), effect);
    store(task);
  }

  void put(StoredProject project, String effect) {
    underWay.project(project.id(), Optional.ofNullable(projects.get(project.id())), effect);
    projects.put(project.id(), project);
  }

  private void store(StoredTask task) {
    var before = tasks.put(task.id(), task);
    if (before != null) {
      unlinkChild(before);
    }
    topSortOrder = Math.min(topSortOrder, task.fields().getLong("sortOrder"));
    var parent = task.fields().getString("parentId", "");
    if (!parent.isEmpty() && task.isListed()) {
      children.computeIfAbsent(parent, id -> new LinkedHashSet<>()).add(task.id());
    }
  }

  private void unlinkChild(StoredTask task) {
    var siblings = children.get(task.fields().getString("parentId", ""));
    if (siblings != null) {
      siblings.remove(task.id());
    }
  }

  /** Ends a request: hands out what it changed and keeps it for stale reads. */
  Changes finish() {
    var finished = underWay;
    underWay = new Changes();
    if (!finished.isEmpty()) {
      last = finished;
      lagging = true;
    }
    return finished;
  }

  /** Takes back what a failed request had begun. */
  void rollBack() {
    restore(tasks, underWay.tasksBefore());
    restore(projects, underWay.projectsBefore());
    underWay = new Changes();
    children.clear();
    for (var task : List.copyOf(tasks.values())) {
      store(task);
    }
  }

  /** True once after each write. */
  boolean takeLag() {
    var lag = lagging;
    lagging = false;
    return lag;
  }

  /** The tasks as they were before the last effect, or as they are. */
  Map<String, StoredTask> tasks(boolean stale) {
    if (!stale) {
      return tasks;
    }
    var view = new LinkedHashMap<>(tasks);
    restore(view, last.tasksBefore());
    return view;
  }

  /** The lists, deleted ones included, as they were before the last effect, or as they are. */
  Map<String, StoredProject> projects(boolean stale) {
    if (!stale) {
      return projects;
    }
    var view = new LinkedHashMap<>(projects);
    restore(view, last.projectsBefore());
    return view;
  }

  private static <T> void restore(Map<String, T> into, Map<String, Optional<T>> before) {
    before.forEach(
        (id, value) -> value.ifPresentOrElse(old -> into.put(id, old), () -> into.remove(id)));
  }

  void clear() {
    tasks.clear();
    projects.clear();
    children.clear();
    underWay = new Changes();
    last = new Changes();
    lagging = false;
    topSortOrder = 0;
  }

  /** The journal's line for some changes: the new state of all that they touched. */
  JsonObject toJson(Changes changes) {
    var line = new JsonObject().put("account", name());
    var taskStates = new JsonArray();
    changes
        .tasksBefore()
        .keySet()
        .forEach(id -> task(id).ifPresent(t -> taskStates.add(t.toJson())));
    var projectStates = new JsonArray();
    for (var id : changes.projectsBefore().keySet()) {
      Optional.ofNullable(projects.get(id)).ifPresent(p -> projectStates.add(p.toJson()));
    }
    return line.put("tasks", taskStates).put("projects", projectStates);
  }

  /** Takes over a line that {@link #toJson} made. */
  void replay(JsonObject line) {
    for (var project : Loose.objects(line.getJsonArray("projects"), "projects")) {
      var stored = StoredProject.fromJson(project);
      projects.put(stored.id(), stored);
    }
    for (var task : Loose.objects(line.getJsonArray("tasks"), "tasks")) {
      store(StoredTask.fromJson(task));
    }
  }
}
