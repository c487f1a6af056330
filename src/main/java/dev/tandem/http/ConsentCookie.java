package dev.tandem.http;

import dev.tandem.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The cookie by which a browser proves that a consent was begun in it. Its name is derived from the
 * consent's state, so that two consents in one browser do not disturb each other.
 */
final class ConsentCookie {
  private static final Duration LIFE = Duration.ofMinutes(10);
  private static final int NAME_BYTES = 8;
  private static final int LONGEST_VALUE = 256;

  private final String name;
  private final ConsentCallback callback;

  ConsentCookie(String state, ConsentCallback callback) {
    this.name = "tandem_consent_" + HexFormat.of().formatHex(sha256(state), 0, NAME_BYTES);
    this.callback = callback;
  }

  /** A {@code Set-Cookie} that leaves the secret with the browser. */
  String holding(Secret browser) {
    if (!isValue(browser.reveal())) {
      throw new IllegalStateException("the secret for the browser does not fit into a cookie");
    }
    return header(browser.reveal(), LIFE.toSeconds());
  }

  /** A {@code Set-Cookie} that takes it back. */
  String cleared() {
    return header("", 0);
  }

  /**
   * The secret that a browser sends; empty if there is none, or several (another site of its domain
   * may have added one).
   *
   * @param headers its {@code Cookie} headers
   */
  Optional<Secret> in(List<String> headers) {
    List<String> values =
        headers.stream()
            .flatMap(header -> List.of(header.split(";", -1)).stream())
            .map(String::strip)
            .filter(pair -> pair.startsWith(name + '='))
            .map(pair -> pair.substring(name.length() + 1))
            .toList();
    return values.size() == 1 && isValue(values.get(0))
        ? Optional.of(new Secret(values.get(0)))
        : Optional.empty();
  }

  private String header(String value, long seconds) {
    return name
        + '='
        + value
        + "; Path="
        + callback.cookiePath()
        + "; Max-Age="
        + seconds
        + "; HttpOnly; SameSite=Lax"
        + (callback.isSecure() ? "; Secure" : "");
  }

  private static boolean isValue(String text) {
    return VisibleAscii.is(text)
        && text.length() <= LONGEST_VALUE
        && text.chars().noneMatch(c -> ";,\"\\".indexOf(c) >= 0);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
