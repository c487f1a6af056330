package dev.tandem.sandbox;

import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/**
 * What happens to dates on their way in: which forms are read, which are dropped without a word,
 * and how start, due date and repetition pull each other along.
 */
final class DateRules {
  static final String START = "startDate";
  static final String DUE = "dueDate";
  static final String REPEAT = "repeatFlag";

  private static final DateTimeFormatter OUT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'+0000'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter IN = reader().appendOffset("+HHMM", "+0000").toFormatter();
  private static final DateTimeFormatter IN_WITH_COLON =
      reader().appendOffset("+HH:MM", "Z").toFormatter();

  private final Quirks quirks;

  DateRules(Quirks quirks) {
    this.quirks = quirks;
  }

  private static DateTimeFormatterBuilder reader() {
    return new DateTimeFormatterBuilder()
        .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
        .optionalStart()
        .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
        .optionalEnd();
  }

  static String format(Instant instant) {
    return OUT.format(instant);
  }

  /** Reads what {@link #format} wrote. */
  static Instant stored(String text) {
    return OffsetDateTime.parse(text, IN).toInstant();
  }

  /** Empty for every form that TickTick drops silently: bare dates, no offset, or not a date. */
  Optional<Instant> read(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text, IN).toInstant());
    } catch (DateTimeException e) {
      return quirks.has(Quirk.COLON_OFFSETS_ACCEPTED) ? readWithColon(text) : Optional.empty();
    }
  }

  private static Optional<Instant> readWithColon(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text, IN_WITH_COLON).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * Applies the dates and the repetition of a request to a task's fields. Null clears a date, "" is
   * ignored; a due date alone takes the start with it; clearing the due date clears the repetition;
   * a repetition without a date is dropped.
   */
  void apply(JsonObject request, JsonObject task, boolean creating) {
    var startSent = applyDate(request, task, START);
    var dueSent = applyDate(request, task, DUE);
    if (task.containsKey(DUE)) {
      var collapses =
          !creating
              && quirks.has(Quirk.UPDATE_COLLAPSES_SPAN)
              && !Boolean.TRUE.equals(task.getBoolean("isAllDay"));
      if ((dueSent && (!startSent || collapses)) || !task.containsKey(START)) {
        task.put(START, task.getString(DUE));
      }
    }
    applyRepetition(request, task, request.containsKey(DUE) && request.getValue(DUE) == null);
  }

  private boolean applyDate(JsonObject request, JsonObject task, String key) {
    if (!request.containsKey(key)) {
      return false;
    }
    var sent = Loose.text(request, key);
    if (sent.isEmpty()) {
      task.remove(key);
      return true;
    }
    var instant = sent.flatMap(this::read);
    instant.ifPresent(at -> task.put(key, format(at)));
    return instant.isPresent();
  }

  private static void applyRepetition(JsonObject request, JsonObject task, boolean dueCleared) {
    var sent = Loose.text(request, REPEAT);
    if (sent.isPresent()) {
      if (sent.get().isEmpty()) {
        clearRepetition(task);
      } else if (task.containsKey(START)) {
        task.put(REPEAT, sent.get());
      }
    }
    if (dueCleared || !task.containsKey(START)) {
      clearRepetition(task);
    }
  }

  /** A cleared rule stays behind as "", as recorded. */
  private static void clearRepetition(JsonObject task) {
    if (task.containsKey(REPEAT)) {
      task.put(REPEAT, "");
    }
  }
}
