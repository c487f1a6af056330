package dev.tandem.http;

import dev.tandem.bus.Bus;
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
  private final PushWait waits;

  TaskClient(Bus bus, PushWait waits) {
    this.bus = bus;
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

  Future<Task> find(long userId, long taskId) {
    return ask(new TaskCommand.Get(userId, taskId, false), TaskReply.One.class)
        .map(TaskReply.One::task);
  }

  /** The task as it is once its push is settled, or the client's patience is at its end. */
  Future<Task> settled(Task written, Preferences preferences) {
    boolean waits =
        written.sync().hasPendingChanges() && ON_ITS_WAY.contains(written.sync().state());
    if (!waits || preferences.respondAsync()) {
      return Future.succeededFuture(written);
    }
    return this.waits
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
