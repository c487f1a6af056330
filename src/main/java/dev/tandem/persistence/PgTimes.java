package dev.tandem.persistence;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Instants as {@code timestamptz}, which knows microseconds from 4713 BC to 294276 AD. */
final class PgTimes {
  /** Some days inside PostgreSQL's limits, at which the client would write an infinity. */
  private static final Instant EARLIEST = Instant.parse("-4711-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("+294275-12-31T00:00:00Z");

  /** With the era: there is no year 0. */
  private static final DateTimeFormatter TEXT =
      new DateTimeFormatterBuilder()
          .appendValue(ChronoField.YEAR_OF_ERA, 4, 10, SignStyle.NORMAL)
          .appendPattern("-MM-dd HH:mm:ss.SSSSSSxxx G")
          .toFormatter(Locale.ENGLISH);

  private PgTimes() {}

  static boolean isStorable(@Nullable Instant instant) {
    return instant == null || !(instant.isBefore(EARLIEST) || instant.isAfter(LATEST));
  }

  /**
   * In the form that the client writes; an instant that PostgreSQL does not know is the infinity on
   * its side.
   */
  static @Nullable OffsetDateTime parameter(@Nullable Instant instant) {
    if (instant == null) {
      return null;
    }
    if (instant.isBefore(EARLIEST)) {
      return OffsetDateTime.MIN;
    }
    return instant.isAfter(LATEST) ? OffsetDateTime.MAX : instant.atOffset(ZoneOffset.UTC);
  }

  /** What {@link #parameter} made, as PostgreSQL reads it from a text. */
  static String text(OffsetDateTime parameter) {
    if (parameter.equals(OffsetDateTime.MIN)) {
      return "-infinity";
    }
    if (parameter.equals(OffsetDateTime.MAX)) {
      return "infinity";
    }
    return TEXT.format(parameter);
  }

  /** A time that PostgreSQL, or we, wrote into JSON. */
  static Instant ofJson(String time) {
    return OffsetDateTime.parse(time).toInstant();
  }

  /** Whole microseconds, none too few. */
  static long micros(Duration duration) {
    return (duration.toNanos() + 999) / 1_000;
  }

  /** Microseconds since 1970. */
  static long micros(Instant instant) {
    // Not ChronoUnit.between: on some JDKs it goes through nanoseconds, which overflow in the year
    // 2262.
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }

  static boolean isTime(long micros) {
    return isStorable(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
  }

  /**
   * @throws IllegalArgumentException for a time that PostgreSQL does not know
   */
  static Instant ofMicros(long micros) {
    if (!isTime(micros)) {
      throw new IllegalArgumentException(micros + " is out of time");
    }
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
