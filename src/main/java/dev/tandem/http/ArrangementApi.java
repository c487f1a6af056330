package dev.tandem.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tandem.http.KeyedClient.Once;
import dev.tandem.task.Quadrant;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskReply;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;

/** The places of tasks in the matrix. Local only: TickTick knows no quadrants. */
final class ArrangementApi {
  private final TaskClient tasks;

  ArrangementApi(TaskClient tasks) {
    this.tasks = tasks;
  }

  void bind(ApiRouter router) {
    router
        .serve(HttpMethod.POST, "/api/tasks/reorder", this::reorder)
        .serve(HttpMethod.POST, "/api/tasks/sort/batch", this::sort)
        .serve(HttpMethod.POST, "/api/tasks/{id}/sort", this::sortOne);
  }

  private Future<Answer> reorder(Call call) {
    RequestBody body = call.body();
    List<Long> ids = body.ids("task_ids", "task");
    body.check();
    Quadrant quadrant = Quadrant.valueOf(String.valueOf(body.text("quadrant")));
    return tasks
        .done(call, new TaskCommand.Reorder(call.userId(), quadrant, ids))
        .map(done -> counted("reordered_count", done));
  }

  private Future<Answer> sort(Call call) {
    Optional<List<Long>> ids =
        call.optionalBody()
            .filter(body -> body.has("task_ids"))
            .map(
                body -> {
                  List<Long> named = body.ids("task_ids", "task");
                  body.check();
                  return named;
                });
    call.optionalBody().ifPresent(RequestBody::check);
    return tasks
        .done(call, new TaskCommand.Sort(call.userId(), ids))
        .map(done -> counted("sorted_count", done));
  }

  private Future<Answer> sortOne(Call call) {
    return tasks
        .write(call, new TaskCommand.SortOne(call.userId(), call.id("id")))
        .map(sorted -> TasksApi.one(sorted.reply()).replayed(sorted.replayed()));
  }

  private static Answer counted(String name, Once<TaskReply.Done> done) {
    JsonText.Writer writer =
        (JsonGenerator json) -> {
          json.writeStartObject();
          json.writeNumberField(name, done.reply().count());
          json.writeEndObject();
        };
    return Answer.ok(JsonText.of(writer)).replayed(done.replayed());
  }
}
