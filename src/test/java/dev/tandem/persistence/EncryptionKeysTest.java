package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EncryptionKeysTest {
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

  @Test
  void theFirstKeyEncryptsAndAllAreFound() {
    EncryptionKeys keys = EncryptionKeys.parse(new Secret("new:" + KEY + ", old:" + KEY));
    assertThat(keys.firstId()).isEqualTo("new");
    assertThat(keys.find("old")).isPresent();
    assertThat(keys.find("other")).isEmpty();
  }

  @Test
  void urlSafeBase64WithoutPaddingIsTaken() {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) 0xfb);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(key);
    assertThat(text).contains("-");
    assertThat(EncryptionKeys.parse(new Secret("k:" + text)).firstId()).isEqualTo("k");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nokey", ":c2VjcmV0", "k:c2VjcmV0", "k:c2VjcmV0!", "k k:c2VjcmV0"})
  void aFaultyRingIsRefusedWithoutShowingIt(String ring) {
    assertThatThrownBy(() -> EncryptionKeys.parse(new Secret(ring)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("id:base64 of 32 bytes")
        .hasMessageContaining("entry 1")
        .hasMessageNotContaining("c2VjcmV0")
        .hasNoCause();
  }

  @Test
  void theFaultyEntryIsNamedByItsPlace() {
    assertThatThrownBy(() -> EncryptionKeys.parse(new Secret("a:" + KEY + ",b:AAAA")))
        .hasMessageEndingWith("entry 2 has 3 bytes");
    assertThatThrownBy(() -> EncryptionKeys.parse(new Secret("a:" + KEY + ",a:" + KEY)))
        .hasMessageEndingWith("entry 2 repeats an id");
  }

  @Test
  void printsNoKey() {
    assertThat(EncryptionKeys.parse(new Secret("a:" + KEY))).hasToString("EncryptionKeys[a]");
  }

  @Test
  void aGeneratedKeyIsPrivateAndKept(@TempDir Path directory) throws IOException {
    Path dataDir = directory.resolve("new");
    TokenVault first = new TokenVault(EncryptionKeys.loadOrGenerate(dataDir));
    byte[] token = first.encrypt(1, TokenVault.Column.ACCESS_TOKEN, new Secret("token"));
    Path file = dataDir.resolve("encryption.keys");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    TokenVault second = new TokenVault(EncryptionKeys.loadOrGenerate(dataDir));
    assertThat(second.decrypt(1, TokenVault.Column.ACCESS_TOKEN, first.keyId(), token).reveal())
        .isEqualTo("token");
    assertThat(dataDir).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void generatedKeysDiffer(@TempDir Path one, @TempDir Path other) throws IOException {
    EncryptionKeys.loadOrGenerate(one);
    EncryptionKeys.loadOrGenerate(other);
    assertThat(Files.readString(one.resolve("encryption.keys")))
        .isNotEqualTo(Files.readString(other.resolve("encryption.keys")));
  }

  @Test
  void aDamagedFileIsNamed(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("encryption.keys"), "generated:c2VjcmV0");
    assertThatThrownBy(() -> EncryptionKeys.loadOrGenerate(directory))
        .hasMessageContaining("encryption.keys")
        .hasMessageNotContaining("c2VjcmV0");
  }
}
