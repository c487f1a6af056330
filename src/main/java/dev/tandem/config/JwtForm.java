package dev.tandem.config;

/**
 * By which form a JWT is told from an API key before either is looked up: just two dots. The keys
 * that are made here have none, and beside JWTs no key with two may be configured.
 */
public final class JwtForm {
  private JwtForm() {}

  /** Whether a text is taken for a JWT, be it a good one or not. */
  public static boolean is(String text) {
    return text.chars().filter(c -> c == '.').count() == 2;
  }
}
