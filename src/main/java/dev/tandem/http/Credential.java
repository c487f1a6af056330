package dev.tandem.http;

import dev.tandem.config.JwtForm;
import dev.tandem.config.VisibleAscii;
import java.util.List;

/**
 * What a request shows in its Authorization header.
 *
 * @param isToken whether it is taken for a provider's JWT and not for an API key
 */
record Credential(String text, boolean isToken) {
  private static final String SCHEME = "bearer ";
  private static final int LONGEST_KEY = 512;

  /**
   * @param headers all that were sent
   * @param takesTokens whether there is a provider whose JWTs are taken
   * @throws ProblemException unauthorized
   */
  static Credential of(List<String> headers, boolean takesTokens) {
    if (headers.isEmpty()) {
      throw unauthorized("send an API key: Authorization: Bearer <key>");
    }
    String header = headers.get(0);
    String text =
        header.length() > SCHEME.length() ? header.substring(SCHEME.length()).strip() : "";
    boolean bearer = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    boolean isToken = takesTokens && JwtForm.is(text);
    if (headers.size() > 1
        || !bearer
        || !VisibleAscii.is(text)
        || (!isToken && text.length() > LONGEST_KEY)) {
      throw unauthorized("this is no Authorization: Bearer <key>");
    }
    return new Credential(text, isToken);
  }

  private static ProblemException unauthorized(String detail) {
    return Problem.of(Problem.Kind.UNAUTHORIZED, detail).asException();
  }
}
