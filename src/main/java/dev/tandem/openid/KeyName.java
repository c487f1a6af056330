package dev.tandem.openid;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of the provider's keys a token is signed with.
 *
 * @param kid null: the provider names none
 * @param alg one of {@link #ALGORITHMS}
 */
record KeyName(@Nullable String kid, String alg) {
  /** Public-key signatures only: never {@code none}, nor one whose key we would share. */
  static final Set<String> ALGORITHMS =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

  static final int LONGEST_KID = 256;

  /** Half of what a request's headers may have; a longer one is no token of a provider. */
  private static final int LONGEST_TOKEN = 8192;

  /** Others are signed by the same keys for other purposes, as for the end of a session. */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  /**
   * Reads a token's first part. What it says of keys ({@code jwk}, {@code jku}, {@code x5c}, {@code
   * x5u}) is not looked at: a token does not choose who vouches for it.
   *
   * @param token three parts
   * @throws TokenRefusedException if it cannot be one that is taken here
   */
  static KeyName of(String token) {
    if (token.length() > LONGEST_TOKEN) {
      throw new TokenRefusedException("a token has at most " + LONGEST_TOKEN + " characters");
    }
    JsonObject header = header(token);
    Object type = header.getValue("typ", "JWT");
    if (header.containsKey("crit")
        || !(type instanceof String name)
        || !TYPES.contains(name.toLowerCase(Locale.ROOT))) {
      throw new TokenRefusedException("the token is of a kind that is not taken here");
    }
    Object alg = header.getValue("alg");
    if (!(alg instanceof String algorithm) || !ALGORITHMS.contains(algorithm)) {
      throw new TokenRefusedException("the token is not signed by an algorithm that is taken here");
    }
    Object kid = header.getValue("kid");
    if (kid == null && !header.containsKey("kid")) {
      return new KeyName(null, algorithm);
    }
    if (!(kid instanceof String id) || id.length() > LONGEST_KID) {
      throw new TokenRefusedException("the token names its key by something that is no name");
    }
    return new KeyName(id, algorithm);
  }

  private static JsonObject header(String token) {
    String first = token.substring(0, Math.max(0, token.indexOf('.')));
    try {
      Buffer decoded = Buffer.buffer(Base64.getUrlDecoder().decode(first));
      if (Json.decodeValue(decoded) instanceof JsonObject header) {
        return header;
      }
    } catch (IllegalArgumentException | DecodeException e) {
      // Told below, without what the token says.
    }
    throw new TokenRefusedException("the token is malformed");
  }
}
