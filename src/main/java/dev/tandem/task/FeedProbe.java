package dev.tandem.task;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.WireName;
import java.util.List;

/**
 * Asks of many readers at once for whom there is something to read. No promise hangs on the bus
 * telling of each change: who follows the feed asks this now and then.
 */
@WireName("task.feed.probe")
public record FeedProbe(List<Place> places) implements BusMessage {
  public FeedProbe {
    places = List.copyOf(places);
  }

  /**
   * @param cursor as an answer gave it
   */
  public record Place(long userId, String cursor) {}

  /** The users with something new, told or soon to be told. */
  @WireName("task.feed.news")
  public record News(List<Long> userIds) implements BusMessage {
    public News {
      userIds = List.copyOf(userIds);
    }
  }
}
