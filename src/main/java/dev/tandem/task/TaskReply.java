package dev.tandem.task;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.tandem.bus.BusMessage;
import dev.tandem.bus.WireName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The expected outcomes of a {@link TaskCommand}; the unexpected fails the ask. */
public sealed interface TaskReply extends BusMessage {

  /**
   * @param subtasks only if they were asked for
   */
  @WireName("task.reply.one")
  record One(Task task, List<Task> subtasks) implements TaskReply {
    public One {
      subtasks = List.copyOf(subtasks);
    }

    public One(Task task) {
      this(task, List.of());
    }
  }

  /**
   * @param nextCursor null at the end
   * @param total null unless asked for
   */
  @WireName("task.reply.page")
  record Page(List<Task> tasks, @Nullable String nextCursor, @Nullable Long total)
      implements TaskReply {
    public Page {
      tasks = List.copyOf(tasks);
    }
  }

  /**
   * @param pushQueued whether TickTick has yet to hear of it
   */
  @WireName("task.reply.deleted")
  record Deleted(long taskId, boolean pushQueued) implements TaskReply {}

  /**
   * @param bySyncState states without tasks are absent
   */
  @WireName("task.reply.summary")
  record Summary(
      long active,
      long completed,
      long abandoned,
      long deleted,
      Map<Quadrant, Long> quadrants,
      Map<SyncState, Long> bySyncState)
      implements TaskReply {
    public Summary {
      quadrants = Map.copyOf(quadrants);
      bySyncState = Map.copyOf(bySyncState);
    }
  }

  /**
   * @param sends the last 20 attempts, newest first
   */
  @WireName("task.reply.history")
  record History(Task task, List<Send> sends, SyncDetail detail) implements TaskReply {
    public History {
      sends = List.copyOf(sends);
    }
  }

  /** It was not done, and this is why. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "refusal")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Missing.class, name = "missing"),
    @JsonSubTypes.Type(value = VersionMismatch.class, name = "version_mismatch"),
    @JsonSubTypes.Type(value = Refused.class, name = "refused"),
    @JsonSubTypes.Type(value = Conflicted.class, name = "conflicted"),
    @JsonSubTypes.Type(value = NotConnected.class, name = "not_connected")
  })
  sealed interface Refusal extends TaskReply {}

  @WireName("task.reply.missing")
  record Missing() implements Refusal {}

  /** The task is not at the version that the caller named; nothing changed. */
  @WireName("task.reply.version_mismatch")
  record VersionMismatch(long currentVersion) implements Refusal {}

  /** The request cannot be carried out as it stands; all faults at once. */
  @WireName("task.reply.refused")
  record Refused(List<Fault> faults) implements Refusal {
    public Refused {
      faults = List.copyOf(faults);
    }
  }

  /** The task's state forbids it; {@code detail} says why, for people. */
  @WireName("task.reply.conflicted")
  record Conflicted(String detail) implements Refusal {
    /** The objection to any change of a deleted task. */
    public static Conflicted deleted() {
      return new Conflicted("the task is deleted; restore it before changing it");
    }
  }

  /** The user has no TickTick account that could be pushed to. */
  @WireName("task.reply.not_connected")
  record NotConnected() implements Refusal {}

  /**
   * @param count how many tasks it touched
   */
  @WireName("task.reply.done")
  record Done(long count) implements TaskReply {}

  /**
   * @param nextCursor null at the end
   */
  @WireName("task.reply.projects")
  record Projects(List<Project> projects, @Nullable String nextCursor) implements TaskReply {
    public Projects {
      projects = List.copyOf(projects);
    }
  }
}
