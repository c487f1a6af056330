package dev.tandem.ticktick;

import dev.tandem.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secrets of one consent. Here only hashes of them are kept: the state travels through TickTick
 * and back, the browser keeps its secret, and the code verifier (RFC 7636) comes out of both again
 * when they meet, so that neither our database nor TickTick alone can redeem a code.
 *
 * @param state good once
 * @param browser binds the state to the browser that asked
 */
record Consent(String state, Secret browser) {
  private static final int RANDOM_BYTES = 32;
  private static final String PURPOSE = "tandem code verifier ";
  private static final SecureRandom RANDOM = new SecureRandom();

  static Consent begin() {
    return new Consent(random(), new Secret(random()));
  }

  String stateHash() {
    return HexFormat.of().formatHex(sha256(state));
  }

  String browserHash() {
    return HexFormat.of().formatHex(sha256(browser.reveal()));
  }

  /** 43 characters, as long as a verifier has to be at least. */
  Secret verifier() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      // The prefix keeps an empty secret, which somebody may present, from being no key at all.
      mac.init(new SecretKeySpec(bytes("key " + browser.reveal()), mac.getAlgorithm()));
      return new Secret(text(mac.doFinal(bytes(PURPOSE + state))));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has HMAC with SHA-256", e);
    }
  }

  /** Of the verifier, by the method S256. */
  String challenge() {
    return text(sha256(verifier().reveal()));
  }

  /** Without the state. */
  @Override
  public String toString() {
    return "Consent[***]";
  }

  private static String random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(bytes);
    return text(bytes);
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
