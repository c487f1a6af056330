package dev.tandem.suggestion;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A value for one thing of a task, and what became of it.
 *
 * @param suggested JSON, as {@link SuggestedValue} has it
 * @param confidence 0 to 1
 * @param decidedAt null while pending
 */
public record Suggestion(
    long id,
    long taskId,
    SuggestionType type,
    String suggested,
    @Nullable String reason,
    @Nullable Double confidence,
    SuggestionStatus status,
    Instant createdAt,
    @Nullable Instant decidedAt) {}
