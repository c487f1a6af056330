package dev.tandem.ticktick;

import dev.tandem.bus.Bus;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncRoutes;
import dev.tandem.sync.SyncRoutes.PushFinished;

/** Tells of settled steps: all nodes, and those who wait here. */
final class Announcements implements PushListener {
  private final Bus bus;
  private final PushWaiters waiters;
  private final Sweeps sweeps;

  Announcements(Bus bus, PushWaiters waiters, Sweeps sweeps) {
    this.bus = bus;
    this.waiters = waiters;
    this.sweeps = sweeps;
  }

  @Override
  public void stepSettled(long userId, SyncResult step) {
    bus.publish(SyncRoutes.FINISHED, new PushFinished(userId, step));
  }

  @Override
  public void rowFinished(PushJob job, SyncResult result) {
    waiters.finished(job, result);
    sweeps.finished(job.userId(), result);
  }
}
