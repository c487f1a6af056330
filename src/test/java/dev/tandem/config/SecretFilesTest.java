package dev.tandem.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.config.SecretFiles.Resolved;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class SecretFilesTest {
  static final List<String> VARIABLES = SecretFiles.VARIABLES;

  @TempDir private Path directory;

  @ParameterizedTest
  @FieldSource("VARIABLES")
  void takesTheContentOfTheFile(String name) throws Exception {
    Resolved resolved = SecretFiles.resolve(Map.of(name + "_FILE", file("from the file\n")));
    assertThat(resolved.problems()).isEmpty();
    assertThat(resolved.values()).containsEntry(name, "from the file\n");
  }

  @Test
  void readsASecretThatEndsWithItsLine() throws Exception {
    Resolved resolved =
        SecretFiles.resolve(Map.of("TANDEM_API_KEY_FILE", file("k".repeat(32) + "\r\n")));
    assertThat(ConfigReader.read(resolved.values()).storage().apiKey())
        .isEqualTo(Optional.of(new Secret("k".repeat(32))));
  }

  @Test
  void leavesWhatIsNoFileAlone() {
    Map<String, String> given =
        Map.of(
            "TANDEM_API_KEY", "k".repeat(32), "TANDEM_API_KEY_FILE", " ", "TANDEM_SANDBOX", "off");
    assertThat(SecretFiles.resolve(given)).isEqualTo(new Resolved(given, List.of()));
  }

  @Test
  void refusesTwoSourcesOfOneSecret() throws Exception {
    Map<String, String> both =
        Map.of("TANDEM_API_KEY", "k".repeat(32), "TANDEM_API_KEY_FILE", file("other"));
    assertThat(SecretFiles.resolve(both).problems())
        .containsExactly("TANDEM_API_KEY_FILE: TANDEM_API_KEY is set too; takes one of them");
  }

  @Test
  void refusesAnEmptyFileInsteadOfMakingAKey() throws Exception {
    assertThat(problems("TANDEM_API_KEY_FILE", file(" \n")))
        .containsExactly("TANDEM_API_KEY_FILE: names an empty file");
  }

  @Test
  void refusesAFileThatIsTooLong() throws Exception {
    assertThat(problems("TANDEM_API_KEY_FILE", file("k".repeat(65_537))))
        .containsExactly("TANDEM_API_KEY_FILE: names a file of more than 65536 bytes");
  }

  @Test
  void neverRepeatsASecretThatWasGivenAsTheNameOfAFile() {
    assertThat(problems("TANDEM_API_KEY_FILE", "short-secret-value"))
        .containsExactly(
            "TANDEM_API_KEY_FILE: names no file that can be read (NoSuchFileException)");
    assertThat(problems("TANDEM_API_KEY_FILE", "short-secret\0value"))
        .containsExactly(
            "TANDEM_API_KEY_FILE: names no file that can be read (InvalidPathException)");
  }

  @Test
  void refusesADirectory() {
    assertThat(problems("TICKTICK_CLIENT_SECRET_FILE", directory.toString()))
        .containsExactly(
            "TICKTICK_CLIENT_SECRET_FILE: names no file that can be read (IOException)");
  }

  @Test
  void isToldWithTheOtherProblems() {
    assertThatThrownBy(
            () ->
                ConfigReader.read(
                    Map.of("TANDEM_SANDBOX", "maybe"), problems("TANDEM_API_KEY_FILE", "none")))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "TANDEM_API_KEY_FILE: names no file that can be read (NoSuchFileException)",
                        "TANDEM_SANDBOX: got \"maybe\", takes on, off or auto"));
  }

  private static List<String> problems(String name, String value) {
    return SecretFiles.resolve(Map.of(name, value)).problems();
  }

  private String file(String content) throws IOException {
    return Files.writeString(directory.resolve("secret"), content).toString();
  }
}
