package dev.tandem.account;

import org.jspecify.annotations.Nullable;

/**
 * What tells one TickTick account from another. TickTick has no such question, so it is read from
 * two places, each of which may say nothing.
 *
 * @param inboxId {@code inbox<uid>}, as tasks of the Inbox name their list
 * @param member the name of the member of the Inbox that is marked as oneself
 */
public record RemoteIdentity(@Nullable String inboxId, @Nullable String member) {
  public static final RemoteIdentity UNKNOWN = new RemoteIdentity(null, null);

  /** How two of them stand to each other. */
  public enum Likeness {
    SAME,
    ANOTHER,
    /** Only the members can be compared, and they differ; one who was renamed looks like that. */
    OTHER_MEMBER,
    /** No kind is known of both. */
    INCOMPARABLE
  }

  /** An Inbox that both know decides; a member, who may be renamed, only where it is not known. */
  public Likeness compare(RemoteIdentity other) {
    if (inboxId != null && other.inboxId != null) {
      return inboxId.equals(other.inboxId) ? Likeness.SAME : Likeness.ANOTHER;
    }
    if (member == null || other.member == null) {
      return Likeness.INCOMPARABLE;
    }
    return member.equals(other.member) ? Likeness.SAME : Likeness.OTHER_MEMBER;
  }

  /** Whether nothing is known. */
  public boolean isUnknown() {
    return inboxId == null && member == null;
  }

  /** What the newer one knows, and what only this one does. */
  public RemoteIdentity completedBy(RemoteIdentity newer) {
    return new RemoteIdentity(
        newer.inboxId == null ? inboxId : newer.inboxId,
        newer.member == null ? member : newer.member);
  }
}
