package dev.tandem.sync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a step makes of a task's link.
 *
 * @param link the live link afterwards; null: there is none, or no more
 * @param stored the answer that showed the twin; null if none did
 */
public record LinkChange(Kind kind, @Nullable Link link, @Nullable RemoteSnapshot stored) {

  /** What has to be written. */
  public enum Kind {
    NONE,
    CREATED,
    UPDATED,
    ENDED
  }

  static LinkChange none(@Nullable Link link) {
    return new LinkChange(Kind.NONE, link, null);
  }

  static LinkChange ended(@Nullable RemoteSnapshot stored) {
    return new LinkChange(Kind.ENDED, null, stored);
  }

  /**
   * The same link, but its body was read at another time than now; null: counts as never. One that
   * has ended was not read.
   */
  public LinkChange readAt(@Nullable Instant at) {
    if (link == null) {
      return this;
    }
    Link.Sight sight = link.sight();
    return new LinkChange(
        kind,
        new Link(
            link.remoteId(),
            link.remoteProjectId(),
            link.base(),
            new Link.Sight(
                sight.etag(), sight.etimestamp(), sight.confirmed(), at, sight.settledAt()),
            link.unproven(),
            link.watch(),
            link.state()),
        stored);
  }
}
