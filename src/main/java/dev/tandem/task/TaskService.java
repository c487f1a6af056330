package dev.tandem.task;

import dev.tandem.task.TaskStore.Placement;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** What each task command means. */
public final class TaskService implements TaskCommand.Cases<Future<TaskReply>> {
  private final TaskStore store;
  private final TaskChanges changes;
  private final Arrangement arrangement;

  public TaskService(TaskStore store, TaskEvents events) {
    this.store = store;
    this.changes = new TaskChanges(store, events);
    this.arrangement = new Arrangement(store, events);
  }

  public Future<TaskReply> handle(TaskCommand command) {
    return command.match(this);
  }

  @Override
  public Future<TaskReply> create(TaskCommand.Create command) {
    return withProject(
        command.userId(),
        command.fields(),
        fields -> {
          TaskContent blank = TaskContent.titled("");
          TaskContent content = TaskRules.settled(blank, fields);
          Optional<TaskReply.Refusal> objection = TaskRules.objection(blank, content, fields);
          return objection.isPresent()
              ? Future.succeededFuture(objection.get())
              : store
                  .insert(command.userId(), content, command.push())
                  .map(written -> changes.told(written, TaskTopics.Change.CREATED));
        });
  }

  @Override
  public Future<TaskReply> get(TaskCommand.Get command) {
    Future<Optional<Task>> task = store.find(command.userId(), command.taskId());
    if (!command.includeSubtasks()) {
      return task.map(found -> orMissing(found.map(TaskReply.One::new)));
    }
    Future<List<Task>> subtasks = store.subtasks(command.userId(), command.taskId());
    return Future.all(task, subtasks)
        .map(
            both ->
                orMissing(task.result().map(found -> new TaskReply.One(found, subtasks.result()))));
  }

  @Override
  public Future<TaskReply> listTasks(TaskCommand.ListTasks command) {
    return orBadCursor(store.list(command.userId(), command.query()));
  }

  @Override
  public Future<TaskReply> update(TaskCommand.Update command) {
    TaskPatch patch = command.patch();
    boolean namesListTwice = patch.names(TaskField.PROJECT) && patch.remoteProjectId() != null;
    if (!namesListTwice) {
      return update(command, patch);
    }
    return store
        .find(command.userId(), command.taskId())
        .compose(
            found ->
                found
                    .map(task -> update(command, patch.withoutRepeatedProject(task)))
                    .orElseGet(() -> Future.succeededFuture(new TaskReply.Missing())));
  }

  private Future<TaskReply> update(TaskCommand.Update command, TaskPatch given) {
    return withProject(
        command.userId(),
        given,
        patch ->
            changes.change(
                command.userId(),
                command.taskId(),
                command.ifVersion(),
                task -> patched(task, patch)));
  }

  private static TaskChanges.Decision patched(Task task, TaskPatch patch) {
    TaskContent old = task.content();
    TaskContent next = TaskRules.settled(old, patch);
    return TaskRules.objection(old, next, patch)
        .<TaskChanges.Decision>map(TaskChanges.Decision.Answer::new)
        .orElseGet(() -> new TaskChanges.Decision.Write(next, Placement.of(task)));
  }

  /**
   * Changes fields and the place of a task as one change: one version, all of it or nothing. Its
   * parts mean what {@link TaskCommand.Update} and {@link TaskCommand.Place} mean, and so do the
   * replies.
   */
  public Future<TaskReply> revise(long userId, long taskId, TaskPatch patch, ManualPlace place) {
    return changes.change(
        userId,
        taskId,
        null,
        task -> {
          TaskChanges.Decision placed = placed(task, place);
          TaskChanges.Decision patched = patched(task, patch);
          if (placed instanceof TaskChanges.Decision.Write where
              && patched instanceof TaskChanges.Decision.Write what) {
            return new TaskChanges.Decision.Write(what.content(), where.placement());
          }
          return placed instanceof TaskChanges.Decision.Write ? patched : placed;
        });
  }

  @Override
  public Future<TaskReply> delete(TaskCommand.Delete command) {
    return changes.delete(command);
  }

  @Override
  public Future<TaskReply> restore(TaskCommand.Restore command) {
    return changes.change(
        command.userId(),
        command.taskId(),
        null,
        task ->
            task.content().status() == TaskStatus.DELETED
                ? new TaskChanges.Decision.Write(
                    task.content().but().status(TaskStatus.ACTIVE).build(), Placement.of(task))
                : new TaskChanges.Decision.Answer(new TaskReply.One(task)));
  }

  @Override
  public Future<TaskReply> place(TaskCommand.Place command) {
    ManualPlace place = new ManualPlace(command.quadrant(), command.reason());
    return changes.change(
        command.userId(), command.taskId(), command.ifVersion(), task -> placed(task, place));
  }

  private static TaskChanges.Decision placed(Task task, ManualPlace place) {
    Placement next = place.of(task);
    boolean changes = !next.equals(Placement.of(task));
    return changes && task.content().status() == TaskStatus.DELETED
        ? new TaskChanges.Decision.Answer(TaskReply.Conflicted.deleted())
        : new TaskChanges.Decision.Write(task.content(), next);
  }

  @Override
  public Future<TaskReply> reorder(TaskCommand.Reorder command) {
    return arrangement.reorder(command);
  }

  @Override
  public Future<TaskReply> sort(TaskCommand.Sort command) {
    return arrangement.sort(command);
  }

  @Override
  public Future<TaskReply> sortOne(TaskCommand.SortOne command) {
    return arrangement.sortOne(command);
  }

  @Override
  public Future<TaskReply> summarize(TaskCommand.Summarize command) {
    return store.summarize(command.userId()).map(Function.identity());
  }

  @Override
  public Future<TaskReply> readHistory(TaskCommand.ReadHistory command) {
    Future<Optional<Task>> task = store.find(command.userId(), command.taskId());
    Future<List<Send>> sends = store.sends(command.userId(), command.taskId());
    Future<SyncDetail> detail = store.syncDetail(command.userId(), command.taskId());
    return Future.all(task, sends, detail)
        .map(
            all ->
                orMissing(
                    task.result()
                        .map(
                            found ->
                                new TaskReply.History(found, sends.result(), detail.result()))));
  }

  @Override
  public Future<TaskReply> requestPush(TaskCommand.RequestPush command) {
    return store
        .requestPush(command.userId(), command.taskId())
        .map(written -> changes.told(written, TaskTopics.Change.UPDATED));
  }

  @Override
  public Future<TaskReply> requestPushOfLocalOnly(TaskCommand.RequestPushOfLocalOnly command) {
    return store
        .requestPushOfLocalOnly(command.userId())
        .map(
            count ->
                count.<TaskReply>map(TaskReply.Done::new).orElse(new TaskReply.NotConnected()));
  }

  @Override
  public Future<TaskReply> retryFailed(TaskCommand.RetryFailed command) {
    return store
        .find(command.userId(), command.taskId())
        .compose(
            found -> {
              if (found.isEmpty()) {
                return Future.succeededFuture(new TaskReply.Missing());
              }
              return found.get().sync().state() == SyncState.FAILED
                  ? requestPush(new TaskCommand.RequestPush(command.userId(), command.taskId()))
                  : Future.succeededFuture(TaskChanges.notFailed(false));
            });
  }

  @Override
  public Future<TaskReply> discardFailed(TaskCommand.DiscardFailed command) {
    return store
        .discard(command.userId(), command.taskId())
        .map(written -> changes.told(written, TaskTopics.Change.UPDATED));
  }

  @Override
  public Future<TaskReply> listProjects(TaskCommand.ListProjects command) {
    return orBadCursor(store.listProjects(command.userId(), command.limit(), command.cursor()));
  }

  /**
   * Goes on with TickTick's id of a list replaced by ours, unless there is no such list or the two
   * disagree.
   */
  private Future<TaskReply> withProject(
      long userId, TaskPatch patch, Function<TaskPatch, Future<TaskReply>> next) {
    String remoteId = patch.remoteProjectId();
    if (remoteId == null) {
      return next.apply(patch);
    }
    return store
        .findProject(userId, remoteId)
        .compose(
            found ->
                found
                    .filter(
                        ref ->
                            !patch.names(TaskField.PROJECT)
                                || Objects.equals(ref.id(), patch.values().projectId()))
                    .map(ref -> next.apply(patch.inProject(ref.id())))
                    .orElseGet(() -> Future.succeededFuture(TaskRules.unknownProject())));
  }

  private static TaskReply orMissing(Optional<? extends TaskReply> reply) {
    return reply.<TaskReply>map(Function.identity()).orElseGet(TaskReply.Missing::new);
  }

  private static Future<TaskReply> orBadCursor(Future<? extends TaskReply> page) {
    return page.<TaskReply>map(Function.identity())
        .recover(
            failure ->
                failure instanceof IllegalArgumentException
                    ? Future.succeededFuture(
                        new TaskReply.Refused(
                            List.of(new Fault("cursor", "is not a cursor of this list"))))
                    : Future.failedFuture(failure));
  }
}
