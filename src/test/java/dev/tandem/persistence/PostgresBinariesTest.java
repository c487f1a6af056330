package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresBinariesTest {
  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, postgres-linux-x86_64.txz",
    "Linux, aarch64, postgres-linux-arm_64.txz",
    "Mac OS X, aarch64, postgres-darwin-arm_64.txz",
  })
  void carriesTheProgramsOfEachSupportedPlatform(String os, String arch, String archive) {
    assertThat(PostgresBinaries.archiveName(os, arch)).isEqualTo(archive);
    assertThat(PostgresBinaries.class.getResource("/" + archive)).isNotNull();
  }

  @Test
  void tellsTheWayOutOnAnotherPlatform() {
    assertThatThrownBy(() -> PostgresBinaries.archiveName("Windows 11", "amd64"))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessage(
            "There is no embedded PostgreSQL for Windows 11 on amd64: set TANDEM_DATABASE_URL");
  }

  @ParameterizedTest
  @CsvSource({
    "postgres-linux-x86_64.txz, lib64/ld-linux-x86-64.so.2",
    "postgres-linux-arm_64.txz, lib/ld-linux-aarch64.so.1",
  })
  void needsALinuxWithGlibc(String archive, String loader, @TempDir Path root) throws Exception {
    assertThatThrownBy(() -> PostgresBinaries.requireLoader(archive, root))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContainingAll("/" + loader, "Alpine", "TANDEM_DATABASE_URL");
    Path file = root.resolve(loader);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "");
    PostgresBinaries.requireLoader(archive, root);
  }

  @Test
  void asksForNoLoaderOnMacOs(@TempDir Path root) {
    assertThatCode(() -> PostgresBinaries.requireLoader("postgres-darwin-arm_64.txz", root))
        .doesNotThrowAnyException();
  }
}
