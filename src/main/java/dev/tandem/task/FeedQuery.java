package dev.tandem.task;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.WireName;
import org.jspecify.annotations.Nullable;

/**
 * Asks for what a user's tasks have come to since a reader last looked.
 *
 * @param since where the reader stands: a cursor, {@link #BEGINNING}, or null for somebody who only
 *     wants to know where the feed is now
 * @param until a cursor at which the answer is to end, though there may be more; null: at what can
 *     be told now. Whoever stands behind it already is told nothing, and stays there
 * @param limit how many changes at most
 */
@WireName("task.feed")
public record FeedQuery(long userId, @Nullable String since, @Nullable String until, int limit)
    implements BusMessage {
  /** In front of everything. */
  public static final String BEGINNING = "beginning";

  public FeedQuery(long userId, @Nullable String since, int limit) {
    this(userId, since, null, limit);
  }
}
