package dev.tandem.persistence;

import org.jspecify.annotations.Nullable;

/** A stored token that no key of the ring decrypts: its key or its owner's new consent helps. */
final class UnreadableTokenException extends IllegalStateException {
  UnreadableTokenException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
