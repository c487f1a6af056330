package dev.tandem.sync;

import dev.tandem.sync.Conflict.Rule;
import dev.tandem.sync.Conflict.Winner;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The three-way merge of a task and its twin (sync.md, Merge): a pure function, used for what a
 * pull brings and for what the answer to a push shows.
 *
 * <p>Per field: a change on one side goes to the other; the same change on both sides is agreed;
 * sets and checklists merge element by element; anything else that was changed on both sides is a
 * conflict, which the newer change wins and which keeps the loser's value. An overridden priority
 * never takes a remote value.
 */
public final class Merge {
  /** What tells of which occurrence a recurring task speaks. */
  private static final Set<SyncField> OCCURRENCE =
      Set.copyOf(EnumSet.of(SyncField.STATUS, SyncField.DATES));

  private final Sides sides;
  private final Fields local;
  private final Fields remote;
  private final @Nullable Base base;
  private final Set<SyncField> taken = EnumSet.noneOf(SyncField.class);
  private final Set<SyncField> open = EnumSet.noneOf(SyncField.class);
  private final List<Conflict> conflicts = new ArrayList<>();
  private Fields merged;
  private Fields agreedHere;

  private Merge(Sides sides) {
    this.sides = sides;
    this.local = sides.local();
    this.remote = sides.remote();
    this.base = sides.base();
    this.merged = local;
    this.agreedHere = base == null ? remote : base.here();
  }

  public static Merged of(Sides sides) {
    return new Merge(sides).run();
  }

  private Merged run() {
    Set<SyncField> fields = EnumSet.allOf(SyncField.class);
    if (isOccurrenceCompletedThere()) {
      nextOccurrence();
      fields.removeAll(OCCURRENCE);
    }
    fields.forEach(this::merge);
    return new Merged(merged, taken, new Base(agreedHere, remote), open, conflicts);
  }

  private void merge(SyncField field) {
    boolean here = isEditedHere(field);
    boolean there = isEditedThere(field);
    if (!here && !there) {
      return;
    }
    if (!isWaiting(field) && Differences.same(field, local, remote)) {
      agree(field, local);
    } else if (field == SyncField.PRIORITY && sides.protection().priority() != null) {
      overridden(here, there);
    } else if (!there) {
      push(field);
    } else if (!here) {
      take(field, elementwise(field));
    } else {
      both(field);
    }
  }

  private boolean isEditedHere(SyncField field) {
    if (isWaiting(field) || sides.protection().doubtful().contains(field)) {
      return true;
    }
    if (base == null) {
      return !Differences.same(field, local, remote);
    }
    // A difference that was let stand under an override is an edit once the override is gone.
    boolean letStand =
        field == SyncField.PRIORITY
            && sides.protection().priority() == null
            && !Differences.same(field, base.here(), base.there());
    return base.isEditedHere(field, local)
        || (letStand && !Differences.same(field, local, base.there()));
  }

  private boolean isEditedThere(SyncField field) {
    return base == null
        ? !Differences.same(field, local, remote) || isWaiting(field)
        : base.isEditedThere(field, remote);
  }

  private boolean isWaiting(SyncField field) {
    return sides.protection().waiting().contains(field);
  }

  /** The twin's value never enters; it is answered with ours, once for each value of its. */
  private void overridden(boolean here, boolean there) {
    boolean held = sides.protection().heldPriorities().contains(remote.priority());
    if (there && !here && held) {
      agree(SyncField.PRIORITY, local);
      return;
    }
    if (there) {
      conflicts.add(conflict(SyncField.PRIORITY, new Decision(Winner.LOCAL, Rule.OVERRIDE)));
    }
    push(SyncField.PRIORITY);
  }

  private void both(SyncField field) {
    switch (field) {
      case TAGS, REMINDERS -> settle(field, elementwise(field));
      case ITEMS -> items();
      default -> {
        Decision decision = decision(field);
        conflicts.add(conflict(field, decision));
        if (decision.winner() == Winner.LOCAL) {
          push(field);
        } else {
          take(field, remote);
        }
      }
    }
  }

  private void items() {
    ItemMerge items =
        ItemMerge.of(
            base == null ? null : base.here().items(),
            base == null ? null : base.there().items(),
            local.items(),
            remote.items(),
            decision(SyncField.ITEMS).winner());
    if (items.conflicting()) {
      conflicts.add(conflict(SyncField.ITEMS, decision(SyncField.ITEMS)));
    }
    settle(SyncField.ITEMS, merged.but().items(items.merged()).build());
  }

  /** The twin's values of a set in the spelling of the task, and what only one side has. */
  private Fields elementwise(SyncField field) {
    return switch (field) {
      case TAGS ->
          merged
              .but()
              .tags(
                  SetMerge.ofTags(
                      base == null ? List.of() : base.here().tags(),
                      base == null ? List.of() : base.there().tags(),
                      local.tags(),
                      remote.tags()))
              .build();
      case REMINDERS ->
          merged
              .but()
              .reminders(
                  SetMerge.of(
                      base == null ? List.of() : base.here().reminders(),
                      base == null ? List.of() : base.there().reminders(),
                      local.reminders(),
                      remote.reminders()))
              .build();
      default -> remote;
    };
  }

  /** The task takes a value that may be neither side's. */
  private void settle(SyncField field, Fields value) {
    if (Differences.same(field, value, remote)) {
      take(field, value);
      return;
    }
    if (!Differences.same(field, value, local)) {
      taken.add(field);
    }
    merged = merged.with(Set.of(field), value);
    push(field);
  }

  private void take(SyncField field, Fields value) {
    merged = merged.with(Set.of(field), value);
    taken.add(field);
    agreedHere = agreedHere.with(Set.of(field), value);
  }

  /** Both sides are fine as they are. */
  private void agree(SyncField field, Fields here) {
    if (!Differences.same(field, here, local)) {
      taken.add(field);
    }
    merged = merged.with(Set.of(field), here);
    agreedHere = agreedHere.with(Set.of(field), here);
  }

  /**
   * Until it is pushed, a change here is told by its difference from what TickTick holds; that of a
   * checklist by the task's own earlier one, whose items have the task's ids.
   */
  private void push(SyncField field) {
    open.add(field);
    if (field != SyncField.ITEMS || base == null || base.isEditedThere(field, remote)) {
      agreedHere = agreedHere.with(Set.of(field), remote);
    }
  }

  private Decision decision(SyncField field) {
    return Decision.between(localTime(field), sides.times().remote());
  }

  private @Nullable Instant localTime(SyncField field) {
    return sides.times().local().get(field);
  }

  private Conflict conflict(SyncField field, Decision decision) {
    return new Conflict(
        field,
        base == null ? null : base.there(),
        local,
        remote,
        decision.winner(),
        decision.rule(),
        localTime(field),
        sides.times().remote());
  }

  /**
   * A recurring task that was completed here and whose dates went on there: the same occurrence was
   * completed on both sides, and TickTick has opened the next (ticktick-api.md, 3.4).
   */
  private boolean isOccurrenceCompletedThere() {
    return base != null
        && local.status() == TaskStatus.COMPLETED
        && base.here().status() == TaskStatus.ACTIVE
        && remote.status() == TaskStatus.ACTIVE
        && Occurrences.advanced(base.there(), remote);
  }

  private void nextOccurrence() {
    if (isEditedHere(SyncField.DATES) && !Differences.same(SyncField.DATES, local, remote)) {
      conflicts.add(conflict(SyncField.DATES, new Decision(Winner.REMOTE, Rule.OCCURRENCE)));
    }
    OCCURRENCE.forEach(field -> take(field, remote));
  }
}
