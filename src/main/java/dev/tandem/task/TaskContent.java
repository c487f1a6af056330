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

  /** The same with another status. */
  public TaskContent withStatus(TaskStatus other) {
    return new TaskContent(
        title,
        description,
        other,
        kind,
        dueDate,
        startDate,
        allDay,
        timeZone,
        priority,
        tags,
        items,
        reminders,
        repeatFlag,
        parentId,
        sortOrder,
        columnId,
        projectId,
        timeEstimate,
        urgencyScore,
        importanceScore,
        manualPriorityOverride,
        manualOrder,
        sorted);
  }

  /** The same without a repeat rule. */
  public TaskContent withoutRepeat() {
    return new TaskContent(
        title,
        description,
        status,
        kind,
        dueDate,
        startDate,
        allDay,
        timeZone,
        priority,
        tags,
        items,
        reminders,
        null,
        parentId,
        sortOrder,
        columnId,
        projectId,
        timeEstimate,
        urgencyScore,
        importanceScore,
        manualPriorityOverride,
        manualOrder,
        sorted);
  }

  /** The same with another start. */
  public TaskContent withStart(@Nullable Instant other) {
    return new TaskContent(
        title,
        description,
        status,
        kind,
        dueDate,
        other,
        allDay,
        timeZone,
        priority,
        tags,
        items,
        reminders,
        repeatFlag,
        parentId,
        sortOrder,
        columnId,
        projectId,
        timeEstimate,
        urgencyScore,
        importanceScore,
        manualPriorityOverride,
        manualOrder,
        sorted);
  }

  /** The same in another project. */
  public TaskContent withProject(@Nullable Long other) {
    return new TaskContent(
        title,
        description,
        status,
        kind,
        dueDate,
        startDate,
        allDay,
        timeZone,
        priority,
        tags,
        items,
        reminders,
        repeatFlag,
        parentId,
        sortOrder,
        columnId,
        other,
        timeEstimate,
        urgencyScore,
        importanceScore,
        manualPriorityOverride,
        manualOrder,
        sorted);
  }

  /** The same with another priority. */
  public TaskContent withPriority(int other) {
    return new TaskContent(
        title,
        description,
        status,
        kind,
        dueDate,
        startDate,
        allDay,
        timeZone,
        other,
        tags,
        items,
        reminders,
        repeatFlag,
        parentId,
        sortOrder,
        columnId,
        projectId,
        timeEstimate,
        urgencyScore,
        importanceScore,
        manualPriorityOverride,
        manualOrder,
        sorted);
  }
}
