package dev.tandem.persistence;

import dev.tandem.sync.MergeEvents;
import org.jspecify.annotations.Nullable;

/**
 * What became of one twin of a reading.
 *
 * @param merge what it has to tell once the transaction has committed; null: nothing
 */
record PulledTwin(What what, @Nullable MergeWrites merge) {
  /** The kinds of outcome. */
  enum What {
    CREATED,
    UPDATED,
    UNCHANGED,
    /** To be read again later. */
    DEFERRED,
    /** It may be what a create made that was given up: it is told of, and left alone. */
    LATE,
    FAILED,
    /** The account has other tokens by now. */
    OUTDATED
  }

  static PulledTwin of(What what) {
    return new PulledTwin(what, null);
  }

  int newConflicts() {
    return merge == null ? 0 : merge.newConflicts();
  }

  PulledTwin told(MergeEvents events) {
    if (merge != null) {
      merge.tell(events);
    }
    return this;
  }
}
