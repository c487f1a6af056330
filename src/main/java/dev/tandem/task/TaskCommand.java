package dev.tandem.task;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.WireName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What may be asked of a user's tasks. Another user's task counts as missing. */
public sealed interface TaskCommand extends BusMessage {
  long userId();

  /** Calls the one case that fits. */
  <T> T match(Cases<T> cases);

  /** One method a command, so that none is forgotten. */
  interface Cases<T> {
    T create(Create command);

    T get(Get command);

    T listTasks(ListTasks command);

    T update(Update command);

    T delete(Delete command);

    T restore(Restore command);

    T place(Place command);

    T reorder(Reorder command);

    T sort(Sort command);

    T sortOne(SortOne command);

    T summarize(Summarize command);

    T readHistory(ReadHistory command);

    T requestPush(RequestPush command);

    T requestPushOfLocalOnly(RequestPushOfLocalOnly command);

    T retryFailed(RetryFailed command);

    T discardFailed(DiscardFailed command);

    T listProjects(ListProjects command);
  }

  /**
   * Makes a task. Replies {@link TaskReply.One}, {@link TaskReply.Refused}, {@link
   * TaskReply.Conflicted}, {@link TaskReply.NotConnected} if it shall be pushed and cannot.
   *
   * @param fields the content; what the patch does not name takes its default
   * @param push whether TickTick gets it; null: the user's {@code auto_push} setting and a
   *     connected account decide
   */
  @WireName("task.create")
  record Create(long userId, TaskPatch fields, @Nullable Boolean push) implements TaskCommand {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.create(this);
    }
  }

  /** Replies {@link TaskReply.One}, {@link TaskReply.Missing}. */
  @WireName("task.get")
  record Get(long userId, long taskId, boolean includeSubtasks) implements TaskCommand {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.get(this);
    }
  }

  /** Replies {@link TaskReply.Page}, {@link TaskReply.Refused}. */
  @WireName("task.list")
  record ListTasks(long userId, TaskQuery query) implements TaskCommand {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.listTasks(this);
    }
  }

  /**
   * Changes the named fields. If nothing actually changes: same version, no push. Replies {@link
   * TaskReply.One}, {@link TaskReply.Missing}, {@link TaskReply.VersionMismatch}, {@link
   * TaskReply.Refused}, {@link TaskReply.Conflicted}.
   *
   * @param ifVersion change only this version; null: any
   */
  @WireName("task.update")
  record Update(long userId, long taskId, TaskPatch patch, @Nullable Long ifVersion)
      implements TaskCommand {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.update(this);
    }
  }

  /**
   * Deletes here and, if linked, in TickTick. Replies {@link TaskReply.Deleted}, {@link
   * TaskReply.Missing}, {@link TaskReply.VersionMismatch}.
   *
   * @param soft keeps the row with status {@code deleted}
   */
  @WireName("task.delete")
  record Delete(long userId, long taskId, boolean soft, @Nullable Long ifVersion)
      implements TaskCommand {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.delete(this);
    }
  }

  /**
   * Makes a softly deleted task active again. Replies {@link TaskReply.One}, {@link
   * TaskReply.Missing}.
   */
  @WireName("task.restore")
  record Restore(long userId, long taskId) implements TaskCommand {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.restore(this);
    }
  }

  /**
   * Sets or clears ({@code quadrant} null) the manual quadrant. Replies {@link TaskReply.One},
   * {@link TaskReply.Missing}, {@link TaskReply.VersionMismatch}.
   */
  @WireName("task.place")
  record Place(
      long userId,
      long taskId,
      @Nullable Quadrant quadrant,
      @Nullable String reason,
      @Nullable Long ifVersion)
      implements TaskCommand {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.place(this);
    }
  }

  /**
   * Puts tasks of a quadrant in front of its others, in the order given; they count as sorted then.
   * Replies {@link TaskReply.Done}, {@link TaskReply.Refused} if one of them is not in the
   * quadrant.
   *
   * @param taskIds each once
   */
  @WireName("task.reorder")
  record Reorder(long userId, Quadrant quadrant, List<Long> taskIds) implements TaskCommand {
    public Reorder {
      taskIds = List.copyOf(taskIds);
    }

    @Override
    public <T> T match(Cases<T> cases) {
      return cases.reorder(this);
    }
  }

  /**
   * Gives unsorted tasks places behind the others of their quadrants, the oldest first. Replies
   * {@link TaskReply.Done}, {@link TaskReply.Refused} if one of them is none.
   *
   * @param taskIds empty: all that are active
   */
  @WireName("task.sort")
  record Sort(long userId, Optional<List<Long>> taskIds) implements TaskCommand {
    public Sort {
      taskIds = taskIds.map(List::copyOf);
    }

    @Override
    public <T> T match(Cases<T> cases) {
      return cases.sort(this);
    }
  }

  /**
   * The same for one task; a sorted one stays where it is. Replies {@link TaskReply.One}, {@link
   * TaskReply.Missing}, {@link TaskReply.Conflicted} for a deleted one.
   */
  @WireName("task.sort_one")
  record SortOne(long userId, long taskId) implements TaskCommand {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.sortOne(this);
    }
  }

  /** Replies {@link TaskReply.Summary}. */
  @WireName("task.summarize")
  record Summarize(long userId) implements TaskCommand {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.summarize(this);
    }
  }

  /** Replies {@link TaskReply.History}, {@link TaskReply.Missing}. */
  @WireName("task.history")
  record ReadHistory(long userId, long taskId) implements TaskCommand {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.readHistory(this);
    }
  }

  /**
   * Marks a task for pushing, links a local-only one, re-arms a dead letter; the push itself is
   * {@code SyncRoutes.PUSH}'s. Replies {@link TaskReply.One}, {@link TaskReply.Missing}, {@link
   * TaskReply.NotConnected}.
   */
  @WireName("task.request_push")
  record RequestPush(long userId, long taskId) implements TaskCommand {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.requestPush(this);
    }
  }

  /**
   * The same for every local-only task of the user. Replies {@link TaskReply.Done}, {@link
   * TaskReply.NotConnected}.
   */
  @WireName("task.request_push_all")
  record RequestPushOfLocalOnly(long userId) implements TaskCommand {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.requestPushOfLocalOnly(this);
    }
  }

  /**
   * Tries a dead letter again. Replies {@link TaskReply.One}, {@link TaskReply.Missing}, {@link
   * TaskReply.Conflicted} if it is none.
   */
  @WireName("task.retry")
  record RetryFailed(long userId, long taskId) implements TaskCommand {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.retryFailed(this);
    }
  }

  /**
   * Gives a dead letter up: the task takes TickTick's values as soon as they can be read, or stays
   * here alone if it never got there. Replies {@link TaskReply.One}, {@link TaskReply.Missing},
   * {@link TaskReply.Conflicted} if it is none.
   */
  @WireName("task.discard")
  record DiscardFailed(long userId, long taskId) implements TaskCommand {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.discardFailed(this);
    }
  }

  /** Replies {@link TaskReply.Projects}, {@link TaskReply.Refused} for a bad cursor. */
  @WireName("task.list_projects")
  record ListProjects(long userId, int limit, @Nullable String cursor) implements TaskCommand {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.listProjects(this);
    }
  }
}
