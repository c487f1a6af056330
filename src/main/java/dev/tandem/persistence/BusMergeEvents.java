package dev.tandem.persistence;

import dev.tandem.bus.Bus;
import dev.tandem.sync.ConflictDetected;
import dev.tandem.sync.DeletionsHeld;
import dev.tandem.sync.MergeEvents;
import dev.tandem.sync.SyncRoutes;
import dev.tandem.task.TaskTopics;
import dev.tandem.task.TaskTopics.TaskChanged;

/** Tells of merges on the bus. */
final class BusMergeEvents implements MergeEvents {
  private final Bus bus;

  BusMergeEvents(Bus bus) {
    this.bus = bus;
  }

  @Override
  public void changed(TaskChanged event) {
    bus.publish(TaskTopics.CHANGED, event);
  }

  @Override
  public void conflicted(ConflictDetected event) {
    bus.publish(SyncRoutes.CONFLICT_DETECTED, event);
  }

  @Override
  public void held(DeletionsHeld event) {
    bus.publish(SyncRoutes.DELETIONS_HELD, event);
  }
}
