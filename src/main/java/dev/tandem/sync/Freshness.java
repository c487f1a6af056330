package dev.tandem.sync;

import dev.tandem.sync.PushJob.Look;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether the twin has to be looked at before a step is sent (sync.md, Push 3): TickTick has no
 * conditional writes, so reading shortly before is all that keeps a person's edit there from being
 * overwritten unseen.
 */
public final class Freshness {
  /** So long after a look its twin counts as seen. */
  public static final Duration FRESH = Duration.ofSeconds(5);

  private Freshness() {}

  /**
   * @param turnBegan when the row's work began, by the database's clock
   */
  public static boolean mustLook(PushJob job, PushStep step, Instant turnBegan) {
    Link link = job.link();
    if (link == null || job.look() == Look.NEVER) {
      return false;
    }
    if (job.look() == Look.FIRST) {
      return true;
    }
    return switch (step.operation()) {
      case NONE, CREATE -> false;
      case UPDATE, MOVE -> !seenSince(link, job.claimedAt().minus(FRESH));
      // A completion or a delete cannot be taken back by a merge.
      case COMPLETE, DELETE -> !seenSince(link, turnBegan);
    };
  }

  private static boolean seenSince(Link link, Instant time) {
    Instant readAt = link.sight().readAt();
    return link.sight().confirmed() && readAt != null && !readAt.isBefore(time);
  }
}
