package dev.tandem.bus;

import io.vertx.core.Future;

/** A served route or a heard topic. */
@FunctionalInterface
public interface Registration {
  /** Ends it; messages already delivered are still answered. */
  Future<Void> remove();
}
