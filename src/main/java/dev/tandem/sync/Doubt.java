package dev.tandem.sync;

import dev.tandem.sync.PushJob.Look;
import dev.tandem.sync.QueueRoutes.Settle;
import dev.tandem.sync.RemoteAnswer.NoAnswer;
import dev.tandem.sync.RemoteAnswer.Silence;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.TaskStatus;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What requests of unknown outcome may have done. If the person meanwhile went back to what the
 * link says, comparing with it would find nothing to send, while TickTick may hold what was in
 * between: the twin is looked at before anything else is decided.
 *
 * @param fields carried by updates and completes
 * @param sent what the last of them carried, or, if its sender died, may have carried; null:
 *     nothing is known of it
 * @param deleted whether the twin may be in the trash, from which nothing here can take it back
 * @param movedTo the list in which the twin may be instead of the link's; null: no other
 */
public record Doubt(
    Set<SyncField> fields, @Nullable Fields sent, boolean deleted, @Nullable String movedTo) {
  public static final Doubt NONE = new Doubt(Set.of(), null, false, null);

  private static final Set<String> NOTHING_SENT =
      Set.of(new NoAnswer(Silence.UNREACHABLE).code(), new NoAnswer(Silence.REFRESH_FAILED).code());

  public Doubt {
    fields = Set.copyOf(fields);
  }

  /**
   * What the next step is planned with.
   *
   * @param local null: the twin is to go
   */
  public record View(@Nullable Fields local, @Nullable Link link, Look look) {}

  /**
   * As long as the twin's list is in doubt, it is first moved once more, to where it is wanted or
   * back to the link's: only then is it known where to look at it. A twin that may be deleted is
   * deleted for certain, so that a task that is wanted again gets another.
   *
   * @param link as stored
   */
  public View view(@Nullable Fields local, @Nullable Link link) {
    if (link == null) {
      return new View(local, null, Look.IF_STALE);
    }
    if (movedTo != null && !isIn(link, movedTo)) {
      return goesTo(movedTo, local)
          ? new View(local, link, Look.NEVER)
          : new View(
              link.base().here().inProject(link.remoteProjectId()),
              movedTo(link, movedTo),
              Look.NEVER);
    }
    if (deleted) {
      return new View(null, link, Look.IF_STALE);
    }
    return new View(local, link, fields.isEmpty() ? Look.IF_STALE : Look.FIRST);
  }

  /**
   * What a change that was given up is planned with: the twin is only looked at, first where a move
   * of unknown outcome may have brought it.
   *
   * @param link as stored
   */
  public View lookOnly(@Nullable Fields local, Link link) {
    Link seen = movedTo == null || isIn(link, movedTo) ? link : movedTo(link, movedTo);
    return new View(local, seen, Look.FIRST);
  }

  /** After the twin was looked for in vain where a move may have brought it. */
  Doubt withoutMove() {
    return new Doubt(fields, sent, deleted, null);
  }

  public boolean isNone() {
    return fields.isEmpty() && !deleted && movedTo == null;
  }

  /**
   * After an attempt that was not delivered.
   *
   * @param link as stored
   */
  Doubt after(Settle failed, @Nullable Link link) {
    if (failed.requests() == 0) {
      return this;
    }
    PushStep step = failed.step();
    return switch (step.operation()) {
      // Even a refused one may have been applied in part: TickTick has no transactions to show.
      case UPDATE -> withSent(fieldsOf(step.fieldNames()), step);
      case COMPLETE ->
          mayHaveHappened(failed.verdict()) ? withSent(fieldsOf(step.fieldNames()), step) : this;
      case DELETE -> mayHaveHappened(failed.verdict()) ? withDeleted() : this;
      case MOVE ->
          link != null && mayHaveHappened(failed.verdict())
              ? withMoveTo(target(step, failed.job().inboxId()), link)
              : this;
      case CREATE, NONE -> this;
    };
  }

  /** A refusal is an outcome, and so is a connection that never came about. */
  private static boolean mayHaveHappened(PushVerdict verdict) {
    if (verdict instanceof PushVerdict.Postpone postpone) {
      return postpone.outage() && !NOTHING_SENT.contains(postpone.error().code());
    }
    return verdict instanceof PushVerdict.Retry retry
        && retry.outage()
        && !NOTHING_SENT.contains(retry.error().code());
  }

  private static String target(PushStep move, @Nullable String inboxId) {
    return Inbox.listOf(move.sent() == null ? null : move.sent().projectId(), inboxId);
  }

  Doubt withSent(Set<SyncField> more, PushStep step) {
    Set<SyncField> all = EnumSet.noneOf(SyncField.class);
    all.addAll(fields);
    all.addAll(more);
    // Of older ones whose values are not known, this one's are no likeness.
    boolean known = fields.isEmpty() || sent != null;
    return new Doubt(all, known ? step.sent() : null, deleted, movedTo);
  }

  Doubt withDeleted() {
    return new Doubt(fields, sent, true, movedTo);
  }

  /** A list that is the link's is no doubt, but takes none away either. */
  Doubt withMoveTo(String projectId, Link link) {
    return isIn(link, projectId) ? this : new Doubt(fields, sent, deleted, projectId);
  }

  /** After the twin was seen, what was sent to it is known to be there or not. */
  Doubt resolved() {
    return fields.isEmpty() ? this : new Doubt(Set.of(), null, deleted, movedTo);
  }

  /** After a step that was delivered without showing the twin. */
  Doubt without(PushStep settled) {
    Set<SyncField> left = EnumSet.noneOf(SyncField.class);
    left.addAll(fields);
    left.removeAll(settled.carries());
    boolean moved = settled.operation() == Operation.MOVE;
    return new Doubt(left, left.isEmpty() ? null : sent, deleted, moved ? null : movedTo);
  }

  private static Link movedTo(Link link, String projectId) {
    return new Link(
        link.remoteId(),
        projectId,
        new Base(link.base().here().inProject(projectId), link.base().there().inProject(projectId)),
        // Its base is no one's body.
        new Link.Sight(null, null, false, null, null),
        link.unproven(),
        link.watch(),
        link.state());
  }

  /** The Inbox is {@code inbox} until its real id is known. */
  private static boolean isIn(Link link, String projectId) {
    String list = link.remoteProjectId();
    return list.equals(projectId) || (Inbox.is(list) && Inbox.is(projectId));
  }

  private static boolean goesTo(String projectId, @Nullable Fields local) {
    if (local == null || local.status() == TaskStatus.DELETED) {
      return false;
    }
    String wanted = local.projectId();
    return wanted == null ? Inbox.is(projectId) : wanted.equals(projectId);
  }

  /** The fields behind wire names that can be in doubt: a list's doubt is told by its id. */
  public static Set<SyncField> fieldsOf(Collection<String> wireNames) {
    Set<SyncField> fields = WireFields.of(wireNames);
    fields.remove(SyncField.PROJECT);
    return fields;
  }
}
