package dev.tandem.http;

import dev.tandem.http.ETags.IfMatch;
import dev.tandem.task.Quadrant;
import dev.tandem.task.Task;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskPatch;
import dev.tandem.task.TaskQuery;
import dev.tandem.task.TaskReply;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /api/tasks}. */
final class TasksApi {
  private static final String TASKS = "/api/tasks";
  private static final String TASK = "/api/tasks/{id}";

  private final TaskClient tasks;
  private final PushWait waits;
  private final Duration usualWait;

  /**
   * @param usualWait how long a write waits for its push when the client says nothing
   */
  TasksApi(TaskClient tasks, PushWait waits, Duration usualWait) {
    this.tasks = tasks;
    this.waits = waits;
    this.usualWait = usualWait;
  }

  void bind(ApiRouter router) {
    router
        .serve(HttpMethod.POST, TASKS, this::create)
        .serve(HttpMethod.GET, TASKS, this::list)
        .serve(HttpMethod.GET, "/api/tasks/summary", this::summarize)
        .serve(HttpMethod.GET, TASK, this::get)
        .serve(HttpMethod.PUT, TASK, this::change)
        .serve(HttpMethod.PATCH, TASK, this::change)
        .serve(HttpMethod.DELETE, TASK, this::delete)
        .serve(HttpMethod.POST, "/api/tasks/{id}/restore", this::restore)
        .serve(HttpMethod.PATCH, "/api/tasks/{id}/quadrant", this::place);
  }

  private Future<Answer> create(Call call) {
    RequestBody body = call.body();
    TaskPatch fields = TaskReader.read(body);
    body.check();
    Boolean push = body.has("push_to_ticktick") ? body.flag("push_to_ticktick", true) : null;
    Preferences preferences = call.preferences(usualWait);
    return tasks
        .write(call, new TaskCommand.Create(call.userId(), fields, push), preferences)
        .map(
            made ->
                tagged(Answer.created(TaskRenderer.task(made.reply())), made.reply())
                    .with("Location", TASKS + '/' + made.reply().id())
                    .applying(preferences)
                    .replayed(made.replayed()));
  }

  private Future<Answer> list(Call call) {
    return page(tasks, call, TaskQueries.list(call.query()));
  }

  static Future<Answer> page(TaskClient tasks, Call call, TaskQuery query) {
    return tasks
        .ask(new TaskCommand.ListTasks(call.userId(), query), TaskReply.Page.class)
        .map(page -> Pages.linked(Answer.ok(TaskRenderer.page(page)), call, page.nextCursor()));
  }

  private Future<Answer> summarize(Call call) {
    return tasks
        .ask(new TaskCommand.Summarize(call.userId()), TaskReply.Summary.class)
        .map(summary -> Answer.ok(TaskRenderer.summary(summary)));
  }

  private Future<Answer> get(Call call) {
    boolean subtasks = call.query().text("include").isPresent();
    return tasks
        .ask(new TaskCommand.Get(call.userId(), call.id("id"), subtasks), TaskReply.One.class)
        .map(
            found ->
                tagged(
                    Answer.ok(
                        subtasks
                            ? TaskRenderer.withSubtasks(found)
                            : TaskRenderer.task(found.task())),
                    found.task()));
  }

  private Future<Answer> change(Call call) {
    long id = call.id("id");
    IfMatch ifMatch = call.ifMatch();
    Preferences preferences = call.preferences(usualWait);
    return patch(call, id, ifMatch)
        .compose(
            patch ->
                allowedVersion(ifMatch, call.userId(), id)
                    .compose(
                        version ->
                            tasks.ask(
                                new TaskCommand.Update(
                                    call.userId(), id, patch, version.orElse(null)),
                                TaskReply.One.class)))
        .compose(changed -> tasks.settled(changed.task(), preferences))
        .map(task -> one(task).applying(preferences));
  }

  /**
   * The patch in the body; only a body with read-only fields costs a look at the task. Of a stale
   * one it is told that it is stale, not which of its read-only fields have moved on.
   */
  private Future<TaskPatch> patch(Call call, long id, IfMatch ifMatch) {
    RequestBody body = call.body();
    TaskPatch patch = TaskReader.read(body);
    List<String> readOnly = ReadOnlyFields.toCompare(body.json());
    if (readOnly.isEmpty()) {
      body.check();
      return Future.succeededFuture(patch);
    }
    return tasks
        .find(call.userId(), id)
        .map(
            current -> {
              requireVersion(ifMatch, current);
              ReadOnlyFields.compare(body, readOnly, new JsonObject(TaskRenderer.task(current)));
              body.check();
              return patch;
            });
  }

  /** The one version that a write may start from; empty: any. */
  private Future<Optional<Long>> allowedVersion(IfMatch ifMatch, long userId, long id) {
    if (ifMatch.any()) {
      return Future.succeededFuture(Optional.empty());
    }
    if (ifMatch.only().isPresent()) {
      return Future.succeededFuture(Optional.of(ifMatch.only().getAsLong()));
    }
    return tasks
        .find(userId, id)
        .map(
            task -> {
              requireVersion(ifMatch, task);
              return Optional.of(task.version());
            });
  }

  private static void requireVersion(IfMatch ifMatch, Task task) {
    if (!ifMatch.allows(task.version())) {
      throw Replies.versionMismatch(task.version()).asException();
    }
  }

  private Future<Answer> delete(Call call) {
    long id = call.id("id");
    boolean soft = call.query().flag("soft_delete").orElse(true);
    Preferences preferences = call.preferences(usualWait);
    return allowedVersion(call.ifMatch(), call.userId(), id)
        .compose(
            version ->
                tasks.ask(
                    new TaskCommand.Delete(call.userId(), id, soft, version.orElse(null)),
                    TaskReply.Deleted.class))
        .compose(
            deleted ->
                deleted.pushQueued()
                    ? waits.await(call.userId(), id, preferences.pushWait()).mapEmpty()
                    : Future.succeededFuture())
        .map(done -> Answer.noContent().applying(preferences));
  }

  private Future<Answer> restore(Call call) {
    Preferences preferences = call.preferences(usualWait);
    return tasks
        .write(call, new TaskCommand.Restore(call.userId(), call.id("id")), preferences)
        .map(restored -> one(restored.reply()).applying(preferences).replayed(restored.replayed()));
  }

  /** Waits for no push: TickTick knows no quadrants. */
  private Future<Answer> place(Call call) {
    long id = call.id("id");
    RequestBody body = call.body();
    Quadrant quadrant = placement(body);
    String reason = body.text("reason");
    body.check();
    return allowedVersion(call.ifMatch(), call.userId(), id)
        .compose(
            version ->
                tasks.ask(
                    new TaskCommand.Place(
                        call.userId(), id, quadrant, reason, version.orElse(null)),
                    TaskReply.One.class))
        .map(placed -> one(placed.task()));
  }

  private static @Nullable Quadrant placement(RequestBody body) {
    boolean reset = body.flag("reset_to_ai", false);
    if (reset == body.has("manual_quadrant")) {
      body.refuse(
          "/manual_quadrant",
          reset
              ? "must not be given together with reset_to_ai"
              : "is required without reset_to_ai");
    }
    return Quadrant.named(String.valueOf(body.text("manual_quadrant"))).orElse(null);
  }

  /** The task with its version. */
  static Answer one(Task task) {
    return tagged(Answer.ok(TaskRenderer.task(task)), task);
  }

  private static Answer tagged(Answer answer, Task task) {
    return answer.with("ETag", ETags.of(task.version()));
  }
}
