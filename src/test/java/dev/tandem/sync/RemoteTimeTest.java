package dev.tandem.sync;

import static dev.tandem.sync.SyncSamples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Seconds from {@code NOW}, at which the value was first seen. */
final class RemoteTimeTest {
  @ParameterizedTest
  @CsvSource({
    // modified, etimestamp, last seen without it, clock offset, result
    "-10, -20, -60, 0, -10",
    "-20, -10, -60, 0, -10",
    "-20, , -60, 0, -20",
    ", -10, -60, 0, -10",
    ", , -60, 0, ",
    "5, , -60, 0, 0",
    "-90, , -60, 0, -60",
    "-90, , , 0, -90",
    "-10, , -60, 1, -10",
    "-10, , -60, 2, -12",
    "-10, , -60, -5, -5",
    "-10, , -60, -2, -8",
    "100, , -60, 110, -10"
  })
  void isTheLaterOfTheTwoByOurClockAndBetweenTheReadings(
      Long modified, Long etimestamp, Long before, long offset, Long expected) {
    Instant time =
        RemoteTime.of(
            new RemoteTime.Told(at(modified), at(etimestamp)),
            new RemoteTime.Seen(at(before), NOW),
            Duration.ofSeconds(offset));
    assertThat(time).isEqualTo(at(expected));
  }

  private static Instant at(Long seconds) {
    return seconds == null ? null : NOW.plusSeconds(seconds);
  }
}
