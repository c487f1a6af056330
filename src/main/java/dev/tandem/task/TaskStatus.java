package dev.tandem.task;

import java.util.Locale;
import java.util.Optional;

/** Where a task stands in its life. */
public enum TaskStatus {
  ACTIVE,
  COMPLETED,
  /** "Won't do" in TickTick. */
  ABANDONED,
  /** Deleted softly: kept here, gone in TickTick. */
  DELETED;

  /** As clients write it: {@code active}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<TaskStatus> of(String wireName) {
    for (TaskStatus status : values()) {
      if (status.wireName().equals(wireName)) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }
}
