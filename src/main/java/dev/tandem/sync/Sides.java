package dev.tandem.sync;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A task and its twin, before they are merged.
 *
 * @param base what they last agreed on; null: they are brought together for the first time
 * @param local the task
 * @param remote its twin, as a body showed it
 */
public record Sides(
    @Nullable Base base, Fields local, Fields remote, Times times, Protection protection) {

  /**
   * When what was changed.
   *
   * @param local each field's own last change, by the database's clock
   * @param remote the twin's last change, see {@link RemoteTime}; null: not readable
   */
  public record Times(Map<SyncField, Instant> local, @Nullable Instant remote) {
    public Times {
      local = Map.copyOf(local);
    }
  }

  /**
   * What the values alone do not tell.
   *
   * @param priority the manual override of the priority, which then is the task's priority; null:
   *     none
   * @param heldPriorities the twin's values that were answered once with the override and came
   *     back: they are let stand
   * @param waiting fields whose value here has no name in TickTick yet (a new parent, a new list)
   * @param doubtful fields of a send whose outcome is not known: edited here, even if the person
   *     went back meanwhile
   */
  public record Protection(
      @Nullable Integer priority,
      Set<Integer> heldPriorities,
      Set<SyncField> waiting,
      Set<SyncField> doubtful) {
    public static final Protection NONE = new Protection(null, Set.of(), Set.of(), Set.of());

    public Protection {
      heldPriorities = Set.copyOf(heldPriorities);
      waiting = Set.copyOf(waiting);
      doubtful = Set.copyOf(doubtful);
    }
  }
}
