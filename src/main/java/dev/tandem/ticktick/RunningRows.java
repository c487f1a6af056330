package dev.tandem.ticktick;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows that are being worked off on this node. For one event loop. */
final class RunningRows {
  private final Map<Long, Future<Void>> byTask = new HashMap<>();

  /** Never fails through {@link #ended}: a row's failure is told where it is worked off. */
  void add(long taskId, Future<Void> work) {
    byTask.put(taskId, work);
    work.onComplete(done -> byTask.remove(taskId, work));
  }

  boolean has(long taskId) {
    return byTask.containsKey(taskId);
  }

  int count() {
    return byTask.size();
  }

  /** Succeeds when all that run now have ended. */
  Future<Void> ended() {
    return byTask.isEmpty()
        ? Future.succeededFuture()
        : Future.join(List.copyOf(byTask.values())).<Void>mapEmpty().otherwiseEmpty();
  }
}
