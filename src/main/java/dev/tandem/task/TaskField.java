package dev.tandem.task;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The writable fields by the names that clients use, and which of them TickTick has too. */
public enum TaskField {
  TITLE("title", true, TaskContent::title),
  DESCRIPTION("description", true, TaskContent::description),
  STATUS("status", true, TaskContent::status),
  KIND("kind", true, TaskContent::kind),
  DUE_DATE("due_date", true, TaskContent::dueDate),
  START_DATE("start_date", true, TaskContent::startDate),
  ALL_DAY("all_day", true, TaskContent::allDay),
  TIME_ZONE("time_zone", true, TaskContent::timeZone),
  PRIORITY("ticktick_priority", true, TaskContent::priority),
  TAGS("ticktick_tags", true, TaskContent::tags),
  ITEMS("items", true, TaskContent::items),
  REMINDERS("reminders", true, TaskContent::reminders),
  REPEAT_FLAG("repeat_flag", true, TaskContent::repeatFlag),
  PARENT("parent_id", true, TaskContent::parentId),
  SORT_ORDER("sort_order", true, TaskContent::sortOrder),
  COLUMN("column_id", true, TaskContent::columnId),
  PROJECT("project_id", true, TaskContent::projectId),
  TIME_ESTIMATE("time_estimate", false, TaskContent::timeEstimate),
  URGENCY_SCORE("urgency_score", false, TaskContent::urgencyScore),
  IMPORTANCE_SCORE("importance_score", false, TaskContent::importanceScore),
  MANUAL_PRIORITY_OVERRIDE("manual_priority_override", false, TaskContent::manualPriorityOverride),
  MANUAL_ORDER("manual_order", false, TaskContent::manualOrder),
  SORTED("is_sorted", false, TaskContent::sorted);

  private final String wireName;
  private final boolean mapped;

  @SuppressWarnings("ImmutableEnumChecker") // stateless method references of a record
  private final Function<TaskContent, @Nullable Object> value;

  TaskField(String wireName, boolean mapped, Function<TaskContent, @Nullable Object> value) {
    this.wireName = wireName;
    this.mapped = mapped;
    this.value = value;
  }

  /** The field's name in JSON. */
  public String wireName() {
    return wireName;
  }

  /** Whether a change of it is pushed to TickTick. */
  public boolean mapped() {
    return mapped;
  }

  /** The field's value in a task. */
  public @Nullable Object of(TaskContent content) {
    return value.apply(content);
  }

  public static Optional<TaskField> named(String wireName) {
    for (TaskField field : values()) {
      if (field.wireName.equals(wireName)) {
        return Optional.of(field);
      }
    }
    return Optional.empty();
  }

  /**
   * What TickTick has to hear of when some fields were changed. A priority without its override is
   * open to both sides again, although its value is the same.
   */
  public static Set<TaskField> pushed(Set<TaskField> changed) {
    Set<TaskField> pushed = EnumSet.noneOf(TaskField.class);
    for (TaskField field : changed) {
      if (field.mapped) {
        pushed.add(field);
      } else if (field == MANUAL_PRIORITY_OVERRIDE) {
        pushed.add(PRIORITY);
      }
    }
    return pushed;
  }

  /** The fields in which two contents differ. */
  public static Set<TaskField> changed(TaskContent before, TaskContent after) {
    Set<TaskField> changed = EnumSet.noneOf(TaskField.class);
    for (TaskField field : values()) {
      if (!Objects.equals(field.of(before), field.of(after))) {
        changed.add(field);
      }
    }
    return changed;
  }
}
