package dev.tandem.ticktick;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows that are being worked off on this node. For one event loop. */
final class RunningRows {
  private final Map<TaskKey, Future<Void>> byTask = new HashMap<>();

  /** Never fails through {@link #ended}: a row's failure is told where it is worked off. */
  void add(TaskKey task, Future<Void> work) {
    byTask.put(task, work);
    work.onComplete(done -> byTask.remove(task, work));
  }

  boolean has(TaskKey task) {
    return byTask.containsKey(task);
  }

  /** Succeeds when all that run now have ended. */
  Future<Void> ended() {
    return byTask.isEmpty()
        ? Future.succeededFuture()
        : Future.join(List.copyOf(byTask.values())).<Void>mapEmpty().otherwiseEmpty();
  }
}
