package dev.tandem.persistence;

import org.jspecify.annotations.Nullable;

/**
 * Why the database cannot be used, in one line that says what to do; a user needs no stack trace.
 */
public abstract sealed class DatabaseException extends RuntimeException
    permits EmbeddedPostgresException,
        EncryptionKeysException,
        MigrationException,
        ServerException {
  private static final long serialVersionUID = 1L;

  DatabaseException(String message, @Nullable Throwable cause) {
    super(message.strip().replaceAll("\\s*\\R\\s*", " "), cause);
  }
}
