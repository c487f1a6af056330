package dev.tandem.sandbox;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of an RRULE that TickTick's apps write: FREQ, INTERVAL, COUNT, UNTIL, BYDAY, BYMONTHDAY,
 * BYMONTH and WKST.
 *
 * @param text the rule as written
 * @param count occurrences left, the present one included
 * @param until the last admissible moment, in the task's zone if it is a bare date
 */
record Recurrence(
    String text,
    RecurrenceDays days,
    OptionalInt count,
    @Nullable LocalDateTime until,
    boolean untilInUtc) {

  /** Longer than any rule of an app, short enough to be worked out between two requests. */
  private static final int MAX_LENGTH = 500;

  private static final Pattern COUNT = Pattern.compile("COUNT=\\d+");
  private static final DateTimeFormatter UNTIL_TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT);
  private static final Pattern SEPARATOR = Pattern.compile(";");
  private static final Pattern LIST_SEPARATOR = Pattern.compile(",");

  /** Empty if the text is not a rule of the supported kind (TickTick's own ERULE, for one). */
  static Optional<Recurrence> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      var parts = parts(text);
      var freq = parts.get("FREQ");
      if (freq == null) {
        return Optional.empty();
      }
      var count =
          parts.containsKey("COUNT")
              ? OptionalInt.of(Integer.parseInt(parts.get("COUNT")))
              : OptionalInt.empty();
      var until = parts.get("UNTIL");
      return Optional.of(
          new Recurrence(
              text,
              days(freq, parts),
              count,
              until == null ? null : until(until),
              until != null && until.endsWith("Z")));
    } catch (DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static RecurrenceDays days(String freq, Map<String, String> parts) {
    var byDay = new ArrayList<RecurrenceDays.WeekDay>();
    for (var day : list(parts.get("BYDAY"))) {
      byDay.add(RecurrenceDays.WeekDay.parse(day));
    }
    return new RecurrenceDays(
        RecurrenceDays.Frequency.valueOf(freq),
        Integer.parseInt(parts.getOrDefault("INTERVAL", "1")),
        byDay,
        list(parts.get("BYMONTHDAY")).stream().map(Integer::valueOf).toList(),
        new RecurrenceDays.Calendar(
            list(parts.get("BYMONTH")).stream().map(Integer::valueOf).toList(),
            weekStart(parts.get("WKST"))));
  }

  private static DayOfWeek weekStart(@Nullable String text) {
    return text == null ? DayOfWeek.MONDAY : RecurrenceDays.WeekDay.parse(text).day();
  }

  private static Map<String, String> parts(String text) {
    var rule = text.startsWith("RRULE:") ? text.substring("RRULE:".length()) : text;
    var parts = new HashMap<String, String>();
    for (var part : SEPARATOR.split(rule, -1)) {
      var equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(part.substring(0, equals), part.substring(equals + 1));
      }
    }
    return parts;
  }

  private static List<String> list(@Nullable String text) {
    return text == null || text.isEmpty() ? List.of() : List.of(LIST_SEPARATOR.split(text, -1));
  }

  private static LocalDateTime until(String text) {
    return text.length() == 8
        ? LocalDate.parse(text, DateTimeFormatter.BASIC_ISO_DATE).atTime(23, 59, 59)
        : LocalDateTime.parse(
            text.endsWith("Z") ? text.substring(0, text.length() - 1) : text, UNTIL_TIME);
  }

  /**
   * The occurrence after the one at {@code present}, at the same local time; empty after the last.
   */
  Optional<ZonedDateTime> after(ZonedDateTime present) {
    if (count.isPresent() && count.getAsInt() <= 1) {
      return Optional.empty();
    }
    return days.after(present.toLocalDate())
        .map(day -> day.atTime(present.toLocalTime()).atZone(present.getZone()))
        .filter(next -> !isBeyondEnd(next));
  }

  private boolean isBeyondEnd(ZonedDateTime next) {
    if (until == null) {
      return false;
    }
    var end = until.atZone(untilInUtc ? ZoneOffset.UTC : next.getZone());
    return next.isAfter(end);
  }

  /** The rule that stays on the task after one occurrence. */
  String afterOne() {
    return count.isEmpty()
        ? text
        : COUNT.matcher(text).replaceFirst("COUNT=" + (count.getAsInt() - 1));
  }
}
