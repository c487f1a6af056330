package dev.tandem.sync;

import dev.tandem.task.ChecklistItem;
import dev.tandem.task.TaskKind;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fields that differ from others in a few; made by {@link Fields#but}. */
public final class FieldsBuilder {
  private String title;
  private String description;
  private int priority;
  private @Nullable Instant startDate;
  private @Nullable Instant dueDate;
  private boolean allDay;
  private @Nullable String timeZone;
  private @Nullable String repeatFlag;
  private List<String> tags;
  private List<String> reminders;
  private @Nullable String projectId;
  private TaskStatus status;
  private List<ChecklistItem> items;
  private @Nullable String parentId;
  private @Nullable Long sortOrder;
  private @Nullable String columnId;
  private TaskKind kind;

  FieldsBuilder(Fields fields) {
    title = fields.title();
    description = fields.description();
    priority = fields.priority();
    startDate = fields.startDate();
    dueDate = fields.dueDate();
    allDay = fields.allDay();
    timeZone = fields.timeZone();
    repeatFlag = fields.repeatFlag();
    tags = fields.tags();
    reminders = fields.reminders();
    projectId = fields.projectId();
    status = fields.status();
    items = fields.items();
    parentId = fields.parentId();
    sortOrder = fields.sortOrder();
    columnId = fields.columnId();
    kind = fields.kind();
  }

  public FieldsBuilder title(String value) {
    title = value;
    return this;
  }

  public FieldsBuilder description(String value) {
    description = value;
    return this;
  }

  public FieldsBuilder priority(int value) {
    priority = value;
    return this;
  }

  public FieldsBuilder startDate(@Nullable Instant value) {
    startDate = value;
    return this;
  }

  public FieldsBuilder dueDate(@Nullable Instant value) {
    dueDate = value;
    return this;
  }

  public FieldsBuilder allDay(boolean value) {
    allDay = value;
    return this;
  }

  public FieldsBuilder timeZone(@Nullable String value) {
    timeZone = value;
    return this;
  }

  public FieldsBuilder repeatFlag(@Nullable String value) {
    repeatFlag = value;
    return this;
  }

  public FieldsBuilder tags(List<String> value) {
    tags = value;
    return this;
  }

  public FieldsBuilder reminders(List<String> value) {
    reminders = value;
    return this;
  }

  public FieldsBuilder projectId(@Nullable String value) {
    projectId = value;
    return this;
  }

  public FieldsBuilder status(TaskStatus value) {
    status = value;
    return this;
  }

  public FieldsBuilder items(List<ChecklistItem> value) {
    items = value;
    return this;
  }

  public FieldsBuilder parentId(@Nullable String value) {
    parentId = value;
    return this;
  }

  public FieldsBuilder sortOrder(@Nullable Long value) {
    sortOrder = value;
    return this;
  }

  public FieldsBuilder columnId(@Nullable String value) {
    columnId = value;
    return this;
  }

  public FieldsBuilder kind(TaskKind value) {
    kind = value;
    return this;
  }

  public Fields build() {
    return new Fields(
        title,
        description,
        priority,
        startDate,
        dueDate,
        allDay,
        timeZone,
        repeatFlag,
        tags,
        reminders,
        projectId,
        status,
        items,
        parentId,
        sortOrder,
        columnId,
        kind);
  }
}
