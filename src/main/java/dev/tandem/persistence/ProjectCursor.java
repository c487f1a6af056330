package dev.tandem.persistence;

import dev.tandem.task.Project;
import org.jspecify.annotations.Nullable;

/** The place behind the last project of a page. */
record ProjectCursor(long sortOrder, long projectId) {
  /** Before every project. */
  private static final ProjectCursor START = new ProjectCursor(Long.MIN_VALUE, Long.MIN_VALUE);

  static ProjectCursor behind(Project project) {
    return new ProjectCursor(project.content().sortOrder(), project.id());
  }

  /**
   * @throws IllegalArgumentException if the text is no such cursor
   */
  static ProjectCursor read(@Nullable String text) {
    return text == null ? START : Cursors.read(text, ProjectCursor.class);
  }
}
