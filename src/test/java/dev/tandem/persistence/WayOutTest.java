package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WayOutTest {
  @ParameterizedTest
  @CsvSource({
    "could not write to file \"pg_wal/xlogtemp.7\": No space left on device, make room",
    "could not create shared memory segment: No space left on device, shared memory",
    "could not create any TCP/IP sockets, another program has its port",
    "pre-existing shared memory block (key 1) is still in use, end them",
    "could not locate a valid checkpoint record at 0/1, bring back a backup"
  })
  void tellsWhatToDoByWhatTheServerSaid(String cause, String advice) {
    assertThat(WayOut.of(cause)).contains(advice);
  }

  @Test
  void neverSendsSomebodyWithANewDirectoryToTheirBackups() {
    assertThat(WayOut.ofMaking("whatever")).doesNotContain("backup");
    assertThat(WayOut.ofDirectory("permission denied on /data")).contains("TANDEM_DATA_DIR");
  }

  @Test
  void knowsALostPasswordAndDamageFromAnUnfitSchema() {
    assertThat(told("28P01")).contains("/data/postgres.password", "delete that file");
    assertThat(told("3D000")).contains("bring back a backup");
    assertThat(told("42P07")).isEqualTo("refused");
  }

  private static String told(String state) {
    return WayOut.ofDatabase(
            Path.of("/data"), new MigrationException("refused", new SQLException("refused", state)))
        .getMessage();
  }
}
