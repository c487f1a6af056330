package dev.tandem.ticktick;

import dev.tandem.sync.SyncRoutes.AwaitProject;
import dev.tandem.task.Project;
import dev.tandem.task.SyncState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Those who wait for what is queued of a list. This node's own work tells them at once; as another
 * node may do it, the row itself is looked at too. For one event loop.
 */
final class ProjectWaits {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Set<SyncState> ON_ITS_WAY = EnumSet.of(SyncState.PENDING, SyncState.PUSHING);

  private final Vertx vertx;
  private final ProjectQueue queue;
  private final HostBreaker breaker;
  private final Pulse pulse;
  private final Map<Long, List<Promise<Void>>> waiting = new HashMap<>();
  private boolean draining;

  ProjectWaits(Vertx vertx, ProjectQueue queue, HostBreaker breaker, Pulse pulse) {
    this.vertx = vertx;
    this.queue = queue;
    this.breaker = breaker;
    this.pulse = pulse;
  }

  /** Whether somebody waits for it here. */
  boolean has(long projectId) {
    return waiting.containsKey(projectId);
  }

  /** Succeeds when it is settled, put off or failed once, or when the time is up. */
  Future<Void> await(AwaitProject asked) {
    long end = System.nanoTime() + asked.limit().toNanos();
    return look(asked, end);
  }

  /** Wakes those who wait for it. */
  void finished(long projectId) {
    List<Promise<Void>> woken = waiting.remove(projectId);
    if (woken != null) {
      woken.forEach(promise -> promise.tryComplete());
    }
  }

  /** Nobody waits any longer. */
  void drain() {
    draining = true;
    List.copyOf(waiting.keySet()).forEach(this::finished);
  }

  private Future<Void> look(AwaitProject asked, long end) {
    long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
    if (draining || left <= 0 || !breaker.closed()) {
      return Future.succeededFuture();
    }
    // Before the look, so that an end between the two is heard.
    Promise<Void> woken = Promise.promise();
    waiting.computeIfAbsent(asked.projectId(), id -> new ArrayList<>()).add(woken);
    long timer = vertx.setTimer(Math.min(LOOK.toMillis(), left), fired -> woken.tryComplete());
    return queue
        .find(asked.userId(), asked.projectId())
        .compose(
            found -> {
              if (!isOnItsWay(found)) {
                return Future.succeededFuture(false);
              }
              pulse.nudge();
              return woken.future().map(true);
            })
        .eventually(
            () -> {
              vertx.cancelTimer(timer);
              forget(asked.projectId(), woken);
              return Future.succeededFuture();
            })
        .compose(again -> again ? look(asked, end) : Future.succeededFuture());
  }

  private static boolean isOnItsWay(Optional<Project> found) {
    return found.filter(project -> ON_ITS_WAY.contains(project.sync().state())).isPresent();
  }

  private void forget(long projectId, Promise<Void> woken) {
    waiting.computeIfPresent(
        projectId,
        (id, all) -> {
          all.remove(woken);
          return all.isEmpty() ? null : all;
        });
  }
}
