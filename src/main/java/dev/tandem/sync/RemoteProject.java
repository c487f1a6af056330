package dev.tandem.sync;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.tandem.task.ProjectContent;
import org.jspecify.annotations.Nullable;

/** A list as TickTick tells it. */
public record RemoteProject(
    String id, String name, @Nullable String color, long sortOrder, boolean archived) {

  public static RemoteProject of(String id, ProjectContent content) {
    return new RemoteProject(
        id, content.name(), content.color(), content.sortOrder(), content.archived());
  }

  @JsonIgnore
  public ProjectContent content() {
    return new ProjectContent(name, color, sortOrder, archived);
  }
}
