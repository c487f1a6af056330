package dev.tandem.ticktick;

import dev.tandem.sync.SyncResult;

/** Hears of settled steps. */
interface PushListener {
  /** A step was settled; {@code step} tells of it alone. */
  void stepSettled(long userId, SyncResult step);

  /** The row is finished for now; {@code result} tells of all its steps. */
  void rowFinished(long userId, SyncResult result);
}
