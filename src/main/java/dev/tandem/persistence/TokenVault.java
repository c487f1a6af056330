package dev.tandem.persistence;

import com.google.crypto.tink.Aead;
import dev.tandem.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Set;

/**
 * Encrypts tokens at rest (AES-256-GCM). A ciphertext belongs to its account, column and key:
 * copied to another place, it does not decrypt.
 */
public final class TokenVault {
  private final EncryptionKeys keys;

  public TokenVault(EncryptionKeys keys) {
    this.keys = keys;
  }

  /** The columns that hold tokens. */
  enum Column {
    ACCESS_TOKEN("access_token"),
    REFRESH_TOKEN("refresh_token");

    private final String columnName;

    Column(String columnName) {
      this.columnName = columnName;
    }
  }

  /** Names the key with which {@link #encrypt} encrypts. */
  String keyId() {
    return keys.firstId();
  }

  /** Names the keys with which {@link #decrypt} can decrypt. */
  Set<String> keyIds() {
    return keys.ids();
  }

  byte[] encrypt(long accountId, Column column, Secret token) {
    try {
      return keys.first()
          .encrypt(
              token.reveal().getBytes(StandardCharsets.UTF_8),
              place(accountId, column, keys.firstId()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(described(accountId, column) + " cannot be encrypted", e);
    }
  }

  /**
   * @throws UnreadableTokenException if the key is not in the ring, or the ciphertext was made for
   *     another place or altered
   */
  Secret decrypt(long accountId, Column column, String keyId, byte[] ciphertext) {
    Aead key =
        keys.find(keyId)
            .orElseThrow(
                () ->
                    new UnreadableTokenException(
                        described(accountId, column)
                            + " is encrypted with the key "
                            + keyId
                            + ", which TANDEM_ENCRYPTION_KEYS does not hold",
                        null));
    try {
      byte[] token = key.decrypt(ciphertext, place(accountId, column, keyId));
      return new Secret(new String(token, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new UnreadableTokenException(
          described(accountId, column) + " does not decrypt with the key " + keyId, e);
    }
  }

  private static String described(long accountId, Column column) {
    return column.columnName + " of account " + accountId;
  }

  /** Key ids have no colon, so that no two places read alike. */
  private static byte[] place(long accountId, Column column, String keyId) {
    return (accountId + ":" + column.columnName + ":" + keyId).getBytes(StandardCharsets.UTF_8);
  }
}
