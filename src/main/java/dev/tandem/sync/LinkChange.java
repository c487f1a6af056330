package dev.tandem.sync;

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
}
