package dev.tandem.openid;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/** A key pair of a provider, made and used by the JDK alone. */
public final class TestKey {
  private static final Map<String, String> CURVES =
      Map.of("ES256", "P-256", "ES384", "P-384", "ES512", "P-521");

  private final String kid;
  private final String alg;
  private final KeyPair pair;

  private TestKey(String kid, String alg, KeyPair pair) {
    this.kid = kid;
    this.alg = alg;
    this.pair = pair;
  }

  /**
   * A new pair.
   *
   * @param kid null: it has no name
   * @param alg by which it signs: {@code RS256}
   */
  public static TestKey make(String kid, String alg) {
    return CURVES.containsKey(alg)
        ? new TestKey(kid, alg, ec("secp" + CURVES.get(alg).substring(2) + "r1"))
        : rsa(kid, alg, 2048);
  }

  public static TestKey rsa(String kid, String alg, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return new TestKey(kid, alg, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair ec(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The same pair under another name or algorithm. */
  public TestKey as(String otherKid, String otherAlg) {
    return new TestKey(otherKid, otherAlg, pair);
  }

  /** As a provider publishes it. */
  public JsonObject jwk() {
    JsonObject jwk = new JsonObject().put("use", "sig").put("alg", alg);
    if (kid != null) {
      jwk.put("kid", kid);
    }
    if (pair.getPublic() instanceof RSAPublicKey rsa) {
      return jwk.put("kty", "RSA")
          .put("n", base64(unsigned(rsa.getModulus(), 0)))
          .put("e", base64(unsigned(rsa.getPublicExponent(), 0)));
    }
    ECPublicKey ec = (ECPublicKey) pair.getPublic();
    int length = (ec.getParams().getCurve().getField().getFieldSize() + 7) / 8;
    return jwk.put("kty", "EC")
        .put("crv", CURVES.get(alg))
        .put("x", base64(unsigned(ec.getW().getAffineX(), length)))
        .put("y", base64(unsigned(ec.getW().getAffineY(), length)));
  }

  /** The public key as others may misuse it for a shared secret. */
  public byte[] publicBytes() {
    return pair.getPublic().getEncoded();
  }

  public JsonObject header() {
    JsonObject header = new JsonObject().put("typ", "JWT").put("alg", alg);
    return kid == null ? header : header.put("kid", kid);
  }

  public String sign(JsonObject claims) {
    return sign(header(), claims);
  }

  public String sign(JsonObject header, JsonObject claims) {
    return sign(header.encode(), claims.encode());
  }

  /** Whatever the two parts say. */
  public String sign(String header, String claims) {
    String signed = base64(header) + "." + base64(claims);
    return signed + "." + base64(signature(signed.getBytes(StandardCharsets.US_ASCII)));
  }

  private byte[] signature(byte[] signed) {
    String hash = "SHA" + alg.substring(2);
    try {
      Signature signature = Signature.getInstance(algorithm(hash));
      if (alg.startsWith("PS")) {
        String name = "SHA-" + alg.substring(2);
        signature.setParameter(
            new PSSParameterSpec(
                name,
                "MGF1",
                new MGF1ParameterSpec(name),
                Integer.parseInt(alg.substring(2)) / 8,
                1));
      }
      signature.initSign(pair.getPrivate());
      signature.update(signed);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private String algorithm(String hash) {
    return switch (alg.substring(0, 2)) {
      case "RS" -> hash + "withRSA";
      case "PS" -> "RSASSA-PSS";
      default -> hash + "withECDSAinP1363Format";
    };
  }

  /**
   * @param length 0: as many bytes as it takes
   */
  private static byte[] unsigned(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    int least = (number.bitLength() + 7) / 8;
    byte[] all = new byte[Math.max(length, least)];
    byte[] value = Arrays.copyOfRange(bytes, bytes.length - least, bytes.length);
    System.arraycopy(value, 0, all, all.length - least, least);
    return all;
  }

  public static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  public static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
