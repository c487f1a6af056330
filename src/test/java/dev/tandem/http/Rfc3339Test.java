package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {
  private static final long YEAR_1 = -62_135_596_800_000L;
  private static final long YEAR_9999_END = 253_402_300_799_999L;

  @Test
  void writesExactlyMilliseconds() {
    assertThat(Rfc3339.format(Instant.parse("2026-12-01T17:00:00Z")))
        .isEqualTo("2026-12-01T17:00:00.000Z");
    assertThat(Rfc3339.format(Instant.parse("2026-12-01T17:00:00.123987Z")))
        .isEqualTo("2026-12-01T17:00:00.123Z");
  }

  @Property
  void readsWhatItWrites(@ForAll @LongRange(min = YEAR_1, max = YEAR_9999_END) long millis) {
    Instant instant = Instant.ofEpochMilli(millis);

    assertThat(Rfc3339.format(instant)).hasSize(24);
    assertThat(Rfc3339.parse(Rfc3339.format(instant))).isEqualTo(instant);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-12-01T17:00:00Z, 2026-12-01T17:00:00Z",
    "2026-12-01T17:00:00+01:00, 2026-12-01T16:00:00Z",
    "2026-12-01T17:00:00.5-05:45, 2026-12-01T22:45:00.500Z",
    "2026-12-01T17:00:00.123456789Z, 2026-12-01T17:00:00.123Z"
  })
  void readsAnyOffset(String text, Instant expected) {
    assertThat(Rfc3339.faultOf(text)).isNull();
    assertThat(Rfc3339.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-12-01T17:00:00", "2026-12-01T17:00:00.000"})
  void saysThatAnOffsetIsNeeded(String text) {
    assertThat(Rfc3339.faultOf(text)).isEqualTo("needs an offset, such as Z or +01:00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tomorrow",
        "2026-12-01",
        "2026-12-01T17:00Z",
        "2026-12-01T17:00+01:00",
        "2026-12-01 17:00:00Z",
        "2026-02-30T17:00:00Z",
        "2026-12-01T24:00:00Z",
        "2026-12-01T17:00:00+0100",
        "2026-12-01T17:00:00+01",
        "2026-12-01T17:00:00.5+01",
        "2026-12-01T17:00:00+01:00:30",
        "2026-12-01T17:00:00.Z",
        "2026-12-01T17:00:00.+01:00",
        "12026-12-01T17:00:00Z",
        "+2026-12-01T17:00:00Z",
        "-2026-12-01T17:00:00Z",
        "0000-12-01T17:00:00Z",
        "2026-12-01T17:00:00Z "
      })
  void refusesWhatIsNoTime(String text) {
    assertThat(Rfc3339.faultOf(text)).isEqualTo("must be a time such as 2026-12-01T17:00:00Z");
  }
}
