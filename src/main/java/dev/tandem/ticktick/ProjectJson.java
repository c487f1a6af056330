package dev.tandem.ticktick;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.sync.RemoteProject;
import dev.tandem.task.ProjectContent;
import dev.tandem.task.ProjectField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lists in TickTick's JSON (ticktick-api.md, 3.2). */
final class ProjectJson {
  private ProjectJson() {}

  /** Empty for what is no list. */
  static Optional<RemoteProject> read(JsonNode node) {
    String id = TaskReading.text(node, "id");
    return id.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new RemoteProject(
                id,
                TaskReading.text(node, "name"),
                TaskReading.orNull(TaskReading.text(node, "color")),
                node.path("sortOrder").asLong(0),
                node.path("closed").asBoolean(false)));
  }

  /** A list that cannot be read costs no other. */
  static List<RemoteProject> readAll(JsonNode array) {
    List<RemoteProject> projects = new ArrayList<>();
    for (JsonNode node : array) {
      read(node).ifPresent(projects::add);
    }
    return projects;
  }

  /**
   * The given fields. Whether {@code closed} can be written is not documented: it is sent, and the
   * answer tells.
   */
  static ObjectNode write(ProjectContent content, Set<ProjectField> fields) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (ProjectField field : ProjectField.values()) {
      if (fields.contains(field)) {
        switch (field) {
          case NAME -> json.put("name", content.name());
          case COLOR -> json.put("color", content.color());
          case SORT_ORDER -> json.put("sortOrder", content.sortOrder());
          case ARCHIVED -> json.put("closed", content.archived());
        }
      }
    }
    return json;
  }
}
