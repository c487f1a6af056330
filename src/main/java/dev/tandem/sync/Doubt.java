package dev.tandem.sync;

import dev.tandem.sync.QueueRoutes.Settle;
import dev.tandem.sync.RemoteAnswer.NoAnswer;
import dev.tandem.sync.RemoteAnswer.Silence;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.ChecklistItem;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskKind;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What requests of unknown outcome may have done. If the person meanwhile went back to what the
 * link says, comparing with it would find nothing to send, while TickTick may hold what was in
 * between: what is in doubt is sent once more.
 *
 * @param fields carried by updates
 * @param deleted whether the twin may be in the trash, from which nothing here can take it back
 * @param movedTo the list in which the twin may be instead of the link's; null: no other
 */
public record Doubt(Set<SyncField> fields, boolean deleted, @Nullable String movedTo) {
  public static final Doubt NONE = new Doubt(Set.of(), false, null);

  private static final Set<String> NOTHING_SENT =
      Set.of(new NoAnswer(Silence.UNREACHABLE).code(), new NoAnswer(Silence.REFRESH_FAILED).code());

  private static final Fields BLANK =
      new Fields(
          "",
          "",
          0,
          null,
          null,
          false,
          null,
          null,
          List.of(),
          List.of(),
          null,
          TaskStatus.ACTIVE,
          List.of(),
          "",
          0L,
          "",
          TaskKind.TEXT);

  /** Differs from {@link #BLANK} in every field that can be in doubt. */
  private static final Fields OTHER =
      new Fields(
          "?",
          "?",
          1,
          Instant.EPOCH,
          Instant.EPOCH,
          false,
          "UTC",
          null,
          List.of("?"),
          List.of("?"),
          null,
          TaskStatus.COMPLETED,
          List.of(new ChecklistItem("?", "?", false)),
          "?",
          1L,
          "?",
          TaskKind.NOTE);

  public Doubt {
    fields = Set.copyOf(fields);
  }

  /**
   * What the next step is planned with.
   *
   * @param local null: the twin is to go
   */
  public record View(@Nullable Fields local, @Nullable Link link) {}

  /**
   * As long as the twin's list is in doubt, it is first moved back to the link's; a twin that may
   * be deleted is deleted for certain, so that a task that is wanted again gets another.
   *
   * @param link as stored
   */
  public View view(@Nullable Fields local, @Nullable Link link) {
    if (link == null) {
      return new View(local, null);
    }
    if (movedTo != null && !isIn(link, movedTo) && !goesTo(movedTo, local)) {
      return new View(
          link.base().inProject(link.remoteProjectId()),
          planning(link, movedTo, link.base().inProject(movedTo)));
    }
    if (deleted) {
      return new View(null, link);
    }
    if (local == null || fields.isEmpty()) {
      return new View(local, link);
    }
    return new View(
        local, planning(link, link.remoteProjectId(), planningBase(link.base(), local, fields)));
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
      case UPDATE, COMPLETE -> withFields(fieldsOf(step.fieldNames()));
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

  Doubt withFields(Set<SyncField> more) {
    Set<SyncField> all = EnumSet.noneOf(SyncField.class);
    all.addAll(fields);
    all.addAll(more);
    return new Doubt(all, deleted, movedTo);
  }

  Doubt withDeleted() {
    return new Doubt(fields, true, movedTo);
  }

  /** A list that is the link's is no doubt, but takes none away either. */
  Doubt withMoveTo(String projectId, Link link) {
    return isIn(link, projectId) ? this : new Doubt(fields, deleted, projectId);
  }

  Doubt without(PushStep settled) {
    Set<SyncField> left = EnumSet.noneOf(SyncField.class);
    left.addAll(fields);
    left.removeAll(settled.carries());
    boolean moved = settled.operation() == Operation.MOVE;
    return new Doubt(left, deleted, moved ? null : movedTo);
  }

  private static Link planning(Link link, String projectId, Fields base) {
    return new Link(
        link.remoteId(),
        projectId,
        base,
        link.etag(),
        link.etimestamp(),
        // Its base is no one's body.
        false,
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
    Set<SyncField> fields = EnumSet.noneOf(SyncField.class);
    for (SyncField field : SyncField.values()) {
      boolean named =
          field.fields().stream().map(TaskField::wireName).anyMatch(wireNames::contains);
      if (named && field != SyncField.PROJECT) {
        fields.add(field);
      }
    }
    return fields;
  }

  /**
   * The base to compare with: in every doubtful field it differs from the task. For planning only;
   * what is settled is the stored base.
   */
  static Fields planningBase(Fields base, Fields local, Set<SyncField> doubtful) {
    Set<SyncField> blank = EnumSet.noneOf(SyncField.class);
    Set<SyncField> other = EnumSet.noneOf(SyncField.class);
    for (SyncField field : doubtful) {
      if (Differences.same(field, local, base)) {
        (Differences.same(field, local, BLANK) ? other : blank).add(field);
      }
    }
    return base.with(blank, BLANK).with(other, OTHER);
  }
}
