package dev.tandem.task;

import dev.tandem.task.TaskStore.Change;
import dev.tandem.task.TaskStore.Placement;
import dev.tandem.task.TaskStore.Written;
import dev.tandem.task.TaskTopics.TaskChanged;
import io.vertx.core.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Changes a task by a rule, whatever else happens to it meanwhile.
 *
 * <p>A change is computed from one read and written only if the version is still the one that was
 * read; otherwise it is computed again. Every lost round means that another write won, so the whole
 * makes progress, and no lock is held between two statements.
 */
final class TaskChanges {
  private final TaskStore store;
  private final TaskEvents events;

  TaskChanges(TaskStore store, TaskEvents events) {
    this.store = store;
    this.events = events;
  }

  /** What a rule makes of the task as it was read. */
  sealed interface Decision {
    record Write(TaskContent content, Placement placement) implements Decision {}

    record Answer(TaskReply reply) implements Decision {}
  }

  /**
   * @param ifVersion change only this version; null: any
   */
  Future<TaskReply> change(
      long userId, long taskId, @Nullable Long ifVersion, Function<Task, Decision> rule) {
    return read(
        userId,
        taskId,
        ifVersion,
        task -> {
          Decision decision = rule.apply(task);
          return decision instanceof Decision.Write write
              ? write(task, write, () -> change(userId, taskId, ifVersion, rule))
              : Future.succeededFuture(((Decision.Answer) decision).reply());
        });
  }

  Future<TaskReply> delete(TaskCommand.Delete command) {
    return read(
        command.userId(),
        command.taskId(),
        command.ifVersion(),
        task -> {
          boolean gone = command.soft() && task.content().status() == TaskStatus.DELETED;
          return gone
              ? Future.succeededFuture(
                  new TaskReply.Deleted(task.id(), task.sync().hasPendingChanges()))
              : delete(command, task);
        });
  }

  private Future<TaskReply> delete(TaskCommand.Delete command, Task task) {
    Future<Written> written =
        command.soft()
            ? store.update(
                changeOf(
                    task,
                    task.content().but().status(TaskStatus.DELETED).build(),
                    Placement.of(task)))
            : store.remove(task.userId(), task.id(), task.version());
    return written.compose(
        outcome -> {
          if (outcome instanceof Written.Outdated) {
            return delete(command);
          }
          boolean queued =
              outcome instanceof Written.Removed removed
                  ? removed.pushQueued()
                  : outcome instanceof Written.Ok ok && ok.task().sync().hasPendingChanges();
          events.changed(
              new TaskChanged(
                  task.userId(), task.id(), TaskTopics.Change.DELETED, task.version() + 1, queued));
          return Future.succeededFuture(new TaskReply.Deleted(task.id(), queued));
        });
  }

  /** The reply to a write that went through or was refused; tells the world of the former. */
  TaskReply told(Written written, TaskTopics.Change change) {
    if (written instanceof Written.Ok ok) {
      Task task = ok.task();
      events.changed(
          new TaskChanged(
              task.userId(), task.id(), change, task.version(), task.sync().hasPendingChanges()));
      return new TaskReply.One(task);
    }
    if (written instanceof Written.NotFailed not) {
      return notFailed(not.discarding());
    }
    if (written instanceof Written.Refused refused) {
      return new TaskReply.Refused(refused.faults());
    }
    return written instanceof Written.NotConnected
        ? new TaskReply.NotConnected()
        : new TaskReply.Missing();
  }

  static TaskReply notFailed(boolean discarding) {
    return new TaskReply.Conflicted(
        discarding
            ? "the task's change is being discarded already"
            : "the task's push has not failed for good");
  }

  private Future<TaskReply> read(
      long userId, long taskId, @Nullable Long ifVersion, Function<Task, Future<TaskReply>> next) {
    return store
        .find(userId, taskId)
        .compose(
            found -> {
              if (found.isEmpty()) {
                return Future.succeededFuture(new TaskReply.Missing());
              }
              Task task = found.get();
              return ifVersion != null && ifVersion != task.version()
                  ? Future.succeededFuture(new TaskReply.VersionMismatch(task.version()))
                  : next.apply(task);
            });
  }

  private Future<TaskReply> write(
      Task task, Decision.Write decision, Supplier<Future<TaskReply>> again) {
    Change change = changeOf(task, decision.content(), decision.placement());
    if (change.changed().isEmpty() && change.placement().equals(Placement.of(task))) {
      return Future.succeededFuture(new TaskReply.One(task));
    }
    return store
        .update(change)
        .compose(
            written ->
                written instanceof Written.Outdated
                    ? again.get()
                    : Future.succeededFuture(told(written, TaskTopics.Change.UPDATED)));
  }

  private static Change changeOf(Task task, TaskContent content, Placement placement) {
    return new Change(
        task.userId(),
        task.id(),
        task.version(),
        content,
        placement,
        TaskField.changed(task.content(), content));
  }
}
