package dev.tandem.sync;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;
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

  /** The same link, but its body was read at another time than now; null: counts as never. */
  LinkChange readAt(@Nullable Instant at) {
    Link changed = Objects.requireNonNull(link, "a link that ended was not read");
    return readAt(at, changed.unproven());
  }

  /** As a reading shows it; a listing proves that the twin is there with all that was sent. */
  public LinkChange seen(PullRoutes.Seen seen) {
    return link == null ? this : readAt(seen.readAt(), seen.listed() ? Set.of() : link.unproven());
  }

  private LinkChange readAt(@Nullable Instant at, Set<SyncField> unproven) {
    Link changed = Objects.requireNonNull(link, "a link that ended was not read");
    Link.Sight sight = changed.sight();
    return new LinkChange(
        kind,
        new Link(
            changed.remoteId(),
            changed.remoteProjectId(),
            changed.base(),
            new Link.Sight(
                sight.etag(), sight.etimestamp(), sight.confirmed(), at, sight.settledAt()),
            unproven,
            changed.watch(),
            changed.state()),
        stored);
  }
}
