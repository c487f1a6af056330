package dev.tandem.persistence;

import dev.tandem.config.Secret;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of random texts, by which they are found: a slow hash would add nothing. */
final class SecretHash {
  private SecretHash() {}

  static Buffer of(Secret secret) {
    try {
      return Buffer.buffer(
          MessageDigest.getInstance("SHA-256")
              .digest(secret.reveal().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }
}
