package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.config.DatabaseUrl;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerExceptionTest {
  private static final DatabaseUrl DATABASE =
      DatabaseUrl.parse("postgresql://me:secret-word@db.example/tasks");

  @ParameterizedTest
  @ValueSource(ints = {15, 16, 17, 18, 99})
  void takesPostgres15AndNewer(int major) {
    assertThatCode(() -> ServerException.checkVersion(DATABASE, major)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 14})
  void refusesAnOlderOne(int major) {
    assertThatThrownBy(() -> ServerException.checkVersion(DATABASE, major))
        .isInstanceOf(DatabaseException.class)
        .hasMessage(
            "The database me@db.example:5432/tasks runs on PostgreSQL "
                + major
                + ", Tandem needs 15 or newer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"14.19", "14.11 (Debian 14.11-1.pgdg120+2)", "9.6.24"})
  void refusesAnOlderServerThatItMeets(String version) throws Exception {
    try (OldServer server = new OldServer(version)) {
      assertThatThrownBy(() -> new Migrations(server.url()).run())
          .isInstanceOf(ServerException.class)
          .hasMessageEndingWith(
              " runs on PostgreSQL "
                  + version.substring(0, version.indexOf('.'))
                  + ", Tandem needs 15 or newer");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "28P01, refuses the user or the password",
    "28000, refuses the user or the password",
    "3D000, does not exist",
    "53300, has no connection left",
    "08001, cannot be reached",
    "XX000, cannot be used"
  })
  void saysWhatIsWrong(String state, String what) {
    assertThat(ServerException.of(DATABASE, state, new IllegalStateException("so it said\nmore")))
        .hasMessage("The database me@db.example:5432/tasks " + what + ": so it said more");
  }

  @Test
  void saysThatNobodyAnswers() {
    assertThat(ServerException.of(DATABASE, "", new ConnectException("refused")))
        .hasMessageContaining("cannot be reached: refused");
  }
}
