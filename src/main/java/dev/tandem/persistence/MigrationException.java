package dev.tandem.persistence;

/** Why the database cannot be brought to this build's schema, in one line for the user. */
public final class MigrationException extends RuntimeException {
  MigrationException(String message, Throwable cause) {
    super(message.strip().replaceAll("\\s*\\R\\s*", " "), cause);
  }

  MigrationException(String message) {
    super(message);
  }
}
