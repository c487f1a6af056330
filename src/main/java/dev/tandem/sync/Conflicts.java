package dev.tandem.sync;

import dev.tandem.sync.Conflict.Rule;
import dev.tandem.sync.Conflict.Winner;
import dev.tandem.task.Fault;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskPatch;
import dev.tandem.task.TaskReply;
import dev.tandem.task.TaskService;
import dev.tandem.task.TaskStatus;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What each command about the conflict log means. A value that had lost is written like any change
 * of a person, before the entry is marked: if the process dies in between the entry is still open,
 * and resolving it again writes the same.
 */
public final class Conflicts {
  private final ConflictStore store;
  private final TaskService tasks;

  public Conflicts(ConflictStore store, TaskService tasks) {
    this.store = store;
    this.tasks = tasks;
  }

  public Future<ConflictReply> handle(ConflictCommand command) {
    if (command instanceof ConflictCommand.ListConflicts list) {
      return list(list);
    }
    return command instanceof ConflictCommand.GetConflict get
        ? store.find(get.userId(), get.conflictId()).map(Conflicts::orMissing)
        : resolve((ConflictCommand.Resolve) command);
  }

  private Future<ConflictReply> list(ConflictCommand.ListConflicts list) {
    return store
        .list(list.userId(), list.open(), list.limit(), list.cursor())
        .<ConflictReply>map(Function.identity())
        .recover(
            failure ->
                failure instanceof IllegalArgumentException
                    ? Future.succeededFuture(
                        new ConflictReply.Refused(
                            List.of(new Fault("cursor", "is not a cursor of this list"))))
                    : Future.failedFuture(failure));
  }

  private static ConflictReply orMissing(Optional<LoggedConflict> found) {
    return found.<ConflictReply>map(ConflictReply.One::new).orElseGet(ConflictReply.Missing::new);
  }

  private Future<ConflictReply> resolve(ConflictCommand.Resolve resolve) {
    return store
        .find(resolve.userId(), resolve.conflictId())
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture(new ConflictReply.Missing())
                    : applied(resolve, found.get())
                        .compose(
                            objection ->
                                objection.isPresent()
                                    ? Future.succeededFuture(objection.get())
                                    : store
                                        .review(resolve.userId(), resolve.conflictId())
                                        .map(Conflicts::orMissing)));
  }

  /** Empty once the chosen value holds; otherwise why it cannot. */
  private Future<Optional<ConflictReply>> applied(
      ConflictCommand.Resolve resolve, LoggedConflict conflict) {
    if (resolve.keep() == conflict.winner()) {
      return Future.succeededFuture(Optional.empty());
    }
    Long taskId = conflict.taskId();
    if (taskId == null) {
      return Future.succeededFuture(
          Optional.of(
              new ConflictReply.Conflicted("a list's values are changed by PATCH /api/projects")));
    }
    return change(resolve, conflict, taskId)
        .compose(
            command ->
                command
                    .map(change -> tasks.handle(change).map(Conflicts::objection))
                    .orElseGet(() -> Future.succeededFuture(Optional.empty())));
  }

  /** The loser's value as a command; empty if there is nothing to write. */
  private Future<Optional<TaskCommand>> change(
      ConflictCommand.Resolve resolve, LoggedConflict conflict, long taskId) {
    String value = conflict.valueOf(resolve.keep());
    long userId = resolve.userId();
    if (conflict.field().equals(TaskField.STATUS.wireName())) {
      return toStatus(userId, taskId, conflict.rule(), LoggedValue.status(value));
    }
    if (conflict.field().equals(TaskField.PARENT.wireName())) {
      return underParent(userId, taskId, LoggedValue.remoteId(value));
    }
    boolean frees =
        conflict.rule().equals(Rule.OVERRIDE.wireName()) && resolve.keep() == Winner.REMOTE;
    return Future.succeededFuture(
        LoggedValue.patch(conflict.field(), value)
            .map(patch -> frees ? withoutOverride(patch) : patch)
            .map(patch -> new TaskCommand.Update(userId, taskId, patch, null)));
  }

  /** Whoever takes TickTick's priority gives the override up. */
  private static TaskPatch withoutOverride(TaskPatch patch) {
    Set<TaskField> fields = EnumSet.of(TaskField.MANUAL_PRIORITY_OVERRIDE);
    fields.addAll(patch.fields());
    TaskContent values = patch.values().but().manualPriorityOverride(null).build();
    return new TaskPatch(fields, values, patch.remoteProjectId());
  }

  private Future<Optional<TaskCommand>> toStatus(
      long userId, long taskId, String rule, Optional<TaskStatus> status) {
    if (status.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    if (status.get() == TaskStatus.DELETED) {
      return Future.succeededFuture(
          Optional.of(new TaskCommand.Delete(userId, taskId, true, null)));
    }
    Future<?> relinked =
        rule.equals(Rule.DELETE_NOT_DONE.wireName())
            ? store.relinkKept(userId, taskId)
            : Future.succeededFuture();
    return relinked
        .compose(done -> tasks.handle(new TaskCommand.Restore(userId, taskId)))
        .map(
            restored -> {
              TaskContent values = TaskContent.titled("").but().status(status.get()).build();
              return Optional.of(
                  new TaskCommand.Update(
                      userId,
                      taskId,
                      new TaskPatch(EnumSet.of(TaskField.STATUS), values, null),
                      null));
            });
  }

  private Future<Optional<TaskCommand>> underParent(
      long userId, long taskId, @Nullable String remoteId) {
    Future<Optional<Long>> parent =
        remoteId == null
            ? Future.succeededFuture(Optional.empty())
            : store.taskOf(userId, remoteId);
    return parent.map(
        found -> {
          TaskContent values = TaskContent.titled("").but().parentId(found.orElse(null)).build();
          boolean unknown = remoteId != null && found.isEmpty();
          return unknown
              ? Optional.empty()
              : Optional.of(
                  new TaskCommand.Update(
                      userId,
                      taskId,
                      new TaskPatch(EnumSet.of(TaskField.PARENT), values, null),
                      null));
        });
  }

  /** A task that is gone for good takes nothing: there is nothing left to decide. */
  private static Optional<ConflictReply> objection(TaskReply reply) {
    if (reply instanceof TaskReply.Refused refused) {
      return Optional.of(new ConflictReply.Refused(refused.faults()));
    }
    return reply instanceof TaskReply.Conflicted conflicted
        ? Optional.of(new ConflictReply.Conflicted(conflicted.detail()))
        : Optional.empty();
  }
}
