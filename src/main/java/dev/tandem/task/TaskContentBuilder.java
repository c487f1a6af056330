package dev.tandem.task;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A content under change: starts as another and is built when all is said. */
public final class TaskContentBuilder {
  private String title;
  private String description;
  private TaskStatus status;
  private TaskKind kind;
  private @Nullable Instant dueDate;
  private @Nullable Instant startDate;
  private boolean allDay;
  private @Nullable String timeZone;
  private int priority;
  private List<String> tags;
  private List<ChecklistItem> items;
  private List<String> reminders;
  private @Nullable String repeatFlag;
  private @Nullable Long parentId;
  private @Nullable Long sortOrder;
  private @Nullable String columnId;
  private @Nullable Long projectId;
  private @Nullable Integer timeEstimate;
  private @Nullable Double urgencyScore;
  private @Nullable Double importanceScore;
  private @Nullable Integer manualPriorityOverride;
  private @Nullable Integer manualOrder;
  private boolean sorted;

  TaskContentBuilder(TaskContent from) {
    title = from.title();
    description = from.description();
    status = from.status();
    kind = from.kind();
    dueDate = from.dueDate();
    startDate = from.startDate();
    allDay = from.allDay();
    timeZone = from.timeZone();
    priority = from.priority();
    tags = from.tags();
    items = from.items();
    reminders = from.reminders();
    repeatFlag = from.repeatFlag();
    parentId = from.parentId();
    sortOrder = from.sortOrder();
    columnId = from.columnId();
    projectId = from.projectId();
    timeEstimate = from.timeEstimate();
    urgencyScore = from.urgencyScore();
    importanceScore = from.importanceScore();
    manualPriorityOverride = from.manualPriorityOverride();
    manualOrder = from.manualOrder();
    sorted = from.sorted();
  }

  public TaskContent build() {
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
        projectId,
        timeEstimate,
        urgencyScore,
        importanceScore,
        manualPriorityOverride,
        manualOrder,
        sorted);
  }

  public TaskContentBuilder title(String title) {
    this.title = title;
    return this;
  }

  public TaskContentBuilder description(String description) {
    this.description = description;
    return this;
  }

  public TaskContentBuilder status(TaskStatus status) {
    this.status = status;
    return this;
  }

  public TaskContentBuilder kind(TaskKind kind) {
    this.kind = kind;
    return this;
  }

  public TaskContentBuilder dueDate(@Nullable Instant dueDate) {
    this.dueDate = dueDate;
    return this;
  }

  public TaskContentBuilder startDate(@Nullable Instant startDate) {
    this.startDate = startDate;
    return this;
  }

  public TaskContentBuilder allDay(boolean allDay) {
    this.allDay = allDay;
    return this;
  }

  public TaskContentBuilder timeZone(@Nullable String timeZone) {
    this.timeZone = timeZone;
    return this;
  }

  public TaskContentBuilder priority(int priority) {
    this.priority = priority;
    return this;
  }

  public TaskContentBuilder tags(List<String> tags) {
    this.tags = tags;
    return this;
  }

  public TaskContentBuilder items(List<ChecklistItem> items) {
    this.items = items;
    return this;
  }

  public TaskContentBuilder reminders(List<String> reminders) {
    this.reminders = reminders;
    return this;
  }

  public TaskContentBuilder repeatFlag(@Nullable String repeatFlag) {
    this.repeatFlag = repeatFlag;
    return this;
  }

  public TaskContentBuilder parentId(@Nullable Long parentId) {
    this.parentId = parentId;
    return this;
  }

  public TaskContentBuilder sortOrder(@Nullable Long sortOrder) {
    this.sortOrder = sortOrder;
    return this;
  }

  public TaskContentBuilder columnId(@Nullable String columnId) {
    this.columnId = columnId;
    return this;
  }

  public TaskContentBuilder projectId(@Nullable Long projectId) {
    this.projectId = projectId;
    return this;
  }

  public TaskContentBuilder timeEstimate(@Nullable Integer timeEstimate) {
    this.timeEstimate = timeEstimate;
    return this;
  }

  public TaskContentBuilder urgencyScore(@Nullable Double urgencyScore) {
    this.urgencyScore = urgencyScore;
    return this;
  }

  public TaskContentBuilder importanceScore(@Nullable Double importanceScore) {
    this.importanceScore = importanceScore;
    return this;
  }

  public TaskContentBuilder manualPriorityOverride(@Nullable Integer manualPriorityOverride) {
    this.manualPriorityOverride = manualPriorityOverride;
    return this;
  }

  public TaskContentBuilder manualOrder(@Nullable Integer manualOrder) {
    this.manualOrder = manualOrder;
    return this;
  }

  public TaskContentBuilder sorted(boolean sorted) {
    this.sorted = sorted;
    return this;
  }
}
