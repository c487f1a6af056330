package dev.tandem.sync;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.WireName;
import org.jspecify.annotations.Nullable;

/** What may be asked of a user's conflict log. Another user's entry counts as missing. */
public sealed interface ConflictCommand extends BusMessage {
  long userId();

  /**
   * Newest first. Replies {@link ConflictReply.Page}, {@link ConflictReply.Refused} for a bad
   * cursor.
   *
   * @param open only those that nobody has reviewed, or only the others; null: all
   */
  @WireName("conflict.list")
  record ListConflicts(long userId, @Nullable Boolean open, int limit, @Nullable String cursor)
      implements ConflictCommand {}

  /** Replies {@link ConflictReply.One}, {@link ConflictReply.Missing}. */
  @WireName("conflict.get")
  record GetConflict(long userId, long conflictId) implements ConflictCommand {}

  /**
   * Decides for one side. If that side had lost, its value is a new change of the task, merged and
   * pushed like any other; then the entry counts as reviewed. Done again, it changes nothing more.
   * Replies {@link ConflictReply.One}, {@link ConflictReply.Missing}, {@link
   * ConflictReply.Refused}, {@link ConflictReply.Conflicted} if the task cannot take the value.
   */
  @WireName("conflict.resolve")
  record Resolve(long userId, long conflictId, Conflict.Winner keep) implements ConflictCommand {}
}
