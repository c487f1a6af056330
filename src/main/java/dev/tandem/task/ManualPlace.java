package dev.tandem.task;

import dev.tandem.task.TaskStore.Placement;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody puts a task in the matrix.
 *
 * @param quadrant null: the rules decide again
 */
public record ManualPlace(@Nullable Quadrant quadrant, @Nullable String reason) {
  /**
   * The first override freezes the rule's quadrant, as it is for what the task becomes with it; the
   * next keeps what is frozen.
   */
  Placement of(Task task) {
    Quadrant frozen = task.quadrantOverride() == null ? null : task.quadrant();
    return quadrant == null ? Placement.byRule() : new Placement(quadrant, reason, frozen);
  }
}
