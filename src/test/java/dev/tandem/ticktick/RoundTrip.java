package dev.tandem.ticktick;

import dev.tandem.task.ChecklistItem;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * One line of the field table, with the same change as each side writes it.
 *
 * @param given what the twin has of its own before the change
 * @param here the change as it is made here
 * @param there the change as TickTick shows it, or as a person makes it there; null and "" clear
 * @param arrives what has changed here once the change there has arrived
 */
record RoundTrip(String name, JsonObject given, Edit here, JsonObject there, Edit arrives) {
  private static final String FIRST = "5f0000000000000000000001";
  private static final String SECOND = "5f0000000000000000000002";

  /** A Tuesday; the night to the Sunday before it, clocks in New York went back. */
  private static final String NINE = "2026-11-03T14:00:00.000+0000";

  private static final Instant TEN = Instant.parse("2026-11-03T15:00:00Z");
  private static final Instant MIDNIGHT = Instant.parse("2026-11-03T05:00:00Z");

  @Override
  public String toString() {
    return name;
  }

  /** The whole table: texts, priority, sets, order, kind. */
  static Stream<RoundTrip> ordinary() {
    return Stream.of(
        of("title", with(), Edit.title("Theirs and ours"), with("title", "Theirs and ours")),
        of(
            "description",
            with("content", "Old"),
            Edit.of(TaskField.DESCRIPTION, "New\nlines 🌱"),
            with("content", "New\nlines 🌱")),
        of(
            "description of a note",
            with("kind", "NOTE", "content", "Old"),
            Edit.of(TaskField.DESCRIPTION, "New"),
            with("content", "New")),
        of(
            "description of a checklist",
            with("items", items(item(FIRST, "Dig", 0)), "desc", "Old"),
            Edit.of(TaskField.DESCRIPTION, "New"),
            with("desc", "New")),
        of(
            "description of a checklist that was none when it was described",
            with("items", items(item(FIRST, "Dig", 0)), "content", "Old"),
            Edit.of(TaskField.DESCRIPTION, "New"),
            with("content", "New")),
        of(
            "description cleared",
            with("content", "Old"),
            Edit.of(TaskField.DESCRIPTION, ""),
            with("content", "")),
        of("ticktick_priority", with(), Edit.of(TaskField.PRIORITY, 5), with("priority", 5)),
        of(
            "ticktick_priority cleared",
            with("priority", 3),
            Edit.of(TaskField.PRIORITY, 0),
            with("priority", 0)),
        of(
            "ticktick_tags",
            with("tags", texts("home")),
            Edit.of(TaskField.TAGS, List.of("home", "garden")),
            with("tags", texts("garden", "home")),
            Edit.of(TaskField.TAGS, List.of("garden", "home"))),
        of(
            "ticktick_tags cleared",
            with("tags", texts("home")),
            Edit.of(TaskField.TAGS, List.of()),
            with("tags", texts())),
        of(
            "reminders",
            dated("reminders", texts("TRIGGER:PT0S")),
            Edit.of(TaskField.REMINDERS, List.of("TRIGGER:-PT15M", "TRIGGER:P0DT9H0M0S")),
            with("reminders", texts("TRIGGER:-PT15M", "TRIGGER:P0DT9H0M0S"))),
        of(
            "reminders cleared",
            dated("reminders", texts("TRIGGER:PT0S")),
            Edit.of(TaskField.REMINDERS, List.of()),
            with("reminders", texts())),
        of(
            "sort_order",
            with("sortOrder", -6_597_069_766_656L),
            Edit.of(TaskField.SORT_ORDER, 1_099_511_627_776L),
            with("sortOrder", 1_099_511_627_776L)),
        of(
            "column_id",
            with("columnId", FIRST),
            Edit.of(TaskField.COLUMN, SECOND),
            with("columnId", SECOND)),
        of("kind", with(), Edit.of(TaskField.KIND, TaskKind.NOTE), with("kind", "NOTE")),
        of(
            "kind of a task with a text",
            with("content", "Text"),
            Edit.of(TaskField.KIND, TaskKind.CHECKLIST),
            with("kind", "CHECKLIST")),
        of(
            "kind of a note",
            with("kind", "NOTE", "content", "Text"),
            Edit.of(TaskField.KIND, TaskKind.TEXT),
            with("kind", "TEXT")));
  }

  /** The group of dates, in zones that are neither the account's nor the gateway's. */
  static Stream<RoundTrip> dates() {
    return Stream.of(
        of(
            "due_date",
            dated(),
            Edit.of(TaskField.DUE_DATE, TEN),
            on("2026-11-03T15:00:00.000+0000"),
            Edit.of(TaskField.DUE_DATE, TEN).and(TaskField.START_DATE, TEN)),
        of(
            "due_date of a span",
            dated("startDate", "2026-11-03T10:00:00.000+0000"),
            Edit.of(TaskField.DUE_DATE, TEN),
            with(
                "startDate",
                "2026-11-03T10:00:00.000+0000",
                "dueDate",
                "2026-11-03T15:00:00.000+0000")),
        of(
            "start_date",
            dated(),
            Edit.of(TaskField.START_DATE, Instant.parse("2026-11-03T08:30:00Z")),
            with("startDate", "2026-11-03T08:30:00.000+0000", "dueDate", NINE)),
        of(
            "dates cleared",
            dated(),
            Edit.of(TaskField.DUE_DATE, null).and(TaskField.START_DATE, null),
            with("dueDate", null, "startDate", null)),
        of(
            "all_day",
            dated(),
            Edit.of(TaskField.ALL_DAY, true).and(TaskField.DUE_DATE, MIDNIGHT),
            on("2026-11-03T05:00:00.000+0000").put("isAllDay", true),
            Edit.of(TaskField.ALL_DAY, true)
                .and(TaskField.DUE_DATE, MIDNIGHT)
                .and(TaskField.START_DATE, MIDNIGHT)),
        of(
            "the day of an all-day task, over the end of summer time",
            allDay("2026-11-01T04:00:00.000+0000"),
            Edit.of(TaskField.DUE_DATE, MIDNIGHT),
            on("2026-11-03T05:00:00.000+0000"),
            Edit.of(TaskField.DUE_DATE, MIDNIGHT).and(TaskField.START_DATE, MIDNIGHT)),
        of(
            "all_day ended",
            allDay("2026-11-03T05:00:00.000+0000"),
            Edit.of(TaskField.ALL_DAY, false).and(TaskField.DUE_DATE, TEN),
            on("2026-11-03T15:00:00.000+0000").put("isAllDay", false),
            Edit.of(TaskField.ALL_DAY, false)
                .and(TaskField.DUE_DATE, TEN)
                .and(TaskField.START_DATE, TEN)),
        of(
            "time_zone",
            dated(),
            Edit.of(TaskField.TIME_ZONE, "Asia/Tokyo"),
            with("timeZone", "Asia/Tokyo")),
        of(
            "time_zone without a date",
            with("timeZone", "America/New_York"),
            Edit.of(TaskField.TIME_ZONE, "Asia/Tokyo"),
            with("timeZone", "Asia/Tokyo")),
        of(
            "repeat_flag",
            dated(),
            Edit.of(TaskField.REPEAT_FLAG, "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
            with("repeatFlag", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")),
        of(
            "repeat_flag cleared",
            dated("repeatFlag", "RRULE:FREQ=DAILY;INTERVAL=1"),
            Edit.of(TaskField.REPEAT_FLAG, null),
            with("repeatFlag", "")));
  }

  /** The lines of a checklist, whose own dates are known to TickTick alone. */
  static Stream<RoundTrip> lines() {
    return Stream.of(
        of(
            "items renamed",
            checklist(),
            Edit.of(
                TaskField.ITEMS,
                List.of(line(FIRST, "Dig deep", false), line(SECOND, "Sow", true))),
            with("items", items(dug().put("title", "Dig deep"), sown()))),
        of(
            "items ticked",
            checklist(),
            Edit.of(
                TaskField.ITEMS, List.of(line(FIRST, "Dig", false), line(SECOND, "Sow", false))),
            with("items", items(dug(), sown().put("status", 0)))),
        of(
            "items removed",
            checklist(),
            Edit.of(TaskField.ITEMS, List.of(line(FIRST, "Dig", false))),
            with("items", items(dug()))),
        of(
            "items in another order",
            checklist(),
            Edit.of(TaskField.ITEMS, List.of(line(SECOND, "Sow", true), line(FIRST, "Dig", false))),
            with("items", items(sown().put("sortOrder", 0), dug().put("sortOrder", 1)))),
        of(
            "items added",
            checklist(),
            Edit.of(
                TaskField.ITEMS,
                List.of(
                    line(FIRST, "Dig", false),
                    line(SECOND, "Sow", true),
                    line("5f0000000000000000000003", "Water", false))),
            with(
                "items",
                items(
                    dug(),
                    sown(),
                    item("5f0000000000000000000003", "Water", 0)
                        .put("sortOrder", 2)
                        .put("timeZone", "America/New_York")))),
        of(
            "items cleared",
            checklist(),
            Edit.of(TaskField.ITEMS, List.of()),
            with("items", items())));
  }

  private static RoundTrip of(String name, JsonObject given, Edit here, JsonObject there) {
    return of(name, given, here, there, here);
  }

  private static RoundTrip of(
      String name, JsonObject given, Edit here, JsonObject there, Edit arrives) {
    return new RoundTrip(name, given, here, there, arrives);
  }

  private static JsonObject with(Object... keysAndValues) {
    JsonObject fields = new JsonObject();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      fields.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return fields;
  }

  private static JsonObject on(String date) {
    return with("startDate", date, "dueDate", date);
  }

  private static JsonObject dated(Object... more) {
    return on(NINE).put("timeZone", "America/New_York").mergeIn(with(more));
  }

  private static JsonObject allDay(String date) {
    return on(date).put("timeZone", "America/New_York").put("isAllDay", true);
  }

  private static JsonObject checklist() {
    return with("items", items(dug(), sown()), "timeZone", "America/New_York");
  }

  private static JsonObject dug() {
    return item(FIRST, "Dig", 0)
        .put("sortOrder", 0)
        .put("startDate", NINE)
        .put("isAllDay", false)
        .put("timeZone", "Asia/Tokyo");
  }

  private static JsonObject sown() {
    return item(SECOND, "Sow", 1).put("sortOrder", 1).put("timeZone", "America/New_York");
  }

  private static JsonObject item(String id, String title, int status) {
    return new JsonObject().put("id", id).put("title", title).put("status", status);
  }

  private static JsonArray items(JsonObject... items) {
    return new JsonArray(Arrays.asList(items));
  }

  private static JsonArray texts(String... texts) {
    return new JsonArray(Arrays.asList(texts));
  }

  private static ChecklistItem line(String id, String title, boolean completed) {
    return new ChecklistItem(id, title, completed);
  }
}
