package dev.tandem.suggestion;

import dev.tandem.task.TaskField;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What of a task a suggestion is about. */
public enum SuggestionType {
  PRIORITY(TaskField.PRIORITY),
  TAGS(TaskField.TAGS),
  /** The manual quadrant, which is no field of the content. */
  QUADRANT(null),
  START_DATE(TaskField.START_DATE),
  DUE_DATE(TaskField.DUE_DATE),
  PROJECT(TaskField.PROJECT),
  TIME_ESTIMATE(TaskField.TIME_ESTIMATE),
  REPEAT(TaskField.REPEAT_FLAG),
  TITLE(TaskField.TITLE),
  DESCRIPTION(TaskField.DESCRIPTION);

  private final @Nullable TaskField field;

  SuggestionType(@Nullable TaskField field) {
    this.field = field;
  }

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The field that takes the value; empty for the quadrant. */
  public Optional<TaskField> field() {
    return Optional.ofNullable(field);
  }

  public static Optional<SuggestionType> of(String wireName) {
    for (SuggestionType type : values()) {
      if (type.wireName().equals(wireName)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
