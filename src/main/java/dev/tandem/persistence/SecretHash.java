package dev.tandem.persistence;

import dev.tandem.config.Secret;
import dev.tandem.config.Sha256;
import io.vertx.core.buffer.Buffer;

/** SHA-256 of random texts, by which they are found: a slow hash would add nothing. */
final class SecretHash {
  private SecretHash() {}

  static Buffer of(Secret secret) {
    return Buffer.buffer(Sha256.of(secret.reveal()));
  }
}
