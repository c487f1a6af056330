package dev.tandem.task;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where tasks are kept. Each write is durable, with its queue row and its revision, when its future
 * succeeds.
 */
public interface TaskStore {
  Future<Optional<Task>> find(long userId, long taskId);

  Future<List<Task>> subtasks(long userId, long taskId);

  /**
   * Fails with {@link IllegalArgumentException} for a cursor that is none or belongs to another
   * order.
   */
  Future<TaskReply.Page> list(long userId, TaskQuery query);

  Future<TaskReply.Summary> summarize(long userId);

  Future<List<Send>> sends(long userId, long taskId);

  /**
   * Our id of a list that TickTick knows as {@code remoteId}; the Inbox (its alias or its real id)
   * is the empty one inside.
   *
   * @return empty if the user has no such list
   */
  Future<Optional<ProjectRef>> findProject(long userId, String remoteId);

  /**
   * By sort order, then id. Fails with {@link IllegalArgumentException} for a cursor that is none.
   */
  Future<TaskReply.Projects> listProjects(long userId, int limit, @Nullable String cursor);

  /**
   * @param push null: the user's setting and account decide; true: {@link Written.NotConnected}
   *     without a usable account
   */
  Future<Written> insert(long userId, TaskContent content, @Nullable Boolean push);

  /**
   * Writes only if the task is still at {@code change.fromVersion}; {@link Written.Outdated}
   * otherwise.
   */
  Future<Written> update(Change change);

  /**
   * Removes the row, leaves a tombstone and, if linked, a queued delete. Only at {@code
   * fromVersion}.
   */
  Future<Written> remove(long userId, long taskId, long fromVersion);

  /** Puts tasks in front of the others of their quadrant; all of them, or none. */
  Future<Arranged> reorder(long userId, Quadrant quadrant, List<Long> taskIds);

  /**
   * Puts unsorted tasks behind the others of their quadrants; all of them, or none.
   *
   * @param taskIds empty: all that are active
   */
  Future<Arranged> sort(long userId, Optional<List<Long>> taskIds);

  /** Marks for pushing and re-arms a dead letter; the content stays as it is. */
  Future<Written> requestPush(long userId, long taskId);

  /**
   * Gives a dead letter up: what waits is not pushed, and the task is to take its twin's values, or
   * stays here alone without one. {@link Written.NotFailed} if it is no dead letter.
   */
  Future<Written> discard(long userId, long taskId);

  /** {@link SyncDetail#NONE} without such a task. */
  Future<SyncDetail> syncDetail(long userId, long taskId);

  /** Returns how many tasks were marked; empty without a connected account. */
  Future<Optional<Long>> requestPushOfLocalOnly(long userId);

  /** {@code id} null: the Inbox. */
  record ProjectRef(@Nullable Long id) {}

  /**
   * @param moved the tasks that have another place, or are sorted now
   * @param unfit those asked for that cannot be placed there; nothing is moved then
   */
  record Arranged(List<Moved> moved, Set<Long> unfit) {
    public Arranged {
      moved = List.copyOf(moved);
      unfit = Set.copyOf(unfit);
    }

    /** A task at its new version. */
    public record Moved(long taskId, long version) {}
  }

  /**
   * What is manual about a task's place in the matrix.
   *
   * @param frozen under an override; null: what the rules give to the content that is written
   */
  record Placement(
      @Nullable Quadrant override, @Nullable String reason, @Nullable Quadrant frozen) {
    /** The placement that a task has. */
    static Placement of(Task task) {
      return task.quadrantOverride() == null
          ? byRule()
          : new Placement(task.quadrantOverride(), task.overrideReason(), task.quadrant());
    }

    static Placement byRule() {
      return new Placement(null, null, null);
    }
  }

  /**
   * A new state of a task.
   *
   * @param changed the fields in which {@code content} differs from version {@code fromVersion}
   */
  record Change(
      long userId,
      long taskId,
      long fromVersion,
      TaskContent content,
      Placement placement,
      Set<TaskField> changed) {
    public Change {
      changed = Set.copyOf(changed);
    }

    /** Whether TickTick has to hear of it. */
    public boolean pushed() {
      return !TaskField.pushed(changed).isEmpty();
    }
  }

  /** What became of a write. */
  sealed interface Written {
    record Ok(Task task) implements Written {}

    /**
     * The row is gone.
     *
     * @param pushQueued whether a remote twin is still to be deleted
     */
    record Removed(boolean pushQueued) implements Written {}

    /** Another write came first, or the task is gone: read again. */
    record Outdated() implements Written {}

    /** A reference points nowhere (unknown project or parent). */
    record Refused(List<Fault> faults) implements Written {}

    record NotConnected() implements Written {}

    /**
     * The push has not failed for good.
     *
     * @param discarding because it was given up already
     */
    record NotFailed(boolean discarding) implements Written {}
  }
}
