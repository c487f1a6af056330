package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostClockTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

  /** Moments have no origin of their own. */
  private static final long AT = -5_000_000_000L;

  private final HostClock clock = new HostClock();

  @ParameterizedTest
  @ValueSource(longs = {-86_400, -300, -1, 0, 1, 300, 86_400})
  void isWhatTheHeaderSaysWithinASecond(long seconds) {
    clock.database(NOW, AT);

    answer(NOW.plusSeconds(10 + seconds), 10_000, 10_000);

    assertThat(clock.offset()).isCloseTo(Duration.ofSeconds(seconds), Duration.ofMillis(500));
  }

  @Test
  void theAnswerWasMadeBetweenItsRequestAndItsArrival() {
    clock.database(NOW, AT);

    answer(NOW, -1_000, 2_000);

    assertThat(clock.offset()).isZero();
  }

  @Test
  void nothingIsKnownAtFirst() {
    assertThat(clock.offset()).isZero();
  }

  @Test
  void withoutTheDatabasesClockThereIsNothingToCompareWith() {
    answer(NOW.plusSeconds(300), 0, 0);

    clock.database(NOW, AT);

    assertThat(clock.offset()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "2026-11-23T10:05:00Z", "Mon, 23 Nov 2026"})
  void anUnreadableDateSaysNothing(String date) {
    clock.database(NOW, AT);
    answer(NOW.plusSeconds(60), 0, 0);

    clock.answered(date, AT, AT);
    clock.answered(null, AT, AT);

    assertThat(clock.offset()).isEqualTo(Duration.ofMillis(60_500));
  }

  @Test
  void aSlowAnswerSaysTooLittle() {
    clock.database(NOW, AT);

    answer(NOW.plusSeconds(300), 0, 3_001);

    assertThat(clock.offset()).isZero();
  }

  @Test
  void aFewWrongDatesMoveNothing() {
    clock.database(NOW, AT);
    for (int i = 0; i < 9; i++) {
      answer(NOW.plusSeconds(i % 2 == 0 ? 300 : -86_400), 0, 0);
    }

    assertThat(clock.offset()).isEqualTo(Duration.ofMillis(300_500));
  }

  @Test
  void aClockThatWasSetIsFollowed() {
    clock.database(NOW, AT);
    for (int i = 0; i < 20; i++) {
      answer(NOW.plusSeconds(300), 0, 0);
    }
    for (int i = 0; i < 5; i++) {
      answer(NOW, 0, 0);
    }

    assertThat(clock.offset()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void theDatabasesClockMayBeSetToo() {
    clock.database(NOW, AT);
    clock.database(NOW.plusSeconds(300), AT);

    answer(NOW.plusSeconds(300), 0, 0);

    assertThat(clock.offset()).isEqualTo(Duration.ofMillis(500));
  }

  /** Milliseconds after the database's clock was read. */
  private void answer(Instant date, long sent, long received) {
    clock.answered(
        DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC)),
        AT + sent * 1_000_000,
        AT + received * 1_000_000);
  }
}
