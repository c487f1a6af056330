package dev.tandem.sync;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A field that was changed differently on both sides, and what was decided. The loser's value is
 * kept in it.
 *
 * @param base the value before both changes; null: there was none. Only {@code field} of it counts,
 *     as of the other two
 * @param localAt when it was changed here, by the database's clock; null if that is not known
 * @param remoteAt when it was changed there, at the best of our knowledge; null if that is not
 *     known
 */
public record Conflict(
    SyncField field,
    @Nullable Fields base,
    Fields local,
    Fields remote,
    Winner winner,
    Rule rule,
    @Nullable Instant localAt,
    @Nullable Instant remoteAt) {

  /** Whether a person decided it, so that nobody has to look at it. */
  public boolean isDecided() {
    return rule == Rule.DISCARDED;
  }

  /** Whose value holds. */
  public enum Winner {
    LOCAL,
    REMOTE;

    public static Optional<Winner> ofWireName(String name) {
      for (Winner winner : values()) {
        if (winner.wireName().equals(name)) {
          return Optional.of(winner);
        }
      }
      return Optional.empty();
    }

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** By which rule it was decided (sync.md, Merge). */
  public enum Rule {
    /** The newer change wins. */
    NEWER,
    /** Within two seconds of each other: the change here wins. */
    TIE,
    /** When TickTick's value was written cannot be read: TickTick wins. */
    NO_REMOTE_TIME,
    /** A manual override protects the value here. */
    OVERRIDE,
    /** The occurrence that was changed here is completed there: its dates are the next one's. */
    OCCURRENCE,
    /** An edit survives a delete that did not know it. */
    EDIT_BEATS_DELETE,
    /**
     * What a lost create was found to have made says otherwise: nobody knows since when, or why.
     */
    ADOPTED,
    /** TickTick answers that it deleted the task, and keeps it: several times now. */
    DELETE_NOT_DONE,
    /** A person gave the change here up after it had failed: there is nothing left to decide. */
    DISCARDED;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
