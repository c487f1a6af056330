package dev.tandem.sync;

import java.time.Duration;

/**
 * How long a create of unknown outcome is waited for.
 *
 * @param silent after a call that gave no answer: so long it may yet have its effect
 * @param broken after an answer that could not be understood; also the least time between two
 *     listings, since a first one after a write may show what was before it
 * @param watch how long a twin that comes later than that is still noticed
 */
public record CreateWaits(Duration silent, Duration broken, Duration watch) {
  /** As sync.md, Push 9, has them. */
  public static final CreateWaits STANDARD =
      new CreateWaits(Duration.ofSeconds(60), Duration.ofSeconds(2), Duration.ofHours(24));
}
