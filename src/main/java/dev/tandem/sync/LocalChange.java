package dev.tandem.sync;

import dev.tandem.task.TaskStatus;
import java.util.List;
import java.util.Set;

/**
 * What a merge changes here.
 *
 * @param fields the task afterwards; of one that was deleted for good, what it was
 * @param taken in which fields that differs from the task before; empty: it stays as it is
 * @param conflicts to be logged
 */
public record LocalChange(Fields fields, Set<SyncField> taken, List<Conflict> conflicts) {
  public LocalChange {
    taken = Set.copyOf(taken);
    conflicts = List.copyOf(conflicts);
  }

  /** Whether the task is to be in TickTick afterwards. */
  public boolean isWanted() {
    return fields.status() != TaskStatus.DELETED;
  }
}
