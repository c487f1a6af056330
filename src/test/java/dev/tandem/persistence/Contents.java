package dev.tandem.persistence;

import dev.tandem.task.ChecklistItem;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskKind;
import dev.tandem.task.TaskPatch;
import dev.tandem.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Contents of tasks for tests. */
final class Contents {
  static final Instant NOON = Instant.parse("2026-06-01T12:00:00.123456Z");

  private static final List<TaskStatus> STATUSES = List.of(TaskStatus.values());

  private Contents() {}

  /** Every field has another value than a new task's. */
  static TaskContent full(String title) {
    return new TaskContent(
        title,
        "described",
        TaskStatus.ABANDONED,
        TaskKind.CHECKLIST,
        NOON,
        NOON.minusSeconds(60),
        true,
        "Europe/Rome",
        3,
        List.of("Finance", "ÄRGER"),
        List.of(new ChecklistItem("0123456789abcdef01234567", "line \"one\"", true)),
        List.of("TRIGGER:PT0S"),
        "RRULE:FREQ=DAILY",
        null,
        -5L,
        "column",
        null,
        90,
        8.5,
        7.25,
        3,
        4,
        true);
  }

  /** A content with one field of another content. */
  static TaskContent with(TaskContent content, TaskField field, TaskContent values) {
    return new TaskPatch(Set.of(field), values, null).applyTo(content);
  }

  static TaskContent retitled(TaskContent content, String title) {
    return with(content, TaskField.TITLE, TaskContent.titled(title));
  }

  static TaskContent described(String title, String description) {
    return new TaskContent(
        title,
        description,
        TaskStatus.ACTIVE,
        TaskKind.TEXT,
        null,
        null,
        false,
        null,
        0,
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        false);
  }

  static TaskContent due(String title, Instant due) {
    return dated(title, due, false, null, 0);
  }

  static TaskContent dated(
      String title, Instant due, boolean allDay, String timeZone, int priority) {
    return new TaskContent(
        title,
        "",
        TaskStatus.ACTIVE,
        TaskKind.TEXT,
        due,
        null,
        allDay,
        timeZone,
        priority,
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        false);
  }

  static TaskContent ordered(String title, Integer manualOrder) {
    return new TaskContent(
        title,
        "",
        TaskStatus.ACTIVE,
        TaskKind.TEXT,
        null,
        null,
        false,
        null,
        0,
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        manualOrder,
        false);
  }

  static TaskContent tagged(String title, String... tags) {
    return new TaskContent(
        title,
        "",
        TaskStatus.ACTIVE,
        TaskKind.TEXT,
        null,
        null,
        false,
        null,
        0,
        List.of(tags),
        List.of(),
        List.of(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        false);
  }

  static TaskContent below(String title, Long parent) {
    return new TaskContent(
        title,
        "",
        TaskStatus.ACTIVE,
        TaskKind.TEXT,
        null,
        null,
        false,
        null,
        0,
        List.of(),
        List.of(),
        List.of(),
        null,
        parent,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        false);
  }

  static TaskContent scored(String title, Double urgency, Double importance) {
    return new TaskContent(
        title,
        "",
        TaskStatus.ACTIVE,
        TaskKind.TEXT,
        null,
        null,
        false,
        null,
        0,
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        null,
        null,
        null,
        null,
        urgency,
        importance,
        null,
        null,
        false);
  }

  /** Few different values, so that orders have ties and filters have hits. */
  static TaskContent random(Random random, Instant around) {
    Instant due =
        random.nextInt(4) == 0
            ? null
            : around
                .plus(Duration.ofHours(random.nextInt(20) * 12L - 120))
                .truncatedTo(ChronoUnit.HOURS);
    String[] zones = {"UTC", "Europe/Rome", "America/Los_Angeles", "Asia/Kathmandu"};
    int[] priorities = {0, 0, 1, 3, 5};
    List<String> tags = new ArrayList<>();
    if (random.nextBoolean()) {
      tags.add("Home");
    }
    return new TaskContent(
        "task " + random.nextInt(1000),
        random.nextBoolean() ? "" : "something",
        STATUSES.get(random.nextInt(STATUSES.size())),
        TaskKind.TEXT,
        due,
        null,
        random.nextInt(3) == 0,
        zones[random.nextInt(zones.length)],
        priorities[random.nextInt(priorities.length)],
        tags,
        List.of(),
        List.of(),
        null,
        null,
        null,
        null,
        null,
        null,
        random.nextBoolean() ? null : random.nextInt(11) * 1.0,
        random.nextBoolean() ? null : random.nextInt(11) * 1.0,
        null,
        random.nextInt(3) == 0 ? null : random.nextInt(5),
        random.nextBoolean());
  }
}
