package dev.tandem.ticktick;

import dev.tandem.sync.PushJob;
import dev.tandem.sync.SyncResult;

/** Hears of settled steps. */
interface PushListener {
  /** A step was settled; {@code step} tells of it alone. */
  void stepSettled(long userId, SyncResult step);

  /**
   * The row is finished for now.
   *
   * @param job as it was claimed last
   * @param result tells of all its steps
   */
  void rowFinished(PushJob job, SyncResult result);
}
