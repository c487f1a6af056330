package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RenewalTimeTest {
  @ParameterizedTest
  @CsvSource({
    "PT4320H, PT4296H, PT4308H",
    "PT240H, PT216H, PT228H",
    "PT10H, PT9H, PT9H30M",
    "PT1H, PT54M, PT57M",
    "PT30S, PT1M, PT1M",
    "PT0S, PT1M, PT1M"
  })
  void isATenthOfTheLifetimeAndAtMostADayBeforeTheEnd(
      Duration lifetime, Duration earliest, Duration latest) {
    var random = new Random(7);
    for (int i = 0; i < 1_000; i++) {
      assertThat(RenewalTime.after(lifetime, random)).isBetween(earliest, latest);
    }
  }

  @Test
  void accountsThatWereConnectedTogetherAreNotRenewedTogether() {
    var random = new Random(7);
    long[] minutes =
        IntStream.range(0, 1_000)
            .mapToLong(i -> RenewalTime.after(Duration.ofDays(180), random).toMinutes())
            .sorted()
            .toArray();
    assertThat(minutes[900] - minutes[100]).isGreaterThan(500);
  }
}
