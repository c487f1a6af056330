package dev.tandem.task;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.WireName;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The expected outcomes of a {@link FeedQuery}. */
public sealed interface FeedReply extends BusMessage {

  /**
   * @param changes in the order in which they were committed, each task at most once
   * @param cursor behind all that the reader has seen with these
   * @param hasMore whether there is more to be read at once
   * @param unsettled whether something is committed that cannot be told before a transaction begun
   *     earlier has ended: in a moment
   */
  @WireName("task.feed.changes")
  record Changes(List<Change> changes, String cursor, boolean hasMore, boolean unsettled)
      implements FeedReply {
    public Changes {
      changes = List.copyOf(changes);
    }
  }

  /**
   * The cursor is of another database, or older than what is remembered of removed tasks: only a
   * reader who begins anew misses nothing.
   */
  @WireName("task.feed.expired")
  record Expired() implements FeedReply {}

  /** The cursor is none. */
  @WireName("task.feed.refused")
  record Refused(List<Fault> faults) implements FeedReply {
    public Refused {
      faults = List.copyOf(faults);
    }
  }

  /**
   * What became of one task.
   *
   * @param task as it is now; null: its row is gone
   * @param news what of it the reader has not seen; empty if the row is gone
   * @param cursor behind this change
   */
  record Change(long taskId, @Nullable Task task, Set<News> news, String cursor) {
    public Change {
      news = Set.copyOf(news);
    }
  }

  /** What can be new about a task. Several may be at once; none is if only its queue row moved. */
  enum News {
    CREATED,
    EDITED,
    SYNCED
  }
}
