package dev.tandem.suggestion;

import org.jspecify.annotations.Nullable;

/**
 * What an analyser proposes for a task.
 *
 * @param suggested JSON, as {@link SuggestedValue} has it; a list may also be named by TickTick's
 *     id
 * @param reason for people, at most 2,000 characters
 * @param confidence 0 to 1
 */
public record Proposal(
    SuggestionType type, String suggested, @Nullable String reason, @Nullable Double confidence) {

  Proposal suggesting(String value) {
    return new Proposal(type, value, reason, confidence);
  }
}
