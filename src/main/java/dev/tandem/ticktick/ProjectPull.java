package dev.tandem.ticktick;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.sync.QueueRoutes.ProjectsStored;
import dev.tandem.sync.QueueRoutes.StoreProjects;
import dev.tandem.sync.RemoteProject;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Reads an account's lists, so that tasks can be moved into them. */
final class ProjectPull {
  private final PushQueue queue;

  ProjectPull(PushQueue queue) {
    this.queue = queue;
  }

  /**
   * @param complete whether these are all there are
   */
  Future<ProjectsStored> store(
      long accountId, long generation, List<RemoteProject> told, boolean complete) {
    return queue.storeProjects(new StoreProjects(accountId, generation, told, complete));
  }

  /** A list that cannot be read costs no other. */
  static List<RemoteProject> projects(JsonNode array) {
    List<RemoteProject> projects = new ArrayList<>();
    for (JsonNode node : array) {
      String id = TaskReading.text(node, "id");
      if (!id.isEmpty()) {
        projects.add(
            new RemoteProject(
                id,
                TaskReading.text(node, "name"),
                TaskReading.orNull(TaskReading.text(node, "color")),
                node.path("sortOrder").asLong(0),
                node.path("closed").asBoolean(false)));
      }
    }
    return projects;
  }
}
