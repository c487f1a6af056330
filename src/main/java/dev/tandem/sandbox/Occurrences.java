package dev.tandem.sandbox;

import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** Moves a recurring task on by one occurrence. */
final class Occurrences {
  private Occurrences() {}

  /**
   * The fields of the task's next occurrence, or null if it does not recur, or this one is the
   * last. Days are counted in the task's zone, so that a summer-time change keeps the hour.
   */
  static @Nullable JsonObject next(JsonObject task) {
    var start = task.getString(DateRules.START);
    var rule = Recurrence.parse(task.getString(DateRules.REPEAT, "")).orElse(null);
    if (start == null || rule == null) {
      return null;
    }
    var zone = zone(task);
    var present = DateRules.stored(start).atZone(zone);
    var following = rule.after(present).orElse(null);
    if (following == null) {
      return null;
    }
    var next = task.copy();
    next.put(DateRules.START, DateRules.format(following.toInstant()));
    var due = task.getString(DateRules.DUE);
    if (due != null) {
      next.put(DateRules.DUE, DateRules.format(shift(due, present, following)));
    }
    next.put(DateRules.REPEAT, rule.afterOne()).put("repeatFrom", "2");
    ItemRules.reopen(next);
    return next;
  }

  private static Instant shift(String due, ZonedDateTime present, ZonedDateTime following) {
    var span =
        Duration.between(
            present.toLocalDateTime(),
            DateRules.stored(due).atZone(present.getZone()).toLocalDateTime());
    return following.toLocalDateTime().plus(span).atZone(present.getZone()).toInstant();
  }

  private static ZoneId zone(JsonObject task) {
    try {
      return ZoneId.of(task.getString("timeZone"));
    } catch (DateTimeException e) {
      // TickTick takes any text as a zone; without a known one the days are UTC's.
      return ZoneOffset.UTC;
    }
  }
}
