package dev.tandem.persistence;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import dev.tandem.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The ring of keys for tokens at rest: the first encrypts, all decrypt. */
public final class EncryptionKeys {
  static final String FILE = "encryption.keys";
  private static final int KEY_BYTES = 32;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final String FORM = "takes id:base64 of 32 bytes, comma-separated; ";

  private final String firstId;
  private final Map<String, Aead> ring;

  private EncryptionKeys(String firstId, Map<String, Aead> ring) {
    this.firstId = firstId;
    this.ring = ring;
  }

  /**
   * Reads {@code id:base64,id:base64}; base64 with or without padding, URL-safe or not.
   *
   * @throws IllegalArgumentException that names the faulty entry by its place, never by its text
   */
  public static EncryptionKeys parse(Secret text) {
    Map<String, Aead> ring = new LinkedHashMap<>();
    String first = "";
    int place = 0;
    for (String entry : text.reveal().split(",", -1)) {
      place++;
      int colon = entry.indexOf(':');
      String id = colon < 0 ? "" : entry.substring(0, colon).strip();
      if (!ID.matcher(id).matches()) {
        throw new IllegalArgumentException(
            FORM + "entry " + place + " has no id of letters, digits, '.', '_' or '-'");
      }
      if (ring.put(id, aead(entry.substring(colon + 1).strip(), place)) != null) {
        throw new IllegalArgumentException(FORM + "entry " + place + " repeats an id");
      }
      first = first.isEmpty() ? id : first;
    }
    return new EncryptionKeys(first, ring);
  }

  /**
   * The ring kept in a data directory; one key is made there if it has none. Blocks. Only the
   * process that holds the directory may call it.
   *
   * @throws IOException if the file cannot be read or written
   * @throws IllegalArgumentException if its content is no ring
   */
  public static EncryptionKeys loadOrGenerate(Path dataDir) throws IOException {
    Files.createDirectories(dataDir);
    Path file = dataDir.resolve(FILE);
    if (!Files.exists(file)) {
      FileTree.writePrivately(file, generated());
    }
    try {
      return parse(new Secret(Files.readString(file).strip()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + " " + e.getMessage(), e);
    }
  }

  /** Names the key that encrypts. */
  String firstId() {
    return firstId;
  }

  Set<String> ids() {
    return Collections.unmodifiableSet(ring.keySet());
  }

  Aead first() {
    return find(firstId).orElseThrow();
  }

  /** Empty if no key of the ring has this name. */
  Optional<Aead> find(String id) {
    return Optional.ofNullable(ring.get(id));
  }

  @Override
  public String toString() {
    return "EncryptionKeys" + ring.keySet();
  }

  private static String generated() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return "generated:" + Base64.getEncoder().encodeToString(key) + "\n";
  }

  private static Aead aead(String base64, int place) {
    byte[] key = decode(base64, place);
    try {
      return new AesGcmJce(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no AES-256-GCM", e);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static byte[] decode(String base64, int place) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(base64.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      // The decoder's message repeats characters of the key.
      throw new IllegalArgumentException(FORM + "entry " + place + " is no base64");
    }
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException(FORM + "entry " + place + " has " + key.length + " bytes");
    }
    return key;
  }
}
