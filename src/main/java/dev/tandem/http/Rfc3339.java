package dev.tandem.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Times as clients see them: RFC 3339 in UTC, exactly milliseconds, {@code Z}. */
final class Rfc3339 {
  private static final int SHORTEST = "2026-12-01T17:00:00Z".length();
  private static final int AFTER_SECONDS = "2026-12-01T17:00:00".length();

  private Rfc3339() {}

  /** For times of the years 0 to 9999, which are all that can be given. */
  static String format(Instant instant) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
    char[] text = "0000-00-00T00:00:00.000Z".toCharArray();
    digits(text, 0, 4, time.getYear());
    digits(text, 5, 2, time.getMonthValue());
    digits(text, 8, 2, time.getDayOfMonth());
    digits(text, 11, 2, time.getHour());
    digits(text, 14, 2, time.getMinute());
    digits(text, 17, 2, time.getSecond());
    digits(text, 20, 3, instant.getNano() / 1_000_000);
    return new String(text);
  }

  private static void digits(char[] text, int start, int count, int number) {
    int left = number;
    for (int i = start + count - 1; i >= start; i--) {
      text[i] = (char) ('0' + left % 10);
      left /= 10;
    }
  }

  /** What is wrong with a text as a time with an offset, for people; null if nothing is. */
  static @Nullable String faultOf(String text) {
    if (hasNoOffset(text)) {
      return "needs an offset, such as Z or +01:00";
    }
    return read(text) == null ? "must be a time such as 2026-12-01T17:00:00Z" : null;
  }

  /**
   * Reads a time with any offset, cut to milliseconds.
   *
   * @throws IllegalArgumentException if {@link #faultOf} finds something wrong
   */
  static Instant parse(String text) {
    Instant instant = read(text);
    if (instant == null) {
      throw new IllegalArgumentException("no time with an offset");
    }
    return instant;
  }

  private static @Nullable Instant read(String text) {
    if (!hasItsShape(text)) {
      return null;
    }
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
      int year = instant.atOffset(ZoneOffset.UTC).getYear();
      return year >= 1 && year <= 9999 ? instant : null;
    } catch (DateTimeException noTime) {
      return null;
    }
  }

  /**
   * The parser of Java also takes times without seconds, years of more digits, offsets of hours
   * alone or with seconds, and a point without a fraction.
   */
  private static boolean hasItsShape(String text) {
    if (text.length() < SHORTEST || text.charAt(4) != '-' || text.charAt(16) != ':') {
      return false;
    }
    int offset = AFTER_SECONDS;
    if (text.charAt(offset) == '.') {
      offset++;
      while (offset < text.length() && text.charAt(offset) >= '0' && text.charAt(offset) <= '9') {
        offset++;
      }
      if (offset == AFTER_SECONDS + 1) {
        return false;
      }
    }
    int left = text.length() - offset;
    return left == "Z".length() || left == "+01:00".length();
  }

  private static boolean hasNoOffset(String text) {
    if (text.length() < AFTER_SECONDS || text.charAt(10) != 'T') {
      return false;
    }
    return text.chars().skip(AFTER_SECONDS).allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }
}
