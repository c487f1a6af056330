package dev.tandem.task;

import java.util.Optional;

/** The Eisenhower matrix. */
public enum Quadrant {
  /** Urgent and important. */
  Q1,
  /** Important. */
  Q2,
  /** Urgent. */
  Q3,
  /** Neither. */
  Q4;

  public boolean isUrgent() {
    return this == Q1 || this == Q3;
  }

  public boolean isImportant() {
    return this == Q1 || this == Q2;
  }

  public static Optional<Quadrant> named(String name) {
    for (Quadrant quadrant : values()) {
      if (quadrant.name().equals(name)) {
        return Optional.of(quadrant);
      }
    }
    return Optional.empty();
  }

  static Quadrant of(boolean urgent, boolean important) {
    if (important) {
      return urgent ? Q1 : Q2;
    }
    return urgent ? Q3 : Q4;
  }
}
