package dev.tandem.sync;

import dev.tandem.task.SyncError;
import java.time.Instant;

/**
 * Why a change is not in TickTick, where an answer of its own does not say so: with {@link
 * RemoteAnswer} the one table of the words in which errors are told.
 */
public enum Reason {
  NEEDS_REAUTHORIZATION(
      "needs_reauthorization",
      "TickTick no longer accepts this account's access; connect it again."),
  FORBIDDEN("forbidden", "TickTick does not let this account change the task."),
  NOT_FOUND("not_found", "TickTick no longer has the task in this list; a full sync finds it."),
  LIST_FORBIDDEN("forbidden", "TickTick does not let this account change the list."),
  LIST_NOT_FOUND("not_found", "TickTick no longer has the list; a full sync finds out about it."),
  LIST_UNCONFIRMED(
      "create_unconfirmed",
      "Whether TickTick made the list is not known yet; it is looked for before it is sent again."),
  LIMITED("exceed_query_limit", "TickTick allows this account no more requests for now."),
  NOT_APPLIED("not_applied", "TickTick answered, but did not apply the change."),
  NOT_SENDABLE("not_sendable", "Nothing can be sent that would tell TickTick of the change."),
  UNREADABLE_ROW("internal", "What is stored of this change cannot be read.");

  private final String code;
  private final String detail;

  Reason(String code, String detail) {
    this.code = code;
    this.detail = detail;
  }

  /** Stable, for programs. */
  public String code() {
    return code;
  }

  /** For people: a sentence. */
  public String detail() {
    return detail;
  }

  public SyncError at(Instant time) {
    return new SyncError(code, detail, time);
  }
}
