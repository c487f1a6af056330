package dev.tandem.sync;

import dev.tandem.task.ProjectContent;
import dev.tandem.task.ProjectField;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The three-way merge of a list, field by field, without I/O. TickTick tells no times of lists, so
 * that of two different changes its own holds ({@link Conflict.Rule#NO_REMOTE_TIME}); it was made
 * after the last reading without it, and nobody can say more.
 *
 * @param local as the list is to be here
 * @param open fields that TickTick has yet to hear of
 * @param lost what was changed here and gave way
 */
public record ProjectMerge(ProjectContent local, Set<ProjectField> open, List<Lost> lost) {
  public ProjectMerge {
    open = Set.copyOf(open);
    lost = List.copyOf(lost);
  }

  /**
   * @param base what TickTick showed last; null: nothing is known of that
   * @param edited fields that were changed here and not settled. Another difference from the base
   *     is none: TickTick would not take it, and it is let stand
   * @param sent what it may show because of us; null: nothing
   */
  public record Sides(
      @Nullable ProjectContent base,
      ProjectContent local,
      Set<ProjectField> edited,
      @Nullable Sent sent,
      ProjectContent remote) {
    public Sides {
      edited = Set.copyOf(edited);
    }
  }

  /**
   * What a request carried.
   *
   * @param isAnswered whether {@code remote} is its answer; false: it may still arrive
   */
  public record Sent(ProjectContent values, Set<ProjectField> fields, boolean isAnswered) {
    public Sent {
      fields = Set.copyOf(fields);
    }
  }

  /** A change of {@code field} here that gave way; of each content that field alone counts. */
  public record Lost(
      ProjectField field,
      @Nullable ProjectContent base,
      ProjectContent local,
      ProjectContent remote) {}

  public static ProjectMerge of(Sides sides) {
    Set<ProjectField> taken = EnumSet.noneOf(ProjectField.class);
    Set<ProjectField> open = EnumSet.noneOf(ProjectField.class);
    List<Lost> lost = new ArrayList<>();
    for (ProjectField field : ProjectField.values()) {
      switch (verdict(field, sides)) {
        case KEEP -> {}
        case PUSH -> open.add(field);
        case TAKE -> taken.add(field);
        case GIVE_WAY -> {
          taken.add(field);
          lost.add(new Lost(field, sides.base, sides.local, sides.remote));
        }
      }
    }
    return new ProjectMerge(sides.local.taking(taken, sides.remote), open, lost);
  }

  private enum Verdict {
    KEEP,
    PUSH,
    TAKE,
    GIVE_WAY
  }

  private static Verdict verdict(ProjectField field, Sides sides) {
    ProjectContent base = sides.base;
    boolean edited = sides.edited.contains(field);
    boolean agreed = sides.local.agrees(field, sides.remote);
    if (agreed) {
      return mayArrive(field, sides) && edited ? Verdict.PUSH : Verdict.KEEP;
    }
    Sent sent = sides.sent;
    if (sent != null && sent.fields.contains(field)) {
      if (sent.values.agrees(field, sides.remote)) {
        return edited ? Verdict.PUSH : Verdict.TAKE;
      }
      boolean same = base != null && base.agrees(field, sides.remote);
      // Answered and not there: TickTick does not take it. Sent once more it would be no better.
      if (same && sent.isAnswered) {
        return edited && !sides.local.agrees(field, sent.values) ? Verdict.PUSH : Verdict.KEEP;
      }
    }
    if (base != null && base.agrees(field, sides.remote)) {
      return edited ? Verdict.PUSH : Verdict.KEEP;
    }
    return edited ? Verdict.GIVE_WAY : Verdict.TAKE;
  }

  /** Whether another value than both sides hold is on its way there. */
  private static boolean mayArrive(ProjectField field, Sides sides) {
    Sent sent = sides.sent;
    return sent != null
        && !sent.isAnswered
        && sent.fields.contains(field)
        && !sent.values.agrees(field, sides.remote);
  }
}
