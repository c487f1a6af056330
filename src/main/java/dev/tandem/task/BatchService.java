package dev.tandem.task;

import dev.tandem.task.BatchStore.NewState;
import dev.tandem.task.BatchStore.Sought;
import dev.tandem.task.BatchStore.Writes;
import dev.tandem.task.BatchStore.Written;
import dev.tandem.task.TaskTopics.Change;
import dev.tandem.task.TaskTopics.TaskChanged;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What each command of many tasks means. */
public final class BatchService {
  private final BatchStore store;
  private final TaskEvents events;

  public BatchService(BatchStore store, TaskEvents events) {
    this.store = store;
    this.events = events;
  }

  public Future<BatchReply> handle(BatchCommand command) {
    return command instanceof BatchCommand.Run run ? run(run) : read((BatchCommand.Read) command);
  }

  private Future<BatchReply> read(BatchCommand.Read read) {
    return store.findAll(read.userId(), read.taskIds()).map(BatchReply.Tasks::new);
  }

  private Future<BatchReply> run(BatchCommand.Run run) {
    return store
        .rewrite(
            run.userId(),
            sought(run.operations()),
            found -> {
              TaskBatch batch = new TaskBatch(found, store::unstorable, run.atomic());
              run.operations().forEach(batch::add);
              return batch;
            })
        .map(
            rewritten -> {
              TaskBatch batch = rewritten.decision();
              tell(batch.writes(), rewritten.written());
              return new BatchReply.Ran(batch.results(rewritten.written()), batch.isDone());
            });
  }

  private void tell(Writes writes, Written written) {
    written.made().forEach(id -> tell(written, id, Change.CREATED));
    for (NewState state : writes.updates()) {
      boolean deleted = state.content().status() == TaskStatus.DELETED;
      tell(written, state.taskId(), deleted ? Change.DELETED : Change.UPDATED);
    }
  }

  private void tell(Written written, long taskId, Change change) {
    Task task = written.tasks().get(taskId);
    if (task != null) {
      events.changed(
          new TaskChanged(
              task.userId(), taskId, change, task.version(), task.sync().hasPendingChanges()));
    }
  }

  private static Sought sought(List<BatchOperation> operations) {
    Set<Long> tasks = new HashSet<>();
    Set<Long> parents = new HashSet<>();
    Set<Long> lists = new HashSet<>();
    Set<String> remoteLists = new HashSet<>();
    boolean reparents = false;
    boolean creates = false;
    for (BatchOperation operation : operations) {
      Optional<TaskPatch> patch = Optional.empty();
      if (operation instanceof BatchOperation.Create create) {
        creates = true;
        patch = Optional.of(create.fields());
      } else if (operation instanceof BatchOperation.Update update) {
        tasks.add(update.taskId());
        patch = Optional.of(update.patch());
        reparents |= parentOf(update.patch()).isPresent();
      } else if (operation instanceof BatchOperation.Delete delete) {
        tasks.add(delete.taskId());
      }
      patch.flatMap(BatchService::parentOf).ifPresent(parents::add);
      patch.flatMap(BatchService::listOf).ifPresent(lists::add);
      patch.map(TaskPatch::remoteProjectId).ifPresent(remoteLists::add);
    }
    return new Sought(tasks, parents, reparents, new Sought.Lists(lists, remoteLists), creates);
  }

  private static Optional<Long> parentOf(TaskPatch patch) {
    return patch.names(TaskField.PARENT)
        ? Optional.ofNullable(patch.values().parentId())
        : Optional.empty();
  }

  private static Optional<Long> listOf(TaskPatch patch) {
    return patch.names(TaskField.PROJECT)
        ? Optional.ofNullable(patch.values().projectId())
        : Optional.empty();
  }
}
