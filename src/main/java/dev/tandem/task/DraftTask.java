package dev.tandem.task;

import dev.tandem.task.BatchStore.Completion;
import dev.tandem.task.BatchStore.NewState;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A task under the operations of a batch, each of which changes what the one before left. */
final class DraftTask {
  private final long id;
  private final EnumSet<TaskField> changed = EnumSet.noneOf(TaskField.class);
  private TaskContent content;
  private @Nullable String remoteProjectId;
  private long version;
  private int versions;
  private Completion completion = Completion.KEPT;

  DraftTask(Task task) {
    this.id = task.id();
    this.content = task.content();
    this.remoteProjectId = task.remoteProjectId();
    this.version = task.version();
  }

  long id() {
    return id;
  }

  TaskContent content() {
    return content;
  }

  /** Null once it has come into another list. */
  @Nullable String remoteProjectId() {
    return remoteProjectId;
  }

  long version() {
    return version;
  }

  /** Makes one more version of it, which differs in these fields. */
  void become(TaskContent next, Set<TaskField> fields) {
    if (next.status() == TaskStatus.ACTIVE) {
      completion = Completion.NONE;
    } else if (next.status() == TaskStatus.COMPLETED && content.status() != TaskStatus.COMPLETED) {
      completion = Completion.NOW;
    }
    if (fields.contains(TaskField.PROJECT)) {
      remoteProjectId = null;
    }
    content = next;
    changed.addAll(fields);
    version++;
    versions++;
  }

  /** Empty if no operation has changed it. */
  Optional<NewState> written() {
    return versions == 0
        ? Optional.empty()
        : Optional.of(new NewState(id, content, versions, changed, completion));
  }
}
