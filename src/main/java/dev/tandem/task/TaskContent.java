package dev.tandem.task;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything of a task that a client may write; its version is the task's {@code sync_version}. A
 * null is "none", and for {@code sortOrder}, {@code columnId} and {@code timeZone} "no opinion:
 * TickTick's own".
 *
 * @param title 1 to 500 characters
 * @param description empty when there is none
 * @param timeZone an IANA name
 * @param priority TickTick's 0, 1, 3, 5; equal to {@code manualPriorityOverride} while that is set
 * @param tags distinct, in the person's spelling
 * @param reminders as TickTick writes them: {@code TRIGGER:PT0S}
 * @param repeatFlag an RRULE
 * @param projectId our id; null is the Inbox
 * @param timeEstimate minutes
 * @param manualOrder place in its quadrant
 */
public record TaskContent(
    String title,
    String description,
    TaskStatus status,
    TaskKind kind,
    @Nullable Instant dueDate,
    @Nullable Instant startDate,
    boolean allDay,
    @Nullable String timeZone,
    int priority,
    List<String> tags,
    List<ChecklistItem> items,
    List<String> reminders,
    @Nullable String repeatFlag,
    @Nullable Long parentId,
    @Nullable Long sortOrder,
    @Nullable String columnId,
    @Nullable Long projectId,
    @Nullable Integer timeEstimate,
    @Nullable Double urgencyScore,
    @Nullable Double importanceScore,
    @Nullable Integer manualPriorityOverride,
    @Nullable Integer manualOrder,
    boolean sorted) {

  public TaskContent {
    tags = List.copyOf(tags);
    items = List.copyOf(items);
    reminders = List.copyOf(reminders);
  }

  /** A task of which only the title is known. */
  public static TaskContent titled(String title) {
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
        null,
        false);
  }

  /** To make another content that differs in a few fields. */
  public TaskContentBuilder but() {
    return new TaskContentBuilder(this);
  }
}
