package dev.tandem.ticktick;

import dev.tandem.bus.Bus;
import dev.tandem.bus.BusMessage;
import dev.tandem.bus.Route;
import dev.tandem.sync.ProjectJob;
import dev.tandem.sync.ProjectOutcome;
import dev.tandem.sync.ProjectRoutes;
import dev.tandem.task.Project;
import dev.tandem.task.ProjectCommand;
import dev.tandem.task.ProjectReply;
import dev.tandem.task.TaskRoutes;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** The lists and their rows of the durable queue, asked over the bus under this worker's name. */
final class ProjectQueue {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Bus bus;
  private final String owner;
  private final Duration lease;

  /**
   * @param owner names this worker among all, those of tasks too
   * @param lease how long rows are claimed for
   */
  ProjectQueue(Bus bus, String owner, Duration lease) {
    this.bus = bus;
    this.owner = owner;
    this.lease = lease;
  }

  Duration lease() {
    return lease;
  }

  Future<ProjectRoutes.Claimed> claim(int limit) {
    return ask(ProjectRoutes.CLAIM, new ProjectRoutes.Claim(owner, limit, lease));
  }

  Future<ProjectRoutes.Settled> settle(ProjectJob job, ProjectOutcome outcome) {
    return ask(ProjectRoutes.SETTLE, new ProjectRoutes.Settle(job, outcome, lease));
  }

  Future<ProjectRoutes.Deletion> delete(ProjectRoutes.Delete delete) {
    return ask(ProjectRoutes.DELETE, delete);
  }

  Future<Optional<Project>> find(long userId, long projectId) {
    return ask(TaskRoutes.PROJECTS, new ProjectCommand.Get(userId, projectId))
        .map(
            reply ->
                reply instanceof ProjectReply.One one
                    ? Optional.of(one.project())
                    : Optional.empty());
  }

  /** Ends all leases of this worker. */
  Future<ProjectRoutes.Released> release() {
    return ask(ProjectRoutes.RELEASE, new ProjectRoutes.Release(owner));
  }

  private <C extends BusMessage, R extends BusMessage> Future<R> ask(Route<C, R> route, C command) {
    return bus.ask(route, command, LIMIT);
  }
}
