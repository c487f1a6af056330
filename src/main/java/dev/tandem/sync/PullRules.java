package dev.tandem.sync;

import dev.tandem.sync.PullRoutes.Seen;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether what a reading shows of a linked task may be merged (sync.md, Pull). */
public final class PullRules {
  private PullRules() {}

  /** What becomes of a twin's body. */
  public enum Fate {
    /** It shows the world before something that is known already. */
    IGNORED,
    /** What is under way has to end before it can be told whose edit it shows. */
    DEFERRED,
    /** It is news, or may be. */
    MERGED
  }

  /**
   * The task's queue row.
   *
   * @param claimed whether somebody works on it, or died with it
   * @param lastFailureAt when its last request ended that failed; null: none did
   */
  public record Row(boolean claimed, Doubt doubt, @Nullable Instant lastFailureAt) {}

  /**
   * @param link live, as stored
   */
  public static Fate of(Seen seen, Link link, Row row) {
    if (isOld(seen, link)) {
      return Fate.IGNORED;
    }
    return row.claimed() || isUnresolved(seen, row) ? Fate.DEFERRED : Fate.MERGED;
  }

  /**
   * A read that began before our last write was settled may show the world before that write, one
   * that began before a later body was merged the world before that.
   */
  private static boolean isOld(Seen seen, Link link) {
    Link.Sight sight = link.sight();
    Long shown = seen.twin().etimestamp();
    Long known = sight.etimestamp();
    return (shown != null && known != null && shown < known)
        || !isAfter(seen.readAt(), sight.settledAt())
        || (sight.readAt() != null && seen.readAt().isBefore(sight.readAt()));
  }

  /**
   * What an update carried whose outcome is not known can be told from an edit by a read that began
   * after the request had ended. A delete or a move of unknown outcome is first done again.
   */
  private static boolean isUnresolved(Seen seen, Row row) {
    Doubt doubt = row.doubt();
    return !doubt.isNone()
        && (doubt.deleted()
            || doubt.movedTo() != null
            || !isAfter(seen.readAt(), row.lastFailureAt()));
  }

  private static boolean isAfter(Instant time, @Nullable Instant before) {
    return before == null || time.isAfter(before);
  }
}
