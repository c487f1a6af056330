package dev.tandem.persistence;

import org.jspecify.annotations.Nullable;

/** Why there are no keys to encrypt tokens with. */
public final class EncryptionKeysException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  EncryptionKeysException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
