package dev.tandem.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A text that never prints itself: {@code toString} is {@code ***}, comparison takes constant time.
 */
public final class Secret {
  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /** The text itself; callers pass it on to where it is needed and nowhere else. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret
        && MessageDigest.isEqual(
            value.getBytes(StandardCharsets.UTF_8), secret.value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
