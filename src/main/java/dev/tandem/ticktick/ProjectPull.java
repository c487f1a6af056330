package dev.tandem.ticktick;

import dev.tandem.sync.ProjectRoutes.ProjectsStored;
import dev.tandem.sync.ProjectRoutes.StoreProjects;
import dev.tandem.sync.RemoteProject;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** Reads an account's lists, and has them merged into those here. */
final class ProjectPull {
  private final PushQueue queue;

  ProjectPull(PushQueue queue) {
    this.queue = queue;
  }

  /**
   * @param complete whether these are all there are
   * @param age since the request was begun that told them
   */
  Future<ProjectsStored> store(
      long accountId, long generation, List<RemoteProject> told, boolean complete, Duration age) {
    return queue.storeProjects(new StoreProjects(accountId, generation, told, complete, age));
  }
}
