package dev.tandem.sync;

import java.util.List;
import java.util.Set;

/**
 * What a merge makes of the two sides.
 *
 * @param local the task afterwards
 * @param taken in which fields that differs from the task before
 * @param base what the two agree on afterwards; where the task has something to push, what TickTick
 *     holds
 * @param open what is to be pushed
 */
public record Merged(
    Fields local, Set<SyncField> taken, Base base, Set<SyncField> open, List<Conflict> conflicts) {
  public Merged {
    taken = Set.copyOf(taken);
    open = Set.copyOf(open);
    conflicts = List.copyOf(conflicts);
  }
}
