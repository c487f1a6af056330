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
    return TaskContent.titled(title).but().description(description).build();
  }

  static TaskContent due(String title, Instant due) {
    return dated(title, due, false, null, 0);
  }

  static TaskContent dated(
      String title, Instant due, boolean allDay, String timeZone, int priority) {
    return TaskContent.titled(title)
        .but()
        .dueDate(due)
        .allDay(allDay)
        .timeZone(timeZone)
        .priority(priority)
        .build();
  }

  static TaskContent ordered(String title, Integer manualOrder) {
    return TaskContent.titled(title).but().manualOrder(manualOrder).build();
  }

  static TaskContent tagged(String title, String... tags) {
    return TaskContent.titled(title).but().tags(List.of(tags)).build();
  }

  static TaskContent below(String title, Long parent) {
    return TaskContent.titled(title).but().parentId(parent).build();
  }

  static TaskContent scored(String title, Double urgency, Double importance) {
    return TaskContent.titled(title)
        .but()
        .urgencyScore(urgency)
        .importanceScore(importance)
        .build();
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
    return TaskContent.titled("task " + random.nextInt(1000))
        .but()
        .description(random.nextBoolean() ? "" : "something")
        .status(STATUSES.get(random.nextInt(STATUSES.size())))
        .dueDate(due)
        .allDay(random.nextInt(3) == 0)
        .timeZone(zones[random.nextInt(zones.length)])
        .priority(priorities[random.nextInt(priorities.length)])
        .tags(tags)
        .urgencyScore(random.nextBoolean() ? null : random.nextInt(11) * 1.0)
        .importanceScore(random.nextBoolean() ? null : random.nextInt(11) * 1.0)
        .manualOrder(random.nextInt(3) == 0 ? null : random.nextInt(5))
        .sorted(random.nextBoolean())
        .build();
  }
}
