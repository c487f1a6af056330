package dev.tandem.http;

import dev.tandem.account.User;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, and by what they are known.
 *
 * @param keyId the key that was presented; null: it was a provider's JWT
 * @param until from when on what was presented is taken no more; null: until somebody says so
 */
record Caller(User user, @Nullable Long keyId, @Nullable Instant until) {
  static Caller byKey(User user, long keyId) {
    return new Caller(user, keyId, null);
  }

  static Caller byToken(User user, Instant until) {
    return new Caller(user, null, until);
  }

  /** Whose requests are counted together: a key's, or all that a person sends with JWTs. */
  String principal() {
    return keyId == null ? "user " + user.id() : "key " + keyId;
  }

  boolean isAdmin() {
    return user.role() == User.Role.ADMIN;
  }

  boolean isByKey(long id) {
    return keyId != null && keyId == id;
  }

  /** Whether what they presented is taken no more. */
  boolean isOver(Instant now) {
    return until != null && !now.isBefore(until);
  }

  Optional<Instant> end() {
    return Optional.ofNullable(until);
  }
}
