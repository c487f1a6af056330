package dev.tandem.ticktick;

import dev.tandem.sync.SyncRoutes;
import dev.tandem.sync.SyncRoutes.DeleteProject;
import dev.tandem.sync.SyncRoutes.ProjectDeleted;
import dev.tandem.task.Project;
import dev.tandem.task.ProjectCommand;
import dev.tandem.task.ProjectContent;
import dev.tandem.task.ProjectField;
import dev.tandem.task.ProjectReply;
import dev.tandem.task.SyncState;
import dev.tandem.task.TaskRoutes;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What people and TickTick do to lists on a {@link PushStage}. */
record ListStage(PushStage stage) {
  private static final Duration ASK = Duration.ofSeconds(20);

  /** A list that both sides have. */
  Project linked(String name) {
    Project project = settled(create(name));
    if (project.sync().state() != SyncState.SYNCED) {
      throw new AssertionError("not linked: " + project);
    }
    return project;
  }

  Project create(String name) {
    return create(new ProjectContent(name, null, 0, false), Set.of(ProjectField.NAME));
  }

  Project create(ProjectContent content, Set<ProjectField> given) {
    return one(new ProjectCommand.Create(stage.user(), content, given));
  }

  Project rename(Project project, String name) {
    return update(project, ProjectField.NAME, new ProjectContent(name, null, 0, false));
  }

  Project update(Project project, ProjectField field, ProjectContent values) {
    return one(new ProjectCommand.Update(stage.user(), project.id(), Set.of(field), values));
  }

  Project find(Project project) {
    return one(new ProjectCommand.Get(stage.user(), project.id()));
  }

  private Project one(ProjectCommand command) {
    ProjectReply reply = PushStage.get(stage.bus().ask(TaskRoutes.PROJECTS, command, ASK));
    if (reply instanceof ProjectReply.One one) {
      return one.project();
    }
    throw new AssertionError(reply);
  }

  /** As it is once what is queued of it is settled, put off or failed. */
  Project settled(Project project) {
    PushStage.get(
        stage
            .bus()
            .ask(
                SyncRoutes.AWAIT_PROJECT,
                new SyncRoutes.AwaitProject(stage.user(), project.id(), Duration.ofSeconds(10)),
                ASK));
    return find(project);
  }

  ProjectDeleted delete(Project project, boolean force) {
    return PushStage.get(
        stage
            .bus()
            .ask(
                SyncRoutes.DELETE_PROJECT,
                new DeleteProject(stage.user(), project.id(), force),
                ASK));
  }

  List<JsonObject> there() {
    return stage.probe().projects(PushStage.ANNA);
  }

  List<String> namesThere() {
    return there().stream().map(list -> list.getString("name")).toList();
  }

  Optional<String> nameHere(Project project) {
    return stage
        .query("SELECT name FROM projects WHERE id = $1 AND deleted_at IS NULL", project.id())
        .stream()
        .map(row -> row.getString(0))
        .findFirst();
  }

  List<String> namesHere() {
    return stage.query("SELECT name FROM projects WHERE deleted_at IS NULL ORDER BY id").stream()
        .map(row -> row.getString(0))
        .toList();
  }

  /** Reads all lists, and waits for what is queued. */
  void sweep() {
    stage.sweep(Duration.ofSeconds(10));
  }

  boolean isQueued(Project project) {
    return !stage
        .query("SELECT 1 FROM push_queue WHERE kind = 'project' AND entity_id = $1", project.id())
        .isEmpty();
  }
}
