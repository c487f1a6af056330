package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteDatesTest {
  @ParameterizedTest
  @CsvSource({
    "2026-10-09T20:34:00.761+0000, 2026-10-09T20:34:00.761Z",
    "2026-10-09T20:34:00+0000, 2026-10-09T20:34:00Z",
    "2026-10-09T20:34:00+00:00, 2026-10-09T20:34:00Z",
    "2026-10-09T20:34:00.761+00:00, 2026-10-09T20:34:00.761Z",
    "2026-10-09T20:34:00+0800, 2026-10-09T12:34:00Z",
    "2026-10-09T20:34:00Z, 2026-10-09T20:34:00Z",
    "2026-10-09T20:34:00.761Z, 2026-10-09T20:34:00.761Z",
    "2026-10-09T20:34:00.761123+0000, 2026-10-09T20:34:00.761123Z",
  })
  void readsAllFormsThatWereSeen(String text, Instant expected) {
    assertThat(RemoteDates.read(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "2026-10-09", "2026-10-09T20:34:00", "tomorrow", "1791578040763"})
  void readsNothingFromWhatIsNoInstant(String text) {
    assertThat(RemoteDates.read(text)).isNull();
  }

  @Test
  void writesMillisecondsInUtcWithoutColon() {
    assertThat(RemoteDates.write(Instant.parse("2026-10-01T22:00:00.000999Z")))
        .isEqualTo("2026-10-01T22:00:00.000+0000");
  }

  @Test
  void writesADayAsItsMidnightInTheZone() {
    assertThat(
            RemoteDates.writeDay(Instant.parse("2026-10-02T15:00:00Z"), ZoneId.of("Europe/Rome")))
        .isEqualTo("2026-10-01T22:00:00.000+0000");
    assertThat(
            RemoteDates.writeDay(
                Instant.parse("2026-10-02T03:00:00Z"), ZoneId.of("America/New_York")))
        .isEqualTo("2026-10-01T04:00:00.000+0000");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "Mars/Olympus", "../etc"})
  void aZoneThatIsNoneIsAbsent(String name) {
    assertThat(RemoteDates.readZone(name)).isNull();
  }

  @Test
  void aZoneKeepsItsName() {
    assertThat(RemoteDates.readZone("Africa/Nairobi")).isEqualTo("Africa/Nairobi");
  }
}
