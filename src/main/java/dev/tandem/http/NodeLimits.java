package dev.tandem.http;

import dev.tandem.config.GatewayConfig.Access;
import java.util.Optional;

/**
 * What bounds a whole process, over all its event loops.
 *
 * @param exports how many are written at once
 * @param rates how often each key may come; empty: as often as it likes
 * @param guesses how often an address may try keys that are none
 */
record NodeLimits(ExportSlots exports, Optional<RateLimit> rates, WrongKeys guesses) {
  private static final int MOST_KEYS = 50_000;

  static NodeLimits of(Access access) {
    return new NodeLimits(
        new ExportSlots(),
        access.ratePerMinute() == 0
            ? Optional.empty()
            : Optional.of(new RateLimit(access.ratePerMinute(), MOST_KEYS, System::nanoTime)),
        new WrongKeys(System::nanoTime));
  }
}
