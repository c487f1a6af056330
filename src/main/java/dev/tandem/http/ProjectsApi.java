package dev.tandem.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tandem.task.Project;
import dev.tandem.task.ProjectCommand;
import dev.tandem.task.ProjectContent;
import dev.tandem.task.ProjectField;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskReply;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code /api/projects}. */
final class ProjectsApi {
  private static final String PROJECTS = "/api/projects";
  private static final String PROJECT = "/api/projects/{id}";

  /** As TickTick's apps write it. */
  private static final Pattern COLOR = Pattern.compile("#[0-9A-Fa-f]{6}");

  private final TaskClient tasks;
  private final ProjectClient projects;
  private final Duration usualWait;

  /**
   * @param usualWait how long a write waits for its push when the client says nothing
   */
  ProjectsApi(TaskClient tasks, ProjectClient projects, Duration usualWait) {
    this.tasks = tasks;
    this.projects = projects;
    this.usualWait = usualWait;
  }

  void bind(ApiRouter router) {
    router
        .serve(HttpMethod.GET, PROJECTS, this::list)
        .serve(HttpMethod.POST, PROJECTS, this::create)
        .serve(HttpMethod.PATCH, PROJECT, this::change)
        .serve(HttpMethod.DELETE, PROJECT, this::delete);
  }

  private Future<Answer> list(Call call) {
    return tasks
        .ask(
            new TaskCommand.ListProjects(
                call.userId(), call.query().limit(), call.query().cursor().orElse(null)),
            TaskReply.Projects.class)
        .map(page -> Pages.linked(Answer.ok(json(page)), call, page.nextCursor()));
  }

  private Future<Answer> create(Call call) {
    RequestBody body = call.body();
    Set<ProjectField> given = ProjectField.named(body.json().fieldNames());
    ProjectContent content = content(body);
    body.check();
    Preferences preferences = call.preferences(usualWait);
    return projects
        .make(call, new ProjectCommand.Create(call.userId(), content, given))
        .compose(
            made ->
                (made.replayed()
                        ? Future.succeededFuture(made.reply())
                        : projects.settled(made.reply(), preferences))
                    .map(
                        project ->
                            Answer.created(json(project))
                                .applying(preferences)
                                .replayed(made.replayed())));
  }

  private Future<Answer> change(Call call) {
    long id = call.id("id");
    RequestBody body = call.body();
    Set<ProjectField> named = ProjectField.named(body.json().fieldNames());
    ProjectContent values = content(body);
    body.check();
    Preferences preferences = call.preferences(usualWait);
    return projects
        .ask(new ProjectCommand.Update(call.userId(), id, named, values))
        .compose(changed -> projects.settled(changed, preferences))
        .map(project -> Answer.ok(json(project)).applying(preferences));
  }

  private Future<Answer> delete(Call call) {
    boolean force = call.query().flag("force").orElse(false);
    return projects.delete(call.userId(), call.id("id"), force).map(deleted -> Answer.noContent());
  }

  /** The fields that are not given have their defaults. */
  private static ProjectContent content(RequestBody body) {
    String name = Objects.requireNonNullElse(body.text("name"), "");
    if (BadText.hasControls(name, "")) {
      body.refuse("/name", "must not hold control characters");
    }
    String color = body.text("color");
    if (color != null && !COLOR.matcher(color).matches()) {
      body.refuse("/color", "must be written like #3876E4");
    }
    Long sortOrder = body.whole("sort_order");
    return new ProjectContent(
        name,
        body.text("color"),
        sortOrder == null ? 0 : sortOrder,
        body.flag("is_archived", false));
  }

  private static Buffer json(TaskReply.Projects page) {
    return JsonText.of(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("projects");
          for (Project project : page.projects()) {
            project(json, project);
          }
          json.writeEndArray();
          JsonText.text(json, "next_cursor", page.nextCursor());
          json.writeEndObject();
        });
  }

  private static Buffer json(Project project) {
    return JsonText.of(json -> project(json, project));
  }

  private static void project(JsonGenerator json, Project project) throws IOException {
    ProjectContent content = project.content();
    json.writeStartObject();
    json.writeNumberField("id", project.id());
    JsonText.text(json, "ticktick_project_id", project.remoteId());
    json.writeStringField("name", content.name());
    JsonText.text(json, "color", content.color());
    json.writeNumberField("sort_order", content.sortOrder());
    json.writeBooleanField("is_archived", content.archived());
    json.writeObjectFieldStart("sync");
    TaskRenderer.syncFields(json, project.sync());
    JsonText.time(json, "last_synced_at", project.syncedAt());
    json.writeEndObject();
    json.writeEndObject();
  }
}
