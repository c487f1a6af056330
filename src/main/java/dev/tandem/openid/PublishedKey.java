package dev.tandem.openid;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A key as a provider publishes it, for one algorithm.
 *
 * @param members of the JWK: those that make the key, and its {@code alg}. Whatever else there was
 *     (a certificate, say) is not looked at by anybody
 */
record PublishedKey(KeyName name, JsonObject members) {
  private static final int LEAST_RSA_BITS = 2048;

  /** The work of a check grows with it. */
  private static final int MOST_RSA_BITS = 8192;

  private static final int MOST_EXPONENT_BITS = 32;

  private static final Map<String, String> ALGORITHM_OF_CURVE =
      Map.of("P-256", "ES256", "P-384", "ES384", "P-521", "ES512");

  private static final Set<String> PRIVATE = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

  /** For every algorithm that the key may be used with; none if it is not for us. */
  static List<PublishedKey> of(JsonObject jwk) {
    Object kid = jwk.getValue("kid");
    if (!isForSignatures(jwk) || !isName(jwk, kid)) {
      return List.of();
    }
    return algorithms(jwk)
        .map(
            alg ->
                new PublishedKey(
                    new KeyName((String) kid, alg), publicMembers(jwk).put("alg", alg)))
        .toList();
  }

  /** One that is published with its private part is everybody's. */
  private static boolean isForSignatures(JsonObject jwk) {
    boolean operations =
        !jwk.containsKey("key_ops")
            || (jwk.getValue("key_ops") instanceof JsonArray ops && ops.contains("verify"));
    return operations
        && "sig".equals(jwk.getValue("use", "sig"))
        && PRIVATE.stream().noneMatch(jwk::containsKey);
  }

  private static boolean isName(JsonObject jwk, Object kid) {
    return kid instanceof String name
        ? name.length() <= KeyName.LONGEST_KID
        : !jwk.containsKey("kid");
  }

  /** A key without an algorithm fits all of its type; of a curve there is one. */
  private static Stream<String> algorithms(JsonObject jwk) {
    Stream<String> fitting = Stream.empty();
    if ("RSA".equals(jwk.getValue("kty")) && isStrongEnough(jwk)) {
      fitting = KeyName.ALGORITHMS.stream().filter(alg -> !alg.startsWith("ES"));
    } else if ("EC".equals(jwk.getValue("kty")) && jwk.getValue("crv") instanceof String curve) {
      fitting = Stream.ofNullable(ALGORITHM_OF_CURVE.get(curve));
    }
    return jwk.containsKey("alg")
        ? fitting.filter(alg -> alg.equals(jwk.getValue("alg")))
        : fitting;
  }

  private static boolean isStrongEnough(JsonObject jwk) {
    int modulus = bits(jwk.getValue("n"));
    int exponent = bits(jwk.getValue("e"));
    return modulus >= LEAST_RSA_BITS && modulus <= MOST_RSA_BITS && exponent <= MOST_EXPONENT_BITS;
  }

  /** Of an unsigned number as base64url; 0 if it is none. */
  private static int bits(Object number) {
    try {
      return number instanceof String text
          ? new BigInteger(1, Base64.getUrlDecoder().decode(text)).bitLength()
          : 0;
    } catch (IllegalArgumentException e) {
      return 0;
    }
  }

  private static JsonObject publicMembers(JsonObject jwk) {
    JsonObject members = new JsonObject();
    Stream.of("kty", "n", "e", "crv", "x", "y")
        .filter(jwk::containsKey)
        .forEach(name -> members.put(name, jwk.getValue(name)));
    return members;
  }
}
