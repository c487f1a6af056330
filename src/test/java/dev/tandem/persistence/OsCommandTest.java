package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OsCommandTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          creating directory /d ... ok~sh: 1: postgres: Permission denied~initdb: removing data directory "/d" | sh: 1: postgres: Permission denied
          running bootstrap script ... Bus error~child process exited with exit code 135~initdb: removing data directory "/d" | running bootstrap script ... Bus error
          initdb: error: could not create directory "/d": No space left on device~initdb: hint: make room~initdb: removing data directory "/d" | initdb: error: could not create directory "/d": No space left on device
          LOG:  starting~FATAL:  could not map~child process exited with exit code 1 | FATAL:  could not map
          initdb: removing data directory "/d" | exit code 1
          """)
  void namesTheErrorAndNotWhatFollowsIt(String output, String complaint) {
    assertThat(new OsCommand.Outcome(1, output.replace('~', '\n')).complaint())
        .isEqualTo(complaint);
  }
}
