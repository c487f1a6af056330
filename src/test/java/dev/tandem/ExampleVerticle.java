package dev.tandem;

import dev.tandem.bus.Bus;
import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncRoutes;
import dev.tandem.task.Task;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskQuery;
import dev.tandem.task.TaskReply;
import dev.tandem.task.TaskRoutes;
import dev.tandem.task.TaskTopics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** How a verticle of another project uses Tandem: the code of docs/event-bus.md. */
final class ExampleVerticle extends VerticleBase {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final List<TaskTopics.TaskChanged> changes = new CopyOnWriteArrayList<>();
  private final List<SyncResult> pushes = new CopyOnWriteArrayList<>();
  private Bus bus;

  @Override
  public Future<?> start() {
    bus = Bus.of(vertx);
    return Future.all(
        bus.subscribe(TaskTopics.CHANGED, changes::add),
        bus.subscribe(SyncRoutes.FINISHED, finished -> pushes.add(finished.result())));
  }

  /** The first page of a user's tasks. */
  Future<List<Task>> tasks(long userId) {
    TaskQuery firstPage =
        new TaskQuery(
            TaskQuery.TaskFilter.none(),
            TaskQuery.Sort.CREATED_AT,
            false,
            100,
            Optional.empty(),
            false);
    return bus.ask(TaskRoutes.COMMAND, new TaskCommand.ListTasks(userId, firstPage), LIMIT)
        .map(reply -> ((TaskReply.Page) reply).tasks());
  }

  /** Marks a task for pushing and waits for what becomes of it. */
  Future<SyncResult> push(long userId, long taskId) {
    return bus.ask(TaskRoutes.COMMAND, new TaskCommand.RequestPush(userId, taskId), LIMIT)
        .compose(
            marked ->
                bus.ask(
                    SyncRoutes.PUSH,
                    new SyncRoutes.Push(userId, taskId, Duration.ofSeconds(5)),
                    LIMIT));
  }

  /** What was heard of tasks so far. */
  List<TaskTopics.TaskChanged> changes() {
    return changes;
  }

  /** What was heard of pushes so far. */
  List<SyncResult> pushes() {
    return pushes;
  }
}
