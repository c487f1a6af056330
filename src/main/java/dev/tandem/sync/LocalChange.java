package dev.tandem.sync;

import java.util.List;
import java.util.Set;

/**
 * What a merge changes here.
 *
 * @param fields the task afterwards
 * @param taken in which fields that differs from the task before; empty: it stays as it is
 * @param conflicts to be logged
 */
public record LocalChange(Fields fields, Set<SyncField> taken, List<Conflict> conflicts) {
  public LocalChange {
    taken = Set.copyOf(taken);
    conflicts = List.copyOf(conflicts);
  }
}
