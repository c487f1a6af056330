package dev.tandem.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecurrenceTest {
  private static final ZoneId ROME = ZoneId.of("Europe/Rome");

  private static ZonedDateTime at(String day) {
    return LocalDate.parse(day).atTime(9, 30).atZone(ROME);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FREQ=DAILY | 2026-02-28 | 2026-03-01",
        "FREQ=DAILY;INTERVAL=3 | 2026-11-22 | 2026-11-25",
        "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR | 2026-11-20 | 2026-11-23",
        "FREQ=WEEKLY | 2026-11-22 | 2026-11-29",
        "FREQ=WEEKLY;INTERVAL=2 | 2026-11-22 | 2026-12-06",
        "FREQ=WEEKLY;BYDAY=MO,WE | 2026-11-23 | 2026-11-25",
        "FREQ=WEEKLY;BYDAY=MO,WE | 2026-11-25 | 2026-11-30",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE | 2026-11-25 | 2026-12-07",
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO | 2026-11-22 | 2026-11-23",
        "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=SU,MO | 2026-11-22 | 2026-11-30",
        "FREQ=MONTHLY | 2026-11-22 | 2026-12-22",
        "FREQ=MONTHLY | 2026-01-31 | 2026-03-31",
        "FREQ=MONTHLY;BYMONTHDAY=-1 | 2026-01-31 | 2026-02-28",
        "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1,15 | 2026-11-15 | 2027-01-01",
        "FREQ=MONTHLY;BYDAY=2TU | 2026-11-10 | 2026-12-08",
        "FREQ=MONTHLY;BYDAY=-1FR | 2026-11-27 | 2026-12-25",
        "FREQ=YEARLY | 2026-11-22 | 2027-11-22",
        "FREQ=YEARLY | 2024-02-29 | 2028-02-29",
        "FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=5 | 2026-01-05 | 2026-07-05",
      })
  void findsTheNextDay(String rule, String present, String next) {
    var recurrence = Recurrence.parse("RRULE:" + rule).orElseThrow();

    assertThat(recurrence.after(at(present))).contains(at(next));
  }

  @Test
  void keepsTheLocalTimeOverAChangeOfClocks() {
    var recurrence = Recurrence.parse("RRULE:FREQ=DAILY").orElseThrow();

    var next = recurrence.after(at("2026-10-24")).orElseThrow();

    assertThat(next.toLocalTime()).isEqualTo(at("2026-10-24").toLocalTime());
    assertThat(next.getOffset()).isNotEqualTo(at("2026-10-24").getOffset());
  }

  @Test
  void countsDownAndEndsWithTheLast() {
    var recurrence = Recurrence.parse("RRULE:FREQ=DAILY;COUNT=2;INTERVAL=1").orElseThrow();
    var last = Recurrence.parse(recurrence.afterOne()).orElseThrow();

    assertThat(recurrence.after(at("2026-11-22"))).isPresent();
    assertThat(recurrence.afterOne()).isEqualTo("RRULE:FREQ=DAILY;COUNT=1;INTERVAL=1");
    assertThat(last.after(at("2026-11-23"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "20261123, true",
    "20261122, false",
    "20261123T083000Z, true",
    "20261123T082959Z, false",
    "20261123T093000, true",
    "20261123T092959, false"
  })
  void endsAfterUntil(String until, boolean another) {
    var recurrence = Recurrence.parse("RRULE:FREQ=DAILY;UNTIL=" + until).orElseThrow();

    assertThat(recurrence.after(at("2026-11-22")).isPresent()).isEqualTo(another);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ERULE:NAME=CUSTOM;BYDATE=20261122",
        "RRULE:INTERVAL=2",
        "RRULE:FREQ=HOURLY",
        "RRULE:FREQ=DAILY;INTERVAL=x",
        "RRULE:FREQ=WEEKLY;BYDAY=XX",
        "RRULE:FREQ=DAILY;UNTIL=soon",
        "RRULE:FREQ=DAILY;INTERVAL=0",
        "RRULE:FREQ=WEEKLY;BYDAY=MO;INTERVAL=2147483647",
        "RRULE:FREQ=YEARLY;BYMONTH=13",
        "RRULE:FREQ=MONTHLY;BYDAY=1000000000MO"
      })
  void isNotThereForWhatItCannotRead(String rule) {
    assertThat(Recurrence.parse(rule)).isEmpty();
  }
}
