package dev.tandem.ticktick;

import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushStep;
import io.vertx.core.Future;

/**
 * How a row's steps reach TickTick: each by itself, or together with those of other rows. What is
 * to be sent, and what an answer means, is decided elsewhere and the same for both.
 */
interface Steps {
  /** The twin as it is now; one that is not in its list is not found. */
  Future<Exchange> look(PushJob job, Lease lease);

  /** The answer that decides what became of the step. */
  Future<Exchange> run(PushJob job, PushStep step, Lease lease);
}
