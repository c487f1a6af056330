package dev.tandem.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
  private static final RetryPolicy POLICY =
      new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5));

  /** Draws the largest or the smallest number it may. */
  private record Extreme(boolean largest) implements RandomGenerator {
    @Override
    public long nextLong() {
      throw new UnsupportedOperationException();
    }

    @Override
    public long nextLong(long bound) {
      return largest ? bound - 1 : 0;
    }

    @Override
    public long nextLong(long origin, long bound) {
      return largest ? bound - 1 : origin;
    }
  }

  private static final RandomGenerator LARGEST = new Extreme(true);
  private static final RandomGenerator SMALLEST = new Extreme(false);

  @ParameterizedTest
  @CsvSource({"0, 1000", "1, 2000", "4, 16000", "8, 256000", "9, 300000", "1000000, 300000"})
  void doublesUpToTheMaximumWithoutEnd(int earlier, long cap) {
    assertThat(POLICY.backoff(earlier, LARGEST)).isEqualTo(Duration.ofMillis(cap));
  }

  @Test
  void jittersOverTheWholeStep() {
    assertThat(POLICY.backoff(9, SMALLEST)).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void pausesAnAccountForAMinuteAndALittle() {
    assertThat(POLICY.pause(null, SMALLEST)).isEqualTo(Duration.ofSeconds(60));
    assertThat(POLICY.pause(null, LARGEST)).isBetween(ofSeconds(74), ofSeconds(75));
  }

  @Test
  void pausesAsLongAsTickTickSaysWithinReason() {
    assertThat(POLICY.pause(ofSeconds(7), LARGEST)).isEqualTo(ofSeconds(7));
    assertThat(POLICY.pause(Duration.ofDays(3), LARGEST)).isEqualTo(Duration.ofHours(1));
    assertThat(POLICY.pause(ofSeconds(-7), SMALLEST)).isEqualTo(ofSeconds(60));
    assertThat(POLICY.pause(Duration.ZERO, SMALLEST)).isEqualTo(ofSeconds(60));
  }

  private static Duration ofSeconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
