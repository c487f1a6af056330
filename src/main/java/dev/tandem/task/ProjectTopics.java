package dev.tandem.task;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.Topic;
import dev.tandem.bus.WireName;

/** What is told about lists. */
public final class ProjectTopics {
  /** After each committed change of a list, its deletion among them. */
  public static final Topic<ProjectChanged> CHANGED =
      new Topic<>("tandem.project.changed", ProjectChanged.class);

  private ProjectTopics() {}

  /**
   * @param pushQueued whether TickTick has yet to hear of it
   */
  @WireName("project.changed")
  public record ProjectChanged(long userId, long projectId, boolean pushQueued)
      implements BusMessage {}
}
