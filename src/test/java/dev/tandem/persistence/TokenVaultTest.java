package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.config.Secret;
import dev.tandem.persistence.TokenVault.Column;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

final class TokenVaultTest {
  private static final Secret TOKEN = new Secret("628ff081-5331-4a37-8d0c-021974c9f43a");

  private final TokenVault vault = vault("a:" + key(1));
  private final byte[] ciphertext = vault.encrypt(7, Column.ACCESS_TOKEN, TOKEN);

  @Test
  void whatIsEncryptedDecryptsInItsPlaceOnly() {
    assertThat(vault.decrypt(7, Column.ACCESS_TOKEN, "a", ciphertext)).isEqualTo(TOKEN);
    assertThatThrownBy(() -> vault.decrypt(8, Column.ACCESS_TOKEN, "a", ciphertext))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("access_token of account 8 does not decrypt with the key a");
    assertThatThrownBy(() -> vault.decrypt(7, Column.REFRESH_TOKEN, "a", ciphertext))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theTokenIsNotInItsCiphertextAndNoTwoCiphertextsAreAlike() {
    assertThat(new String(ciphertext, StandardCharsets.ISO_8859_1)).doesNotContain("628ff081");
    assertThat(vault.encrypt(7, Column.ACCESS_TOKEN, TOKEN)).isNotEqualTo(ciphertext);
  }

  @Test
  void oneBitChangedIsRefused() {
    ciphertext[ciphertext.length / 2] ^= 1;
    assertThatThrownBy(() -> vault.decrypt(7, Column.ACCESS_TOKEN, "a", ciphertext))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageNotContaining("628ff081");
  }

  @Test
  void anOlderKeyOfTheRingStillDecrypts() {
    TokenVault rotated = vault("b:" + key(2) + ",a:" + key(1));
    assertThat(rotated.keyId()).isEqualTo("b");
    assertThat(rotated.decrypt(7, Column.ACCESS_TOKEN, "a", ciphertext)).isEqualTo(TOKEN);
  }

  @Test
  void theSameKeyUnderAnotherNameIsAnotherKey() {
    TokenVault renamed = vault("b:" + key(1));
    assertThatThrownBy(() -> renamed.decrypt(7, Column.ACCESS_TOKEN, "b", ciphertext))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aKeyThatIsMissingIsNamed() {
    TokenVault other = vault("b:" + key(2));
    assertThatThrownBy(() -> other.decrypt(7, Column.ACCESS_TOKEN, "a", ciphertext))
        .hasMessageContaining("encrypted with the key a")
        .hasMessageContaining("TANDEM_ENCRYPTION_KEYS");
  }

  static TokenVault vault(String ring) {
    return new TokenVault(EncryptionKeys.parse(new Secret(ring)));
  }

  static String key(int first) {
    byte[] key = new byte[32];
    key[0] = (byte) first;
    return Base64.getEncoder().encodeToString(key);
  }
}
