package dev.tandem.task;

import dev.tandem.task.TaskStore.Change;
import dev.tandem.task.TaskStore.Placement;
import dev.tandem.task.TaskStore.Written;
import dev.tandem.task.TaskTopics.TaskChanged;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rules of tasks between a command and the store.
 *
 * <p>Concurrency: a change is computed from one read and written only if the version is still the
 * one that was read; otherwise it is computed again. Every lost round means that another write won,
 * so the loop makes progress, and no lock is held between two statements.
 */
public final class TaskService {
  private final TaskStore store;
  private final TaskEvents events;

  public TaskService(TaskStore store, TaskEvents events) {
    this.store = store;
    this.events = events;
  }

  public Future<TaskReply> handle(TaskCommand command) {
    if (command instanceof TaskCommand.Create create) {
      return create(create);
    }
    if (command instanceof TaskCommand.Get get) {
      return get(get);
    }
    if (command instanceof TaskCommand.ListTasks list) {
      return orBadCursor(store.list(list.userId(), list.query()));
    }
    if (command instanceof TaskCommand.Update update) {
      return update(update);
    }
    if (command instanceof TaskCommand.Delete delete) {
      return delete(delete);
    }
    if (command instanceof TaskCommand.Restore restore) {
      return restore(restore);
    }
    if (command instanceof TaskCommand.Place place) {
      return place(place);
    }
    if (command instanceof TaskCommand.Summarize summarize) {
      return store.summarize(summarize.userId()).map(Function.identity());
    }
    if (command instanceof TaskCommand.ReadHistory history) {
      return history(history);
    }
    if (command instanceof TaskCommand.RequestPush push) {
      return store.requestPush(push.userId(), push.taskId()).map(this::told);
    }
    if (command instanceof TaskCommand.RequestPushOfLocalOnly push) {
      return store
          .requestPushOfLocalOnly(push.userId())
          .map(
              count ->
                  count.<TaskReply>map(TaskReply.Done::new).orElse(new TaskReply.NotConnected()));
    }
    if (command instanceof TaskCommand.RetryFailed retry) {
      return retry(retry);
    }
    if (command instanceof TaskCommand.ListProjects list) {
      return orBadCursor(store.listProjects(list.userId(), list.limit(), list.cursor()));
    }
    throw new IllegalArgumentException("no rule for " + command.getClass());
  }

  private Future<TaskReply> create(TaskCommand.Create command) {
    return withProject(command.userId(), command.fields())
        .compose(
            resolved -> {
              if (resolved.isEmpty()) {
                return refused(unknownProject());
              }
              TaskPatch fields = resolved.get();
              TaskContent content = settled(fields.applyTo(TaskContent.titled("")));
              Optional<Fault> fault = TaskRules.contradiction(content);
              if (fault.isPresent()) {
                return refused(fault.get());
              }
              if (fields.names(TaskField.PRIORITY)
                  && content.priority() != fields.values().priority()) {
                return Future.succeededFuture(overridden());
              }
              return store
                  .insert(command.userId(), content, command.push())
                  .map(written -> told(written, TaskTopics.Change.CREATED));
            });
  }

  private Future<TaskReply> get(TaskCommand.Get command) {
    Future<Optional<Task>> task = store.find(command.userId(), command.taskId());
    if (!command.includeSubtasks()) {
      return task.map(
          found -> found.<TaskReply>map(TaskReply.One::new).orElseGet(TaskReply.Missing::new));
    }
    Future<List<Task>> subtasks = store.subtasks(command.userId(), command.taskId());
    return Future.all(task, subtasks)
        .map(
            both ->
                task.result()
                    .<TaskReply>map(found -> new TaskReply.One(found, subtasks.result()))
                    .orElseGet(TaskReply.Missing::new));
  }

  private static Future<TaskReply> orBadCursor(Future<? extends TaskReply> page) {
    return page.<TaskReply>map(Function.identity())
        .recover(
            failure ->
                failure instanceof IllegalArgumentException
                    ? refused(new Fault("cursor", "is not a cursor of this list"))
                    : Future.failedFuture(failure));
  }

  private Future<TaskReply> update(TaskCommand.Update command) {
    return withProject(command.userId(), command.patch())
        .compose(
            resolved ->
                resolved.isEmpty()
                    ? refused(unknownProject())
                    : change(
                        command.userId(),
                        command.taskId(),
                        command.ifVersion(),
                        task -> patched(task, resolved.get())));
  }

  private static Decision patched(Task task, TaskPatch patch) {
    TaskContent old = task.content();
    TaskContent next = settled(patch.applyTo(old));
    boolean wantsPriority =
        patch.names(TaskField.PRIORITY) && patch.values().priority() != next.priority();
    if (wantsPriority && patch.values().priority() != old.priority()) {
      return new Decision.Answer(overridden());
    }
    if (old.status() == TaskStatus.DELETED && !TaskField.changed(old, next).isEmpty()) {
      return new Decision.Answer(
          new TaskReply.Conflicted("the task is deleted; restore it before changing it"));
    }
    return TaskRules.contradiction(next)
        .<Decision>map(fault -> new Decision.Answer(new TaskReply.Refused(List.of(fault))))
        .orElseGet(() -> new Decision.Write(next, placementOf(task)));
  }

  private Future<TaskReply> place(TaskCommand.Place command) {
    return change(
        command.userId(),
        command.taskId(),
        command.ifVersion(),
        task -> {
          Quadrant override = command.quadrant();
          return new Decision.Write(
              task.content(),
              override == null
                  ? Placement.byRule()
                  // The first override freezes the rule's quadrant; the next keeps what is frozen.
                  : new Placement(override, command.reason(), task.quadrant()));
        });
  }

  private Future<TaskReply> restore(TaskCommand.Restore command) {
    return change(
        command.userId(),
        command.taskId(),
        null,
        task ->
            task.content().status() == TaskStatus.DELETED
                ? new Decision.Write(
                    task.content().withStatus(TaskStatus.ACTIVE), placementOf(task))
                : new Decision.Answer(new TaskReply.One(task)));
  }

  private Future<TaskReply> delete(TaskCommand.Delete command) {
    return store
        .find(command.userId(), command.taskId())
        .compose(
            found -> {
              if (found.isEmpty()) {
                return Future.succeededFuture(new TaskReply.Missing());
              }
              Task task = found.get();
              Long ifVersion = command.ifVersion();
              if (ifVersion != null && ifVersion != task.version()) {
                return Future.succeededFuture(new TaskReply.VersionMismatch(task.version()));
              }
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
                changeOf(task, task.content().withStatus(TaskStatus.DELETED), placementOf(task)))
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

  private Future<TaskReply> history(TaskCommand.ReadHistory command) {
    Future<Optional<Task>> task = store.find(command.userId(), command.taskId());
    Future<List<Send>> sends = store.sends(command.userId(), command.taskId());
    return Future.all(task, sends)
        .map(
            both ->
                task.result()
                    .<TaskReply>map(found -> new TaskReply.History(found, sends.result()))
                    .orElseGet(TaskReply.Missing::new));
  }

  private Future<TaskReply> retry(TaskCommand.RetryFailed command) {
    return store
        .find(command.userId(), command.taskId())
        .compose(
            found -> {
              if (found.isEmpty()) {
                return Future.succeededFuture(new TaskReply.Missing());
              }
              if (found.get().sync().state() != SyncState.FAILED) {
                return Future.succeededFuture(
                    new TaskReply.Conflicted("the task's push has not failed for good"));
              }
              return store.requestPush(command.userId(), command.taskId()).map(this::told);
            });
  }

  /** What a rule makes of the task as it was read. */
  private sealed interface Decision {
    record Write(TaskContent content, Placement placement) implements Decision {}

    record Answer(TaskReply reply) implements Decision {}
  }

  private Future<TaskReply> change(
      long userId, long taskId, @Nullable Long ifVersion, Function<Task, Decision> rule) {
    return store
        .find(userId, taskId)
        .compose(
            found -> {
              if (found.isEmpty()) {
                return Future.succeededFuture(new TaskReply.Missing());
              }
              Task task = found.get();
              if (ifVersion != null && ifVersion != task.version()) {
                return Future.succeededFuture(new TaskReply.VersionMismatch(task.version()));
              }
              Decision decision = rule.apply(task);
              if (decision instanceof Decision.Write write) {
                return write(task, write, () -> change(userId, taskId, ifVersion, rule));
              }
              return Future.succeededFuture(((Decision.Answer) decision).reply());
            });
  }

  private Future<TaskReply> write(
      Task task, Decision.Write decision, Supplier<Future<TaskReply>> again) {
    Change change = changeOf(task, decision.content(), decision.placement());
    if (change.changed().isEmpty() && change.placement().equals(placementOf(task))) {
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
    Set<TaskField> changed = TaskField.changed(task.content(), content);
    return new Change(task.userId(), task.id(), task.version(), content, placement, changed);
  }

  private static Placement placementOf(Task task) {
    return task.quadrantOverride() == null
        ? Placement.byRule()
        : new Placement(task.quadrantOverride(), task.overrideReason(), task.quadrant());
  }

  /** The content with what follows from it: a manual priority is the priority. */
  private static TaskContent settled(TaskContent content) {
    Integer override = content.manualPriorityOverride();
    return override == null || override == content.priority()
        ? content
        : content.withPriority(override);
  }

  /**
   * Replaces TickTick's id of a list by ours; empty if there is no such list or the two disagree.
   */
  private Future<Optional<TaskPatch>> withProject(long userId, TaskPatch patch) {
    String remoteId = patch.remoteProjectId();
    if (remoteId == null) {
      return Future.succeededFuture(Optional.of(patch));
    }
    return store
        .findProject(userId, remoteId)
        .map(
            found ->
                found
                    .filter(
                        ref ->
                            !patch.names(TaskField.PROJECT)
                                || Objects.equals(ref.id(), patch.values().projectId()))
                    .map(ref -> patch.inProject(ref.id())));
  }

  private TaskReply told(Written written) {
    return told(written, TaskTopics.Change.UPDATED);
  }

  private TaskReply told(Written written, TaskTopics.Change change) {
    if (written instanceof Written.Ok ok) {
      Task task = ok.task();
      events.changed(
          new TaskChanged(
              task.userId(), task.id(), change, task.version(), task.sync().hasPendingChanges()));
      return new TaskReply.One(task);
    }
    if (written instanceof Written.Refused refused) {
      return new TaskReply.Refused(refused.faults());
    }
    return written instanceof Written.NotConnected
        ? new TaskReply.NotConnected()
        : new TaskReply.Missing();
  }

  private static Future<TaskReply> refused(Fault fault) {
    return Future.succeededFuture(new TaskReply.Refused(List.of(fault)));
  }

  private static Fault unknownProject() {
    return new Fault("/ticktick_project_id", "is no project of yours, or another than project_id");
  }

  private static TaskReply overridden() {
    return new TaskReply.Conflicted(
        "manual_priority_override is set and decides ticktick_priority; change or clear the override");
  }
}
