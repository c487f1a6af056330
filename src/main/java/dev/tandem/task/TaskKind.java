package dev.tandem.task;

import java.util.Locale;
import java.util.Optional;

/** What a task's body is. */
public enum TaskKind {
  TEXT,
  NOTE,
  CHECKLIST;

  /** As clients write it: {@code text}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<TaskKind> of(String wireName) {
    for (TaskKind kind : values()) {
      if (kind.wireName().equals(wireName)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
