package dev.tandem.ticktick;

import dev.tandem.sync.Fields;
import dev.tandem.sync.SyncField;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** A field's value as one text, alike for both sides. */
final class ExamValues {
  private ExamValues() {}

  static String of(SyncField field, Fields fields) {
    return switch (field) {
      case TITLE -> fields.title();
      case DESCRIPTION -> fields.description();
      case PRIORITY -> Integer.toString(fields.priority());
      case DATES -> fields.dueDate() + " " + text(fields.repeatFlag());
      case TAGS -> set(fields.tags().stream().map(tag -> tag.toLowerCase(Locale.ROOT)).toList());
      case REMINDERS -> set(fields.reminders());
      case PROJECT -> text(fields.projectId());
      case STATUS -> fields.status().name();
      case ITEMS -> set(fields.items().stream().map(item -> item.title()).toList());
      case PARENT -> text(fields.parentId());
      case SORT_ORDER -> text(fields.sortOrder());
      case COLUMN -> text(fields.columnId());
      case KIND -> fields.kind().name();
    };
  }

  /** Whether both sides' changes of a field go together. */
  static boolean isSet(SyncField field) {
    return List.of(SyncField.TAGS, SyncField.REMINDERS, SyncField.ITEMS).contains(field);
  }

  private static String text(Object value) {
    return Objects.toString(value, "");
  }

  private static String set(Collection<String> values) {
    return values.stream().sorted().collect(Collectors.joining(" "));
  }
}
