package dev.tandem.task;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of a list, by their names in the API and in {@code push_queue.dirty}. */
public enum ProjectField {
  NAME("name"),
  COLOR("color"),
  SORT_ORDER("sort_order"),
  ARCHIVED("is_archived");

  private final String wireName;

  ProjectField(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }

  public @Nullable Object of(ProjectContent content) {
    return switch (this) {
      case NAME -> content.name();
      case COLOR -> content.color();
      case SORT_ORDER -> content.sortOrder();
      case ARCHIVED -> content.archived();
    };
  }

  /** Those of the given names; a name that no field has is passed over. */
  public static Set<ProjectField> named(Collection<String> wireNames) {
    Set<ProjectField> named = EnumSet.noneOf(ProjectField.class);
    for (ProjectField field : values()) {
      if (wireNames.contains(field.wireName)) {
        named.add(field);
      }
    }
    return named;
  }

  public static String[] wireNames(Set<ProjectField> fields) {
    return fields.stream().sorted().map(ProjectField::wireName).toArray(String[]::new);
  }
}
