package dev.tandem.openid;

/** A token is not taken. An expected outcome, so it carries no stack, and nothing of the token. */
final class TokenRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param detail for people: {@code the token has expired}
   */
  TokenRefusedException(String detail) {
    super(detail, null, false, false);
  }

  String detail() {
    return String.valueOf(getMessage());
  }
}
