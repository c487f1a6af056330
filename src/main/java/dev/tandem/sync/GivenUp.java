package dev.tandem.sync;

import dev.tandem.sync.Conflict.Rule;
import dev.tandem.sync.Conflict.Winner;
import dev.tandem.sync.Settlement.Present;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A task as it would be without the change that a person discarded (sync.md, Push 12), ready to be
 * merged with its twin like any other: what is not edited here takes the twin's value. What was
 * edited after the discard is a new change, and is merged and pushed as such.
 *
 * <p>Two things cannot be given up, and are let stand as nobody's edit: a priority under a manual
 * override, which never takes a remote value, and a list or parent of the twin's that is not known
 * here.
 *
 * @param before the task as it is
 * @param base as agreed on, and what is let stand
 * @param local the task without the change
 * @param fields what takes the twin's value
 * @param overridden whether the priority is let stand
 */
record GivenUp(Present before, Base base, Fields local, Set<SyncField> fields, boolean overridden) {

  GivenUp {
    fields = Set.copyOf(fields);
  }

  /**
   * @param remote what the twin holds, as far as it is understood
   * @param present of a task that is there; without a discard nothing is given up
   */
  static GivenUp of(Base base, Fields remote, Present present) {
    Fields local = Objects.requireNonNull(present.local(), "without a task nothing can be kept");
    if (!present.discards()) {
      return new GivenUp(present, base, local, Set.of(), false);
    }
    Sides.Protection protection = present.editing().protection();
    Set<SyncField> fields = base.editedHere(local);
    fields.addAll(protection.waiting());
    if (protection.priority() == null) {
      // A difference that was let stand under an override would be pushed now that it is gone.
      fields.add(SyncField.PRIORITY);
    }
    fields.removeAll(present.editing().editedAt().keySet());
    Set<SyncField> unknown = EnumSet.noneOf(SyncField.class);
    unknown.addAll(present.unknownThere());
    unknown.retainAll(fields);
    fields.removeAll(unknown);
    Base agreed = base.agreeing(unknown, local, base.there());
    boolean overridden = protection.priority() != null && fields.remove(SyncField.PRIORITY);
    if (overridden) {
      agreed = agreed.agreeing(Set.of(SyncField.PRIORITY), local, remote);
    } else if (fields.contains(SyncField.PRIORITY)) {
      agreed = agreed.agreeing(Set.of(SyncField.PRIORITY), base.there(), base.there());
    }
    return new GivenUp(present, agreed, local.with(fields, agreed.here()), fields, overridden);
  }

  /** What protects the task in the merge: of what is given up, nothing. */
  Sides.Protection protection() {
    Sides.Protection protection = before.editing().protection();
    Map<SyncField, Instant> editedSince = before.editing().editedAt();
    return before.discards()
        ? new Sides.Protection(
            protection.priority(),
            protection.heldPriorities(),
            both(protection.waiting(), editedSince.keySet()),
            both(protection.doubtful(), editedSince.keySet()))
        : protection;
  }

  private static Set<SyncField> both(Set<SyncField> some, Set<SyncField> others) {
    Set<SyncField> both = EnumSet.noneOf(SyncField.class);
    both.addAll(some);
    both.retainAll(others);
    return both;
  }

  /** In which fields the merged task is not as it was before the change was taken out of it. */
  Set<SyncField> taken(Merged merged) {
    Set<SyncField> taken = EnumSet.noneOf(SyncField.class);
    taken.addAll(merged.taken());
    taken.removeAll(fields);
    taken.addAll(lost(merged));
    return taken;
  }

  private Set<SyncField> lost(Merged merged) {
    Set<SyncField> waiting = before.editing().protection().waiting();
    Set<SyncField> lost = EnumSet.noneOf(SyncField.class);
    for (SyncField field : fields) {
      if (waiting.contains(field) || !Differences.same(field, local(before), merged.local())) {
        lost.add(field);
      }
    }
    return lost;
  }

  /** The values that were given up, for the log: a person decided, so that none is open. */
  List<Conflict> conflicts(Merged merged, Fields remote, @Nullable Instant remoteAt) {
    List<Conflict> conflicts = new ArrayList<>();
    for (SyncField field : lost(merged)) {
      conflicts.add(conflict(field, remote, Winner.REMOTE, Rule.DISCARDED, remoteAt));
    }
    boolean differs = !Differences.same(SyncField.PRIORITY, local(before), remote);
    if (overridden && differs) {
      conflicts.add(conflict(SyncField.PRIORITY, remote, Winner.LOCAL, Rule.OVERRIDE, remoteAt));
    }
    return conflicts;
  }

  private Conflict conflict(
      SyncField field, Fields remote, Winner winner, Rule rule, @Nullable Instant remoteAt) {
    Map<SyncField, Instant> times = Objects.requireNonNull(before.editing().discarded());
    Fields agreed = Objects.requireNonNull(before.link()).base().there();
    return new Conflict(
        field, agreed, local(before), remote, winner, rule, times.get(field), remoteAt);
  }

  private static Fields local(Present present) {
    return Objects.requireNonNull(present.local());
  }
}
