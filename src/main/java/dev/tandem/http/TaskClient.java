package dev.tandem.http;

import dev.tandem.bus.Bus;
import dev.tandem.http.KeyedClient.Once;
import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskReply;
import dev.tandem.task.TaskRoutes;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for tasks, and waits for what a write has yet to tell TickTick. */
final class TaskClient {
  private static final Logger log = LoggerFactory.getLogger(TaskClient.class);

  /** In the other states nothing will be tried before somebody decides. */
  private static final Set<SyncState> ON_ITS_WAY =
      EnumSet.of(SyncState.PENDING, SyncState.PUSHING, SyncState.RETRYING);

  private final Bus bus;
  private final KeyedClient keyed;
  private final PushWait waits;

  TaskClient(Bus bus, KeyedClient keyed, PushWait waits) {
    this.bus = bus;
    this.keyed = keyed;
    this.waits = waits;
  }

  /**
   * The reply of the type hoped for; fails with a {@link ProblemException} for other expected
   * outcomes.
   */
  <T extends TaskReply> Future<T> ask(TaskCommand command, Class<T> hopedFor) {
    return bus.ask(TaskRoutes.COMMAND, command, Call.ASK_LIMIT)
        .map(reply -> Replies.expect(hopedFor, reply));
  }

  /** Makes or changes one task, once for the call's idempotency key. */
  Future<Once<Task>> write(Call call, TaskCommand command) {
    return keyed
        .ask(call, TaskRoutes.COMMAND, command)
        .map(
            once ->
                new Once<>(
                    Replies.expect(TaskReply.One.class, once.reply()).task(), once.replayed()));
  }

  /** Touches many tasks, once for the call's idempotency key. */
  Future<Once<TaskReply.Done>> done(Call call, TaskCommand command) {
    return keyed
        .ask(call, TaskRoutes.COMMAND, command)
        .map(
            once ->
                new Once<>(Replies.expect(TaskReply.Done.class, once.reply()), once.replayed()));
  }

  /**
   * The same, waiting for its push. What is told again is told as it was, but for how it stands
   * with TickTick.
   */
  Future<Once<Task>> write(Call call, TaskCommand command, Preferences preferences) {
    return write(call, command)
        .compose(
            once ->
                told(once.reply(), once.replayed(), preferences)
                    .map(task -> new Once<>(task, once.replayed())));
  }

  /**
   * A task that was written, once its push is settled; one that is told again with how it stands
   * now.
   */
  Future<Task> told(Task task, boolean replayed, Preferences preferences) {
    return replayed ? refreshed(task) : settled(task, preferences);
  }

  private Future<Task> refreshed(Task kept) {
    return bus.ask(
            TaskRoutes.COMMAND,
            new TaskCommand.Get(kept.userId(), kept.id(), false),
            Call.ASK_LIMIT)
        .map(reply -> reply instanceof TaskReply.One now ? kept.withSync(now.task().sync()) : kept);
  }

  Future<Task> find(long userId, long taskId) {
    return ask(new TaskCommand.Get(userId, taskId, false), TaskReply.One.class)
        .map(TaskReply.One::task);
  }

  /** Whether a change of it may reach TickTick soon. */
  static boolean isOnItsWay(Task task) {
    return task.sync().hasPendingChanges() && ON_ITS_WAY.contains(task.sync().state());
  }

  /** The task as it is once its push is settled, or the client's patience is at its end. */
  Future<Task> settled(Task written, Preferences preferences) {
    if (!isOnItsWay(written) || preferences.respondAsync()) {
      return Future.succeededFuture(written);
    }
    return waits
        .await(written.userId(), written.id(), preferences.pushWait())
        .compose(result -> find(written.userId(), written.id()))
        .recover(
            failure -> {
              // The write stands; what cannot be read again is told as it was written.
              log.warn(
                  "task {} was written but not read again: {}", written.id(), failure.toString());
              return Future.succeededFuture(written);
            });
  }
}
