package dev.tandem.suggestion;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.WireName;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked of the suggestions for one of a user's tasks. Another user's task counts as
 * missing, and so does a suggestion for another task.
 */
public sealed interface SuggestionCommand extends BusMessage {
  long userId();

  long taskId();

  /**
   * Keeps a proposal until somebody decides. It takes the place of a pending one of its type.
   * Replies {@link SuggestionReply.One}, {@link SuggestionReply.Missing}, {@link
   * SuggestionReply.Refused} with a pointer at {@code /suggested}, {@link
   * SuggestionReply.Conflicted} for a deleted task.
   */
  @WireName("suggestion.propose")
  record Propose(long userId, long taskId, Proposal proposal) implements SuggestionCommand {}

  /**
   * Newest first. Replies {@link SuggestionReply.Page}, {@link SuggestionReply.Missing}, {@link
   * SuggestionReply.Refused} for a bad cursor.
   *
   * @param status only those; null: all
   */
  @WireName("suggestion.list")
  record ListSuggestions(
      long userId,
      long taskId,
      @Nullable SuggestionStatus status,
      int limit,
      @Nullable String cursor)
      implements SuggestionCommand {}

  /**
   * Applies all that are chosen as one change of the task, or none of them. One that was approved
   * before is passed over. Replies {@link SuggestionReply.Decided}, {@link
   * SuggestionReply.Missing}, {@link SuggestionReply.Conflicted} if one was decided otherwise or
   * the task cannot take a value.
   */
  @WireName("suggestion.approve")
  record Approve(long userId, long taskId, SuggestionChoice choice) implements SuggestionCommand {}

  /**
   * Declines all that are chosen, or none of them; the task stays as it is. One that was rejected
   * before is passed over. Replies {@link SuggestionReply.Decided}, {@link
   * SuggestionReply.Missing}, {@link SuggestionReply.Conflicted} if one was decided otherwise.
   */
  @WireName("suggestion.reject")
  record Reject(long userId, long taskId, SuggestionChoice choice) implements SuggestionCommand {}
}
