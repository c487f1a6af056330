package dev.tandem.persistence;

import dev.tandem.config.Secret;
import java.security.SecureRandom;
import java.util.Base64;

/** The text of API keys: random, and stored as a hash only. */
final class ApiKeyText {
  private static final String PREFIX = "tdm_";
  private static final int RANDOM_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private ApiKeyText() {}

  static Secret random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(bytes);
    return new Secret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }
}
