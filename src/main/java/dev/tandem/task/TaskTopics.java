package dev.tandem.task;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.Topic;
import dev.tandem.bus.WireName;

/** What is told about tasks. */
public final class TaskTopics {
  /** After each committed change of a task's content. */
  public static final Topic<TaskChanged> CHANGED =
      new Topic<>("tandem.task.changed", TaskChanged.class);

  private TaskTopics() {}

  /** How a task changed. */
  public enum Change {
    CREATED,
    UPDATED,
    DELETED
  }

  /**
   * @param version the {@code sync_version} that the change made
   * @param pushQueued whether TickTick has yet to hear of it
   */
  @WireName("task.changed")
  public record TaskChanged(
      long userId, long taskId, Change change, long version, boolean pushQueued)
      implements BusMessage {}
}
