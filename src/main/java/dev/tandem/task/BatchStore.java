package dev.tandem.task;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where many tasks are written together. */
public interface BatchStore {
  /**
   * Locks and reads what is sought, lets the rule decide, and writes what it decided: one
   * transaction, and as many statements for one task as for many. The rule may be asked again if
   * the transaction lost against another one.
   */
  <D extends Decision> Future<Rewritten<D>> rewrite(
      long userId, Sought sought, Function<Found, D> rule);

  /** Those that there are, by id. */
  Future<List<Task>> findAll(long userId, Collection<Long> taskIds);

  /** What of a content cannot be kept. */
  List<Fault> unstorable(TaskContent content);

  /** What a rule makes of what was found. */
  interface Decision {
    Writes writes();
  }

  /**
   * @param decision the one that was written
   */
  record Rewritten<D extends Decision>(D decision, Written written) {}

  /**
   * What operations name.
   *
   * @param parentIds under which tasks are to come
   * @param reparents whether one of {@code taskIds} is to come under another
   * @param lists into which they are to come
   * @param creates whether tasks are to be made
   */
  record Sought(
      Set<Long> taskIds, Set<Long> parentIds, boolean reparents, Lists lists, boolean creates) {
    public Sought {
      taskIds = Set.copyOf(taskIds);
      parentIds = Set.copyOf(parentIds);
    }

    /** Lists by our ids and by TickTick's. */
    public record Lists(Set<Long> ids, Set<String> remoteIds) {
      public Lists {
        ids = Set.copyOf(ids);
        remoteIds = Set.copyOf(remoteIds);
      }
    }
  }

  /**
   * What there is of it. Nothing of it changes before the transaction ends.
   *
   * @param parents of the parents sought and of all above them; empty: it has none
   * @param lists that tasks may come into
   * @param remoteLists our ids by TickTick's; empty: the Inbox
   * @param push what becomes of new tasks
   */
  record Found(
      Map<Long, Task> tasks,
      Map<Long, Optional<Long>> parents,
      Set<Long> lists,
      Map<String, Optional<Long>> remoteLists,
      PushSetting push) {
    public Found {
      tasks = Map.copyOf(tasks);
      parents = Map.copyOf(parents);
      lists = Set.copyOf(lists);
      remoteLists = Map.copyOf(remoteLists);
    }
  }

  /**
   * @param connected whether there is an account that could be pushed to
   * @param automatic whether new tasks are pushed unless somebody says otherwise
   */
  record PushSetting(boolean connected, boolean automatic) {
    boolean of(@Nullable Boolean asked) {
      return connected && (asked == null ? automatic : asked);
    }
  }

  /**
   * @param reads tasks to be told beside those that are written
   */
  record Writes(List<NewTask> creates, List<NewState> updates, Set<Long> reads) {
    public Writes {
      creates = List.copyOf(creates);
      updates = List.copyOf(updates);
      reads = Set.copyOf(reads);
    }
  }

  /**
   * @param named the fields that TickTick is to get
   */
  record NewTask(TaskContent content, boolean push, Set<TaskField> named) {
    public NewTask {
      named = Set.copyOf(named);
    }
  }

  /**
   * @param versions how many changes it stands for
   * @param changed by any of them
   * @param completion what they did to the time of the completion
   */
  record NewState(
      long taskId,
      TaskContent content,
      int versions,
      Set<TaskField> changed,
      Completion completion) {
    public NewState {
      changed = Set.copyOf(changed);
    }
  }

  /** What becomes of the time at which a task was completed. */
  enum Completion {
    KEPT,
    NOW,
    NONE
  }

  /**
   * @param made the new tasks' ids, in the order of {@link Writes#creates}
   * @param tasks all that were written, and {@link Writes#reads}, as they are then
   */
  record Written(List<Long> made, Map<Long, Task> tasks) {
    public Written {
      made = List.copyOf(made);
      tasks = Map.copyOf(tasks);
    }
  }
}
