package dev.tandem.task;

import dev.tandem.task.TaskStore.Arranged;
import dev.tandem.task.TaskTopics.TaskChanged;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gives tasks their places in the matrix. All of a request's tasks get theirs, or none. */
final class Arrangement {
  private final TaskStore store;
  private final TaskEvents events;

  Arrangement(TaskStore store, TaskEvents events) {
    this.store = store;
    this.events = events;
  }

  Future<TaskReply> reorder(TaskCommand.Reorder command) {
    return store
        .reorder(command.userId(), command.quadrant(), command.taskIds())
        .map(
            arranged ->
                reply(
                    command.userId(),
                    command.taskIds(),
                    arranged,
                    "is no task of yours in " + command.quadrant()));
  }

  Future<TaskReply> sort(TaskCommand.Sort command) {
    return store
        .sort(command.userId(), command.taskIds())
        .map(
            arranged ->
                reply(
                    command.userId(),
                    command.taskIds().orElse(List.of()),
                    arranged,
                    "is no task of yours"));
  }

  Future<TaskReply> sortOne(TaskCommand.SortOne command) {
    return store
        .sort(command.userId(), Optional.of(List.of(command.taskId())))
        .compose(
            arranged -> {
              tell(command.userId(), arranged);
              return store.find(command.userId(), command.taskId());
            })
        .map(
            found -> {
              if (found.isEmpty()) {
                return new TaskReply.Missing();
              }
              return found.get().content().status() == TaskStatus.DELETED
                  ? TaskReply.Conflicted.deleted()
                  : new TaskReply.One(found.get());
            });
  }

  private TaskReply reply(long userId, List<Long> asked, Arranged arranged, String unfit) {
    if (arranged.unfit().isEmpty()) {
      tell(userId, arranged);
      return new TaskReply.Done(arranged.moved().size());
    }
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      if (arranged.unfit().contains(asked.get(i))) {
        faults.add(new Fault("/task_ids/" + i, unfit));
      }
    }
    return new TaskReply.Refused(faults);
  }

  private void tell(long userId, Arranged arranged) {
    for (Arranged.Moved moved : arranged.moved()) {
      events.changed(
          new TaskChanged(
              userId, moved.taskId(), TaskTopics.Change.UPDATED, moved.version(), false));
    }
  }
}
