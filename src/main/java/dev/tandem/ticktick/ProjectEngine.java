package dev.tandem.ticktick;

import dev.tandem.sync.SyncRoutes.AwaitProject;
import dev.tandem.sync.SyncRoutes.DeleteProject;
import dev.tandem.sync.SyncRoutes.ProjectAwaited;
import dev.tandem.sync.SyncRoutes.ProjectDeleted;
import dev.tandem.task.ProjectTopics.ProjectChanged;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/** What brings lists to TickTick, put together. For one event loop. */
final class ProjectEngine {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final ProjectQueue queue;
  private final ProjectWaits waits;
  private final ProjectDispatcher dispatcher;
  private final ProjectDeletions deletions;

  /**
   * @param tasks is nudged when some need not wait for their list any longer
   */
  record Surroundings(Vertx vertx, Judge judge, Pulse tasks) {}

  ProjectEngine(
      ProjectQueue queue,
      HostBreaker breaker,
      GuardedTickTickApi api,
      Accounts accounts,
      Surroundings around) {
    this.queue = queue;
    var pulse = new Pulse(around.vertx, POLL);
    waits = new ProjectWaits(around.vertx, queue, breaker, pulse);
    dispatcher =
        new ProjectDispatcher(
            pulse, queue, breaker, new ProjectWork(api, queue, around.judge, waits, around.tasks));
    deletions = new ProjectDeletions(api, accounts, queue);
  }

  void start() {
    dispatcher.start();
  }

  void nudge() {
    dispatcher.nudge();
  }

  void changed(ProjectChanged event) {
    if (event.pushQueued()) {
      dispatcher.nudge();
    }
  }

  Future<ProjectAwaited> await(AwaitProject asked) {
    return waits.await(asked).map(done -> new ProjectAwaited());
  }

  Future<ProjectDeleted> delete(DeleteProject asked) {
    return deletions.delete(asked);
  }

  /** Nobody waits any longer. */
  void drain() {
    waits.drain();
  }

  /** Claims nothing more; succeeds when all that runs has ended. */
  Future<Void> stop() {
    return dispatcher.stop();
  }

  /** Gives back what is still claimed. */
  Future<?> release() {
    return queue.release();
  }
}
