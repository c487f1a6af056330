package dev.tandem.sync;

import dev.tandem.task.TaskField;
import java.util.EnumSet;
import java.util.Set;

/**
 * The units in which a task and its remote twin are compared and pushed; the date group is one
 * (sync.md, Field mapping).
 */
public enum SyncField {
  TITLE(TaskField.TITLE),
  DESCRIPTION(TaskField.DESCRIPTION),
  PRIORITY(TaskField.PRIORITY),
  DATES(
      TaskField.DUE_DATE,
      TaskField.START_DATE,
      TaskField.ALL_DAY,
      TaskField.TIME_ZONE,
      TaskField.REPEAT_FLAG),
  TAGS(TaskField.TAGS),
  REMINDERS(TaskField.REMINDERS),
  PROJECT(TaskField.PROJECT),
  STATUS(TaskField.STATUS),
  ITEMS(TaskField.ITEMS),
  PARENT(TaskField.PARENT),
  SORT_ORDER(TaskField.SORT_ORDER),
  COLUMN(TaskField.COLUMN),
  KIND(TaskField.KIND);

  @SuppressWarnings("ImmutableEnumChecker") // never changed, and copied before it leaves
  private final Set<TaskField> fields;

  SyncField(TaskField first, TaskField... rest) {
    this.fields = EnumSet.of(first, rest);
  }

  public Set<TaskField> fields() {
    return EnumSet.copyOf(fields);
  }
}
