package dev.tandem.persistence;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tandem.config.Sha256;
import dev.tandem.task.Task;
import dev.tandem.task.TaskQuery;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The place behind the last task of a page.
 *
 * @param list the order and filters that it belongs to, as a short hash
 * @param now microseconds since 1970: the time at which quadrants are told on every page
 * @param key the task's value in the order's first column (times in microseconds); null sorts apart
 * @param created the task's creation, for the manual order
 * @param id the task's
 */
@JsonInclude
record TaskCursor(String list, long now, @Nullable Long key, long created, long id) {
  private static final int HASH_BYTES = 9;

  static TaskCursor behind(Task task, TaskQuery query, Instant now) {
    Long key =
        switch (query.sort()) {
          case MANUAL -> widened(task.content().manualOrder());
          case DUE_DATE -> micros(task.content().dueDate());
          case CREATED_AT -> micros(task.createdAt());
          case LAST_MODIFIED_AT -> micros(task.modifiedAt());
          case PRIORITY -> widened(task.content().priority());
        };
    return new TaskCursor(
        listOf(query), PgTimes.micros(now), key, PgTimes.micros(task.createdAt()), task.id());
  }

  /**
   * @throws IllegalArgumentException if the text is no cursor of this list
   */
  static TaskCursor read(String text, TaskQuery query) {
    TaskCursor cursor = Cursors.read(text, TaskCursor.class);
    if (!listOf(query).equals(cursor.list)) {
      throw new IllegalArgumentException("a cursor of another list");
    }
    cursor.check(query);
    return cursor;
  }

  private void check(TaskQuery query) {
    boolean ordered =
        switch (query.sort()) {
          case MANUAL -> key == null || key == key.intValue();
          case DUE_DATE -> key == null || PgTimes.isTime(key);
          case CREATED_AT, LAST_MODIFIED_AT -> key != null && PgTimes.isTime(key);
          case PRIORITY -> key != null && key == key.intValue();
        };
    if (!ordered || !PgTimes.isTime(now) || !PgTimes.isTime(created)) {
      throw new IllegalArgumentException("a cursor without a place in the order");
    }
  }

  private static @Nullable Long widened(@Nullable Integer value) {
    return value == null ? null : Long.valueOf(value);
  }

  private static @Nullable Long micros(@Nullable Instant instant) {
    return instant == null ? null : PgTimes.micros(instant);
  }

  private static String listOf(TaskQuery query) {
    String list = query.filter() + " " + query.sort() + " " + query.descending();
    return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(Sha256.of(list), HASH_BYTES));
  }
}
