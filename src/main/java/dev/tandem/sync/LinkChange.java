package dev.tandem.sync;

import dev.tandem.sync.SyncResult.Operation;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a step makes of a task's link.
 *
 * @param link the live link afterwards; null: there is none, or no more
 * @param stored the answer that showed the twin; null if none did
 * @param unapplied fields that the step carried and the answer still shows as they were before
 */
public record LinkChange(
    Kind kind, @Nullable Link link, @Nullable RemoteSnapshot stored, Set<SyncField> unapplied) {

  public LinkChange {
    unapplied = Set.copyOf(unapplied);
  }

  /** What has to be written. */
  public enum Kind {
    NONE,
    CREATED,
    UPDATED,
    ENDED
  }

  static LinkChange none(@Nullable Link link) {
    return new LinkChange(Kind.NONE, link, null, Set.of());
  }

  /**
   * @param link the live link as it stands
   * @param inboxId {@code inbox<uid>}, if known
   */
  static LinkChange delivered(
      @Nullable Link link,
      PushStep step,
      @Nullable RemoteSnapshot stored,
      @Nullable String inboxId) {
    if (step.operation() == Operation.CREATE && !isTwin(link, stored)) {
      return created(step, stored);
    }
    if (link == null) {
      return none(null);
    }
    if (step.operation() == Operation.DELETE) {
      return new LinkChange(Kind.ENDED, null, stored, Set.of());
    }
    if (stored != null) {
      return merged(link, step, stored);
    }
    return step.operation() == Operation.NONE ? none(link) : unseen(link, step, inboxId);
  }

  /** A create that is settled twice made one twin. */
  private static boolean isTwin(@Nullable Link link, @Nullable RemoteSnapshot stored) {
    return link != null && stored != null && link.remoteId().equals(stored.id());
  }

  private static LinkChange created(PushStep step, @Nullable RemoteSnapshot stored) {
    if (stored == null || step.sent() == null) {
      throw new IllegalArgumentException("a create is delivered only with what was stored");
    }
    boolean confirmed = Differences.between(step.sent(), stored.fields()).isEmpty();
    return new LinkChange(
        Kind.CREATED,
        new Link(
            stored.id(),
            stored.projectId(),
            stored.fields(),
            confirmed ? stored.etag() : null,
            confirmed ? stored.etimestamp() : null,
            confirmed,
            Link.State.LINKED),
        stored,
        Set.of());
  }

  /**
   * A field that was not carried and differs from base is somebody else's edit, and so is a carried
   * one that shows neither what was sent nor what was there before: base keeps what is ours, so
   * that a pull sees the edit, and the link is unconfirmed, so that a pull looks.
   */
  private static LinkChange merged(Link link, PushStep step, RemoteSnapshot stored) {
    Set<SyncField> carries = carries(step);
    Set<SyncField> taken = EnumSet.noneOf(SyncField.class);
    Set<SyncField> sent = EnumSet.noneOf(SyncField.class);
    Set<SyncField> unapplied = EnumSet.noneOf(SyncField.class);
    for (SyncField field : SyncField.values()) {
      boolean asBefore = Differences.same(field, link.base(), stored.fields());
      if (!carries.contains(field)) {
        if (asBefore) {
          taken.add(field);
        }
      } else if (Differences.same(field, sent(step), stored.fields())) {
        taken.add(field);
      } else if (asBefore) {
        unapplied.add(field);
      } else {
        sent.add(field);
      }
    }
    Fields base = link.base().with(taken, stored.fields());
    if (!sent.isEmpty()) {
      base = base.with(sent, sent(step));
    }
    Set<SyncField> open = EnumSet.allOf(SyncField.class);
    open.removeAll(taken);
    open.removeAll(unapplied);
    boolean confirmed = open.isEmpty();
    return new LinkChange(
        Kind.UPDATED,
        new Link(
            link.remoteId(),
            stored.projectId(),
            base,
            confirmed ? stored.etag() : link.etag(),
            confirmed ? stored.etimestamp() : link.etimestamp(),
            confirmed,
            link.state()),
        stored,
        unapplied);
  }

  /** The answer had no body: what was sent is believed, and the link unconfirmed. */
  private static LinkChange unseen(Link link, PushStep step, @Nullable String inboxId) {
    Set<SyncField> carries = carries(step);
    Fields base = link.base().with(carries, sent(step));
    String project = link.remoteProjectId();
    if (carries.contains(SyncField.PROJECT)) {
      project = Inbox.listOf(base.projectId(), inboxId);
    }
    return new LinkChange(
        Kind.UPDATED,
        new Link(
            link.remoteId(), project, base, link.etag(), link.etimestamp(), false, link.state()),
        null,
        Set.of());
  }

  /** With what the operation carries by its nature. */
  private static Set<SyncField> carries(PushStep step) {
    Set<SyncField> carries = EnumSet.noneOf(SyncField.class);
    carries.addAll(step.carries());
    if (step.operation() == Operation.MOVE) {
      carries.add(SyncField.PROJECT);
    } else if (step.operation() == Operation.COMPLETE) {
      carries.add(SyncField.STATUS);
    }
    return carries;
  }

  private static Fields sent(PushStep step) {
    if (step.sent() == null) {
      throw new IllegalArgumentException(step.operation() + " without what it sent");
    }
    return step.sent();
  }
}
