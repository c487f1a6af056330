package dev.tandem.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tandem.task.Project;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskReply;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;

/** {@code /api/projects}. */
final class ProjectsApi {
  private final TaskClient tasks;

  ProjectsApi(TaskClient tasks) {
    this.tasks = tasks;
  }

  void bind(ApiRouter router) {
    router.serve(HttpMethod.GET, "/api/projects", this::list);
  }

  private Future<Answer> list(Call call) {
    return tasks
        .ask(
            new TaskCommand.ListProjects(
                call.userId(), call.query().limit(), call.query().cursor().orElse(null)),
            TaskReply.Projects.class)
        .map(page -> Pages.linked(Answer.ok(json(page)), call, page.nextCursor()));
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

  private static void project(JsonGenerator json, Project project) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", project.id());
    JsonText.text(json, "ticktick_project_id", project.remoteId());
    json.writeStringField("name", project.name());
    JsonText.text(json, "color", project.color());
    json.writeNumberField("sort_order", project.sortOrder());
    json.writeBooleanField("is_archived", project.archived());
    json.writeObjectFieldStart("sync");
    json.writeStringField("state", project.remoteId() == null ? "local_only" : "synced");
    JsonText.time(json, "last_synced_at", project.syncedAt());
    json.writeEndObject();
    json.writeEndObject();
  }
}
