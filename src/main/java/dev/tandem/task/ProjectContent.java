package dev.tandem.task;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a person can change of a list, here and in TickTick.
 *
 * @param color {@code #RRGGBB}, as TickTick's apps write it; null: none
 * @param sortOrder smaller comes first
 * @param archived TickTick calls it closed
 */
public record ProjectContent(
    String name, @Nullable String color, long sortOrder, boolean archived) {

  /** The same with some fields of another. */
  public ProjectContent taking(Set<ProjectField> fields, ProjectContent from) {
    return new ProjectContent(
        fields.contains(ProjectField.NAME) ? from.name : name,
        fields.contains(ProjectField.COLOR) ? from.color : color,
        fields.contains(ProjectField.SORT_ORDER) ? from.sortOrder : sortOrder,
        fields.contains(ProjectField.ARCHIVED) ? from.archived : archived);
  }

  /** The fields in which the two differ. */
  public Set<ProjectField> differing(ProjectContent other) {
    Set<ProjectField> differing = EnumSet.noneOf(ProjectField.class);
    for (ProjectField field : ProjectField.values()) {
      if (!agrees(field, other)) {
        differing.add(field);
      }
    }
    return differing;
  }

  /** Whether a field says the same in both; a colour does in small letters and in capitals. */
  public boolean agrees(ProjectField field, ProjectContent other) {
    if (field == ProjectField.COLOR && color != null && other.color != null) {
      return color.equalsIgnoreCase(other.color);
    }
    return Objects.equals(field.of(this), field.of(other));
  }
}
