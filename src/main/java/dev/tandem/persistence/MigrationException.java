package dev.tandem.persistence;

import org.jspecify.annotations.Nullable;

/** Why the database cannot be brought to this build's schema. */
public final class MigrationException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  MigrationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  MigrationException(String message) {
    this(message, null);
  }
}
