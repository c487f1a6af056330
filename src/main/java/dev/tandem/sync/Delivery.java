package dev.tandem.sync;

import dev.tandem.sync.PushVerdict.Delivered;
import dev.tandem.sync.Settlement.Present;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
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

  Delivery {
    open = Set.copyOf(open);
    unapplied = Set.copyOf(unapplied);
  }

  /**
   * @param delivered with the task as the answer showed it, if it did
   * @param inboxId {@code inbox<uid>}, if known
   */
  static Delivery of(
      PushStep step, Delivered delivered, Present present, @Nullable String inboxId) {
    Link link = present.link();
    RemoteSnapshot stored = delivered.stored();
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
      return new AnswerMerge(step, stored, delivered.listed(), link, present)
          .settled(LinkChange.Kind.UPDATED);
    }
    return step.operation() == Operation.NONE
        ? untouched(LinkChange.none(link), present)
        : untouched(unseen(link, step, present.now(), inboxId), present);
  }

  /** A create that is settled twice made one twin. */
  private static boolean isTwin(@Nullable Link link, @Nullable RemoteSnapshot stored) {
    return link != null && stored != null && link.remoteId().equals(stored.id());
  }

  /** Before it there was nothing: what is not stored as it was sent, differs from that. */
  private static Delivery created(PushStep step, @Nullable RemoteSnapshot stored, Present present) {
    if (stored == null || step.sent() == null) {
      throw new IllegalArgumentException("a create is delivered only with what was stored");
    }
    Base begun =
        present.wanted()
            ? Base.of(stored.fields()).agreeing(step.carries(), Fields.BLANK, Fields.BLANK)
            : Base.of(stored.fields());
    Link link =
        new Link(
            stored.id(),
            stored.projectId(),
            begun,
            new Link.Sight(null, null, false, null, null),
            Set.of(),
            null,
            Link.State.LINKED);
    return new AnswerMerge(step, stored, false, link, present).settled(LinkChange.Kind.CREATED);
  }

  /**
   * Both sides agreed on what the create carried: what differs from that now was edited since, here
   * or there. A twin that is not wanted any more counts as never seen, so that it is looked at
   * before it is deleted.
   */
  static Delivery adopted(PushStep create, PushVerdict.Adopted verdict, Present present) {
    RemoteSnapshot found = verdict.found();
    Set<SyncField> agreed = EnumSet.noneOf(SyncField.class);
    agreed.addAll(create.carries());
    agreed.add(SyncField.STATUS);
    Fields sent = verdict.sent().but().status(TaskStatus.ACTIVE).build();
    Link link =
        new Link(
            found.id(),
            found.projectId(),
            Base.of(found.fields()).agreeing(agreed, sent, sent),
            new Link.Sight(null, null, false, null, null),
            Set.of(),
            null,
            Link.State.LINKED);
    Delivery delivery =
        new AnswerMerge(create, found, true, link, present).settled(LinkChange.Kind.CREATED);
    Instant seenAt = present.wanted() ? verdict.listedAt() : null;
    LocalChange local = delivery.local;
    return new Delivery(
        delivery.link.readAt(seenAt),
        local == null ? null : replacing(local, verdict.sent(), found, present),
        delivery.open,
        delivery.unapplied);
  }

  /**
   * What is found was edited since the create, or is a stranger that only looks like what it made.
   * So what the person wrote here is kept wherever another value takes its place.
   */
  private static LocalChange replacing(
      LocalChange change, Fields sent, RemoteSnapshot found, Present present) {
    List<Conflict> conflicts = new ArrayList<>(change.conflicts());
    for (SyncField field : EditAgainstDelete.surviving(change.taken())) {
      boolean known = conflicts.stream().anyMatch(conflict -> conflict.field() == field);
      if (field != SyncField.STATUS && !known) {
        conflicts.add(
            new Conflict(
                field,
                null,
                sent,
                found.fields(),
                Conflict.Winner.REMOTE,
                Conflict.Rule.ADOPTED,
                present.editing().editedAt().get(field),
                found.modifiedAt()));
      }
    }
    return new LocalChange(change.fields(), change.taken(), conflicts);
  }

  private static Delivery untouched(LinkChange change, Present present) {
    Set<SyncField> open = EnumSet.noneOf(SyncField.class);
    if (change.link() != null && present.local() != null) {
      open.addAll(change.link().base().editedHere(present.local()));
    }
    return new Delivery(change, null, open, Set.of());
  }

  /**
   * A change is given up although its twin cannot be seen: the task takes what was last agreed on,
   * so that whatever is seen of the twin later is news.
   */
  static Delivery discarded(Present present) {
    Link link = Objects.requireNonNull(present.link(), "only a linked task is looked for");
    Fields remote = link.base().there();
    GivenUp givenUp = GivenUp.of(link.base(), remote, present);
    Sides.Times times = new Sides.Times(present.editing().editedAt(), null);
    Merged merged =
        Merge.of(new Sides(givenUp.base(), givenUp.local(), remote, times, givenUp.protection()));
    Link agreed =
        new Link(
            link.remoteId(),
            link.remoteProjectId(),
            merged.base(),
            link.sight(),
            link.unproven(),
            link.watch(),
            link.state());
    return new Delivery(
        new LinkChange(LinkChange.Kind.UPDATED, agreed, null),
        new LocalChange(
            merged.local(), givenUp.taken(merged), givenUp.conflicts(merged, remote, null)),
        merged.open(),
        Set.of());
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
            step.unproven(link),
            link.watch(),
            link.state()),
        null);
  }
}
