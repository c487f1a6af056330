package dev.tandem.sync;

import dev.tandem.sync.RemoteAnswer.Limited;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Outage;
import dev.tandem.sync.RemoteAnswer.Refused;
import dev.tandem.sync.RemoteAnswer.Success;
import dev.tandem.task.SyncError;
import java.time.Instant;

/**
 * Why something of an account could not be read: its code, and a sentence for people that names
 * lists by their ids.
 */
public final class PullTrouble implements RemoteAnswer.Cases<SyncError> {
  private final String what;
  private final Instant at;

  private PullTrouble(String what, Instant at) {
    this.what = what;
    this.at = at;
  }

  /**
   * @param what was to be read: {@code The list 6ac5}
   * @param answer that does not show it
   */
  public static SyncError of(String what, RemoteAnswer answer, Instant at) {
    return answer.match(new PullTrouble(what, at));
  }

  /** It was read, but there is more than that, or something of it is odd. */
  public static SyncError notWhole(String what, String why, Instant at) {
    return new SyncError("not_whole", what + " was not read whole: " + why, at);
  }

  /** It was read, and could not be merged. */
  public static SyncError notMerged(int tasks, Instant at) {
    return new SyncError(
        "not_merged", "What TickTick shows of " + tasks + " tasks could not be taken over.", at);
  }

  @Override
  public SyncError success(Success answer) {
    return unread("unexpected_answer", "TickTick's answer does not show it.");
  }

  @Override
  public SyncError outage(Outage answer) {
    return unread(answer.code(), answer.detail());
  }

  @Override
  public SyncError unauthorized() {
    return Reason.NEEDS_REAUTHORIZATION.at(at);
  }

  @Override
  public SyncError forbidden() {
    return unread("forbidden", "TickTick does not let this account see it.");
  }

  @Override
  public SyncError notFound() {
    return unread("not_found", "TickTick does not know it.");
  }

  @Override
  public SyncError limited(Limited answer) {
    return Reason.LIMITED.at(at);
  }

  @Override
  public SyncError refused(Refused answer) {
    return unread(
        answer.code(), "TickTick refused (status " + answer.status() + ", " + answer.code() + ").");
  }

  @Override
  public SyncError notSent(NotSent answer) {
    return new SyncError(answer.why().code(), answer.why().detail(), at);
  }

  private SyncError unread(String code, String why) {
    return new SyncError(code, what + " could not be read: " + why, at);
  }
}
