package dev.tandem.ticktick;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Dates as TickTick writes and reads them (ticktick-api.md, 3.3). */
final class RemoteDates {
  private static final DateTimeFormatter OUT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT);

  /** With or without fractions of a second; {@code +0000}, {@code +00:00} or {@code Z}. */
  private static final DateTimeFormatter IN =
      DateTimeFormatter.ofPattern(
          "yyyy-MM-dd'T'HH:mm[:ss][.SSSSSSSSS][.SSSSSS][.SSS][XXX][XX]", Locale.ROOT);

  private RemoteDates() {}

  /** {@code 2026-10-01T22:00:00.000+0000}. */
  static String write(Instant instant) {
    return OUT.format(instant.atOffset(ZoneOffset.UTC));
  }

  /** The same for a whole day: its midnight in the zone. */
  static String writeDay(Instant instant, ZoneId zone) {
    return write(instant.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant());
  }

  /** Null for what cannot be read, which includes a date without an offset. */
  static @Nullable Instant read(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      return IN.parse(text, OffsetDateTime::from).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** The name, if it names a zone; null otherwise. */
  static @Nullable String readZone(@Nullable String name) {
    if (name == null || name.isEmpty()) {
      return null;
    }
    try {
      return ZoneId.of(name).getId();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
