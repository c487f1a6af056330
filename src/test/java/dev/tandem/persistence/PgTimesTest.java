package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PgTimesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0001-01-01T00:00:00Z",
        "1677-01-01T00:00:00.000001Z",
        "1969-12-31T23:59:59.999999Z",
        "2026-11-22T10:00:00.123456Z",
        "2300-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z"
      })
  void readsBackTheMicrosecondsOfAnyTime(Instant instant) {
    assertThat(PgTimes.ofMicros(PgTimes.micros(instant))).isEqualTo(instant);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -300_000_000_000_000_000L})
  void refusesMicrosecondsThatPostgresqlDoesNotKnow(long micros) {
    assertThatThrownBy(() -> PgTimes.ofMicros(micros)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void knowsNoTimeOutsideOfPostgresqls() {
    assertThat(PgTimes.isStorable(Instant.MAX)).isFalse();
    assertThat(PgTimes.isStorable(null)).isTrue();
  }
}
