package dev.tandem.sync;

import dev.tandem.task.SyncError;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a queue row when a step is settled.
 *
 * @param open fields that are still to be pushed; empty for a row that is about the whole task
 * @param doubt what TickTick may hold of requests whose outcome is not known
 * @param attempts counted attempts of what waits
 * @param outages uncounted failures in a row
 * @param delay until it is due again
 * @param error why it waits; null: no reason of its own
 * @param failed whether the step failed, rather than being put off
 */
public record RowFate(
    Kind kind,
    Set<SyncField> open,
    Doubt doubt,
    int attempts,
    int outages,
    Duration delay,
    @Nullable SyncError error,
    boolean failed) {
  public RowFate {
    open = Set.copyOf(open);
  }

  /** Where the row goes. */
  public enum Kind {
    /** Nothing is left to push. */
    DONE,
    /** More can be pushed now: it stays claimed. */
    CONTINUED,
    /** It waits until it is due. */
    WAITING,
    /** A dead letter. */
    DEAD
  }

  static RowFate done() {
    return new RowFate(Kind.DONE, Set.of(), Doubt.NONE, 0, 0, Duration.ZERO, null, false);
  }

  /** After a look, which is no success: what failed before may well fail again. */
  static RowFate lookedAt(Set<SyncField> open, Doubt doubt, Settlement.Tries tries) {
    return new RowFate(
        Kind.CONTINUED, open, doubt, tries.attempts(), tries.outages(), Duration.ZERO, null, false);
  }

  /** The same for a row that nobody has. */
  public RowFate unclaimed() {
    return new RowFate(Kind.WAITING, open, doubt, attempts, outages, delay, error, failed);
  }

  static RowFate continued(Set<SyncField> open, Doubt doubt) {
    return new RowFate(Kind.CONTINUED, open, doubt, 0, 0, Duration.ZERO, null, false);
  }
}
