package dev.tandem.http;

import dev.tandem.account.User;

/**
 * Who sent a request.
 *
 * @param keyId the key that was presented
 */
record Caller(User user, long keyId) {
  /** Whose requests are counted together. */
  String principal() {
    return "key " + keyId;
  }

  boolean isAdmin() {
    return user.role() == User.Role.ADMIN;
  }
}
