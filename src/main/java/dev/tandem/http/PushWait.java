package dev.tandem.http;

import dev.tandem.bus.Bus;
import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncRoutes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for pushes. The change is durable already, so a push that fails, is late or cannot be asked
 * for never fails the request that waits. Used by one event loop.
 */
final class PushWait {
  private static final Logger log = LoggerFactory.getLogger(PushWait.class);

  /** The push answers by itself when its time is up; this is for the answer's way back. */
  private static final Duration GRACE = Duration.ofMillis(500);

  private final Bus bus;
  private final Room requests;
  private final Set<Runnable> waiting = new HashSet<>();
  private boolean over;

  /**
   * @param requests where those who wait stand: nobody waits while it is crowded
   */
  PushWait(Bus bus, Room requests) {
    this.bus = bus;
    this.requests = requests;
  }

  /**
   * Succeeds always: empty if nobody answered in time, the process drains, or requests that have
   * not been carried out yet need the room.
   *
   * @param limit zero: nothing is asked
   */
  Future<Optional<SyncResult>> await(long userId, long taskId, Duration limit) {
    if (endsAtOnce(limit)) {
      return Future.succeededFuture(Optional.empty());
    }
    return bounded(
        bus.ask(SyncRoutes.PUSH, new SyncRoutes.Push(userId, taskId, limit), limit.plus(GRACE)),
        "task " + taskId);
  }

  /** The same for a list; empty always. */
  Future<Void> awaitProject(long userId, long projectId, Duration limit) {
    if (endsAtOnce(limit)) {
      return Future.succeededFuture();
    }
    return bounded(
            bus.ask(
                SyncRoutes.AWAIT_PROJECT,
                new SyncRoutes.AwaitProject(userId, projectId, limit),
                limit.plus(GRACE)),
            "list " + projectId)
        .mapEmpty();
  }

  private boolean endsAtOnce(Duration limit) {
    return over || limit.isZero() || requests.isCrowded();
  }

  private <T> Future<Optional<T>> bounded(Future<T> push, String what) {
    Promise<Optional<T>> promise = Promise.promise();
    Runnable cut = () -> promise.tryComplete(Optional.empty());
    waiting.add(cut);
    push.onComplete(
        result -> promise.tryComplete(Optional.of(result)),
        failure -> {
          log.warn("the push of {} cannot be waited for: {}", what, failure.toString());
          promise.tryComplete(Optional.empty());
        });
    return promise.future().onComplete(done -> waiting.remove(cut));
  }

  /** Ends all waits now; later ones end at once. */
  void cutShort() {
    over = true;
    new ArrayList<>(waiting).forEach(Runnable::run);
  }
}
