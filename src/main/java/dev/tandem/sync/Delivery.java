package dev.tandem.sync;

import dev.tandem.sync.Conflict.Rule;
import dev.tandem.sync.Conflict.Winner;
import dev.tandem.sync.Settlement.Present;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an answer makes of a task and its link (sync.md, Push 5 to 8). The whole body is merged as a
 * pull would merge it, since it may carry somebody's edit along with ours.
 *
 * @param local what changes here; null: nothing can, or nothing was shown
 * @param open what is still to be pushed
 * @param unapplied fields that the step carried and the answer still shows as they were before
 */
record Delivery(
    LinkChange link, @Nullable LocalChange local, Set<SyncField> open, Set<SyncField> unapplied) {

  /** For so long after it was not found, a lost send may still be applied. */
  static final Duration WATCH = Duration.ofSeconds(60);

  Delivery {
    open = Set.copyOf(open);
    unapplied = Set.copyOf(unapplied);
  }

  /**
   * @param stored the task as the answer showed it; null for answers without a body
   * @param inboxId {@code inbox<uid>}, if known
   */
  static Delivery of(
      PushStep step, @Nullable RemoteSnapshot stored, Present present, @Nullable String inboxId) {
    Link link = present.link();
    if (step.operation() == Operation.CREATE && !isTwin(link, stored)) {
      return created(step, stored, present);
    }
    if (link == null) {
      return untouched(LinkChange.none(null), present);
    }
    if (step.operation() == Operation.DELETE) {
      return untouched(LinkChange.ended(stored), present);
    }
    if (stored != null) {
      return new Reading(step, stored, link, present).merged(LinkChange.Kind.UPDATED);
    }
    return step.operation() == Operation.NONE
        ? untouched(LinkChange.none(link), present)
        : untouched(unseen(link, step, present.now(), inboxId), present);
  }

  /** A create that is settled twice made one twin. */
  private static boolean isTwin(@Nullable Link link, @Nullable RemoteSnapshot stored) {
    return link != null && stored != null && link.remoteId().equals(stored.id());
  }

  /** What was sent is what both sides began with; what is shown besides is TickTick's. */
  private static Delivery created(PushStep step, @Nullable RemoteSnapshot stored, Present present) {
    if (stored == null || step.sent() == null) {
      throw new IllegalArgumentException("a create is delivered only with what was stored");
    }
    Base begun = Base.of(stored.fields()).agreeing(step.carries(), step.sent(), step.sent());
    Link link =
        new Link(
            stored.id(),
            stored.projectId(),
            begun,
            new Link.Sight(null, null, false, null, null),
            Set.of(),
            null,
            Link.State.LINKED);
    return new Reading(step, stored, link, present).merged(LinkChange.Kind.CREATED);
  }

  private static Delivery untouched(LinkChange change, Present present) {
    Set<SyncField> open = EnumSet.noneOf(SyncField.class);
    if (change.link() != null && present.local() != null) {
      open.addAll(change.link().base().editedHere(present.local()));
    }
    return new Delivery(change, null, open, Set.of());
  }

  /** The answer had no body: what was sent is believed, and the link unconfirmed. */
  private static LinkChange unseen(
      Link link, PushStep step, Instant now, @Nullable String inboxId) {
    Set<SyncField> carries = step.carried();
    Fields sent = step.values();
    Base base = link.base().agreeing(carries, sent, sent);
    String project =
        carries.contains(SyncField.PROJECT)
            ? Inbox.listOf(sent.projectId(), inboxId)
            : link.remoteProjectId();
    return new LinkChange(
        LinkChange.Kind.UPDATED,
        new Link(
            link.remoteId(),
            project,
            base,
            link.sight().unconfirmed(now),
            link.unproven(),
            link.watch(),
            link.state()),
        null);
  }

  /** A body and what is made of it. */
  private record Reading(PushStep step, RemoteSnapshot stored, Link link, Present present) {

    Delivery merged(LinkChange.Kind kind) {
      Fields local = present.local();
      Set<SyncField> hidden = present.unknownThere();
      Fields remote = stored.fields().with(hidden, link.base().there());
      Base base = acknowledged(remote);
      if (local == null) {
        return new Delivery(changed(kind, base), null, Set.of(), Set.of());
      }
      List<Conflict> conflicts = new ArrayList<>();
      boolean deleted = local.status() == TaskStatus.DELETED;
      Fields wanted = local;
      if (deleted) {
        if (!revives(base, remote)) {
          return new Delivery(changed(kind, base), null, Set.of(), Set.of());
        }
        conflicts.add(revival(base, local, remote));
        wanted = local.but().status(base.here().status()).build();
      }
      Sides.Times times = new Sides.Times(present.editing().editedAt(), remoteTime());
      Merged merged =
          Merge.of(new Sides(base, wanted, remote, times, present.editing().protection()));
      conflicts.addAll(merged.conflicts());
      Set<SyncField> taken = EnumSet.noneOf(SyncField.class);
      taken.addAll(merged.taken());
      if (deleted) {
        taken.add(SyncField.STATUS);
      }
      return new Delivery(
          changed(kind, merged.base()),
          new LocalChange(merged.local(), taken, conflicts),
          merged.open(),
          unapplied(merged, remote));
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

    private static Base acknowledged(
        Base base, Set<SyncField> carried, Fields sent, Fields remote) {
      Set<SyncField> found = EnumSet.noneOf(SyncField.class);
      for (SyncField field : carried) {
        if (StoredForm.is(field, sent, remote)) {
          found.add(field);
        }
      }
      return base.agreeing(found, sent, remote);
    }

    /** A delete that was decided without knowledge of an edit there does not stand. */
    private boolean revives(Base base, Fields remote) {
      return !EditAgainstDelete.surviving(base.editedThere(remote)).isEmpty();
    }

    private Conflict revival(Base base, Fields local, Fields remote) {
      return new Conflict(
          SyncField.STATUS,
          base.there(),
          local,
          remote,
          Winner.REMOTE,
          Rule.EDIT_BEATS_DELETE,
          present.editing().editedAt().get(SyncField.STATUS),
          remoteTime());
    }

    private Set<SyncField> unapplied(Merged merged, Fields remote) {
      Set<SyncField> unapplied = EnumSet.noneOf(SyncField.class);
      for (SyncField field : step.carried()) {
        if (merged.open().contains(field)
            && !link.base().isEditedThere(field, remote)
            && !StoredForm.is(field, step.values(), remote)) {
          unapplied.add(field);
        }
      }
      return unapplied;
    }

    private LinkChange changed(LinkChange.Kind kind, Base base) {
      boolean whole = present.unknownThere().isEmpty();
      Link.Sight sight =
          new Link.Sight(stored.etag(), stored.etimestamp(), whole, present.now(), settledAt());
      return new LinkChange(
          kind,
          new Link(
              link.remoteId(), stored.projectId(), base, sight, unproven(), watch(), link.state()),
          stored);
    }

    /** An answer to an update proves nothing of the task's being there, nor does a look at it. */
    private Set<SyncField> unproven() {
      Set<SyncField> unproven = EnumSet.noneOf(SyncField.class);
      unproven.addAll(link.unproven());
      if (step.operation() == Operation.UPDATE) {
        unproven.addAll(step.carries());
      }
      return unproven;
    }

    /** A lost send that was looked for in vain is waited for a while. */
    private Link.@Nullable Watch watch() {
      Doubt doubt = present.doubt();
      if (doubt.sent() == null || doubt.fields().isEmpty()) {
        return link.watch();
      }
      Set<SyncField> missing = EnumSet.noneOf(SyncField.class);
      for (SyncField field : doubt.fields()) {
        if (!StoredForm.is(field, doubt.sent(), stored.fields())) {
          missing.add(field);
        }
      }
      return missing.isEmpty()
          ? link.watch()
          : new Link.Watch(missing, doubt.sent(), present.now().plus(WATCH));
    }

    private @Nullable Instant settledAt() {
      return step.operation() == Operation.NONE ? link.sight().settledAt() : present.now();
    }

    private @Nullable Instant remoteTime() {
      return RemoteTime.of(
          new RemoteTime.Told(stored.modifiedAt(), theirWrite()),
          new RemoteTime.Seen(link.sight().readAt(), present.now()),
          Duration.ZERO);
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
      return ours == null || written.isAfter(ours.plus(Decision.TIE)) ? written : null;
    }
  }
}
