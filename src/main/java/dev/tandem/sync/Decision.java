package dev.tandem.sync;

import dev.tandem.sync.Conflict.Rule;
import dev.tandem.sync.Conflict.Winner;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who wins where both sides changed the same thing, by the times of the changes. */
record Decision(Winner winner, Rule rule) {
  /** Changes that are no further apart count as simultaneous. */
  static final Duration TIE = Duration.ofSeconds(2);

  /**
   * @param local null: not known, which is a tie
   * @param remote null: not readable
   */
  static Decision between(@Nullable Instant local, @Nullable Instant remote) {
    if (remote == null) {
      return new Decision(Winner.REMOTE, Rule.NO_REMOTE_TIME);
    }
    if (local == null || Duration.between(local, remote).abs().compareTo(TIE) <= 0) {
      return new Decision(Winner.LOCAL, Rule.TIE);
    }
    return new Decision(remote.isAfter(local) ? Winner.REMOTE : Winner.LOCAL, Rule.NEWER);
  }
}
