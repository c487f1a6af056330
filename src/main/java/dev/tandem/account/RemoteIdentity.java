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

  /**
   * Whether the two are certainly different accounts: an Inbox that both know decides; a member,
   * who may be renamed, only where that is not known.
   */
  public boolean differsFrom(RemoteIdentity other) {
    if (inboxId != null && other.inboxId != null) {
      return !inboxId.equals(other.inboxId);
    }
    return member != null && other.member != null && !member.equals(other.member);
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
