package dev.tandem.sync;

import dev.tandem.sync.Conflict.Rule;
import dev.tandem.sync.Conflict.Winner;
import dev.tandem.sync.Settlement.Present;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Merges the body that an answer showed into a task, apart from what was our own send.
 *
 * @param listed whether a list showed it, that was read after all that was sent
 * @param link as stored; for a new twin, as it began
 */
record AnswerMerge(
    PushStep step, RemoteSnapshot stored, boolean listed, Link link, Present present) {

  Delivery settled(LinkChange.Kind kind) {
    Fields local = present.local();
    Fields remote = stored.fields().with(present.unknownThere(), link.base().there());
    Base base = acknowledged(remote);
    if (local == null) {
      return afterHardDelete(kind, base, remote);
    }
    GivenUp givenUp = GivenUp.of(base, remote, present);
    Fields kept = givenUp.local();
    if (kept.status() != TaskStatus.DELETED) {
      return merged(kind, new Wanted(givenUp, kept, remote, List.of()));
    }
    if (!revives(kind, base, remote)) {
      return unmerged(kind, base);
    }
    Fields revived = kept.but().status(base.here().status()).build();
    return merged(
        kind, new Wanted(givenUp, revived, remote, List.of(revival(base.there(), local, remote))));
  }

  /**
   * A task that is to be in TickTick.
   *
   * @param conflicts those that brought it back
   */
  private record Wanted(GivenUp givenUp, Fields local, Fields remote, List<Conflict> conflicts) {}

  /** Without a task to take the edit, its twin is left alone: to the next pull it is a new one. */
  private Delivery afterHardDelete(LinkChange.Kind kind, Base base, Fields remote) {
    if (!revives(kind, base, remote)) {
      return unmerged(kind, base);
    }
    Fields local = base.here().but().status(TaskStatus.DELETED).build();
    return new Delivery(
        LinkChange.ended(stored),
        new LocalChange(local, Set.of(), List.of(revival(base.there(), local, remote))),
        Set.of(),
        Set.of());
  }

  private Delivery merged(LinkChange.Kind kind, Wanted wanted) {
    Sides.Times times = new Sides.Times(present.editing().editedAt(), remoteTime());
    GivenUp givenUp = wanted.givenUp;
    Merged merged =
        Merge.of(
            new Sides(givenUp.base(), wanted.local, wanted.remote, times, givenUp.protection()));
    List<Conflict> conflicts = new ArrayList<>(wanted.conflicts);
    conflicts.addAll(merged.conflicts());
    conflicts.addAll(givenUp.conflicts(merged, wanted.remote, times.remote()));
    conflicts.addAll(movesNotMade(wanted));
    Set<SyncField> taken = givenUp.taken(merged);
    if (!present.wanted()) {
      taken.add(SyncField.STATUS);
    }
    return new Delivery(
        changed(kind, merged.base(), present.unknownThere().isEmpty()),
        new LocalChange(merged.local(), taken, conflicts),
        merged.open(),
        unapplied(merged, wanted.remote));
  }

  /**
   * A move is answered without a body, and with 200 even if the twin had left the list it was to be
   * taken from. The list that shows it afterwards counts, but nothing tells whether ours was ever
   * its.
   */
  private List<Conflict> movesNotMade(Wanted wanted) {
    Fields before = link.base().there();
    boolean doubtful =
        step.operation() == Operation.NONE
            && !link.sight().confirmed()
            && link.base().isEditedThere(SyncField.PROJECT, wanted.remote)
            && Differences.same(SyncField.PROJECT, wanted.local, before);
    return doubtful
        ? List.of(
            new Conflict(
                SyncField.PROJECT,
                before,
                wanted.local,
                wanted.remote,
                Winner.REMOTE,
                Rule.NO_REMOTE_TIME,
                present.editing().editedAt().get(SyncField.PROJECT),
                null))
        : List.of();
  }

  private Delivery unmerged(LinkChange.Kind kind, Base base) {
    return new Delivery(
        changed(kind, base, kind == LinkChange.Kind.CREATED), null, Set.of(), Set.of());
  }

  /** What we sent, and find, is ours: both sides agree on it, each in its form. */
  private Base acknowledged(Fields remote) {
    Base base = link.base();
    if (step.sent() != null) {
      base = acknowledged(base, step.carried(), step.sent(), remote);
    }
    Doubt doubt = present.doubt();
    if (doubt.sent() != null) {
      base = acknowledged(base, doubt.fields(), doubt.sent(), remote);
    }
    Link.Watch watch = link.watch();
    return watch == null || watch.until().isBefore(present.now())
        ? base
        : acknowledged(base, watch.fields(), watch.sent(), remote);
  }

  private static Base acknowledged(Base base, Set<SyncField> carried, Fields sent, Fields remote) {
    Fields kept = StoredForm.kept(sent, remote);
    Set<SyncField> found = EnumSet.noneOf(SyncField.class);
    for (SyncField field : carried) {
      if (StoredForm.is(field, kept, remote)) {
        found.add(field);
      }
    }
    return base.agreeing(found, kept, remote);
  }

  /**
   * A delete that was decided without knowledge of an edit there does not stand. Nobody can have
   * edited what was only just created, and what the task says too, the deleter knew.
   */
  private boolean revives(LinkChange.Kind kind, Base base, Fields remote) {
    if (kind == LinkChange.Kind.CREATED) {
      return false;
    }
    Set<SyncField> edited = base.editedThere(remote);
    Fields local = present.local();
    if (local != null) {
      edited.removeIf(field -> Differences.same(field, local, remote));
    }
    return !EditAgainstDelete.surviving(edited).isEmpty();
  }

  private Conflict revival(Fields before, Fields local, Fields remote) {
    return new Conflict(
        SyncField.STATUS,
        before,
        local,
        remote,
        Winner.REMOTE,
        Rule.EDIT_BEATS_DELETE,
        present.editing().editedAt().get(SyncField.STATUS),
        remoteTime());
  }

  /** Of a new twin, what is missing is sent at once; an update that changes nothing is not. */
  private Set<SyncField> unapplied(Merged merged, Fields remote) {
    Set<SyncField> unapplied = EnumSet.noneOf(SyncField.class);
    if (step.operation() == Operation.CREATE) {
      return unapplied;
    }
    for (SyncField field : step.carried()) {
      if (merged.open().contains(field)
          && !link.base().isEditedThere(field, remote)
          && !StoredForm.is(field, step.values(), remote)) {
        unapplied.add(field);
      }
    }
    return unapplied;
  }

  /**
   * @param whole whether all of the body was merged; if not, its etag is not noted, so that the
   *     rest is merged by whoever reads it next
   */
  private LinkChange changed(LinkChange.Kind kind, Base base, boolean whole) {
    Link.Sight before = link.sight();
    Link.Sight sight =
        new Link.Sight(
            whole ? stored.etag() : before.etag(),
            whole ? stored.etimestamp() : before.etimestamp(),
            true,
            present.now(),
            settledAt());
    return new LinkChange(
        kind,
        new Link(
            link.remoteId(), stored.projectId(), base, sight, unproven(), watch(), link.state()),
        stored);
  }

  /**
   * A list that shows the twin proves all at once: it was begun after this step was sent, and every
   * earlier one was settled under the same claim or one before it, whose holder could not have
   * settled any more. It does not prove that a delete of ours will not come yet; and without a list
   * that may have happened, as a twin in the trash is shown like any other.
   */
  private Set<SyncField> unproven() {
    Set<SyncField> unproven = listed ? EnumSet.noneOf(SyncField.class) : step.unproven(link);
    if (!listed) {
      // What a lost send changed of it may have been changed in the trash.
      unproven.addAll(present.doubt().fields());
    }
    if (present.discards() && present.doubt().deleted()) {
      unproven.add(SyncField.STATUS);
    }
    return unproven;
  }

  /** A lost send that was looked for in vain is waited for a while; what has come, is not. */
  private Link.@Nullable Watch watch() {
    Doubt doubt = present.doubt();
    Link.Watch before = link.watch();
    if (doubt.sent() == null || doubt.fields().isEmpty()) {
      return before == null ? null : watch(before.fields(), before.sent(), before.until());
    }
    Instant until = present.now().plus(Link.Watch.LENGTH);
    if (before == null || before.until().isBefore(present.now())) {
      return watch(doubt.fields(), doubt.sent(), until);
    }
    // What is watched already may still arrive as well.
    Set<SyncField> both = EnumSet.noneOf(SyncField.class);
    both.addAll(before.fields());
    both.addAll(doubt.fields());
    return watch(both, before.sent().with(doubt.fields(), doubt.sent()), until);
  }

  private Link.@Nullable Watch watch(Set<SyncField> fields, Fields sent, Instant until) {
    Set<SyncField> missing = EnumSet.noneOf(SyncField.class);
    for (SyncField field : fields) {
      if (!StoredForm.is(field, sent, stored.fields())) {
        missing.add(field);
      }
    }
    if (Occurrences.advanced(link.base().there(), stored.fields())) {
      missing.remove(SyncField.STATUS);
    }
    return missing.isEmpty() ? null : new Link.Watch(missing, sent, until);
  }

  private @Nullable Instant settledAt() {
    return step.operation() == Operation.NONE ? link.sight().settledAt() : present.now();
  }

  private @Nullable Instant remoteTime() {
    return RemoteTime.of(
        new RemoteTime.Told(stored.modifiedAt(), theirWrite()),
        new RemoteTime.Seen(link.sight().readAt(), present.now()),
        stored.clockOffset());
  }

  /** The time of the twin's last write, unless that may have been ours. */
  private @Nullable Instant theirWrite() {
    if (stored.etimestamp() == null
        || step.operation() != Operation.NONE
        || !present.doubt().isNone()) {
      return null;
    }
    Instant written = Instant.ofEpochMilli(stored.etimestamp());
    Instant ours = link.sight().settledAt();
    return ours == null
            || RemoteTime.here(written, stored.clockOffset()).isAfter(ours.plus(Decision.TIE))
        ? written
        : null;
  }
}
