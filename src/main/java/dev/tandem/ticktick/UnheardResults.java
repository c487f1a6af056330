package dev.tandem.ticktick;

import dev.tandem.sync.SyncResult;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Results that nobody waited for yet: a write wakes the dispatcher before its author has asked for
 * the push, and the push may be done before the question comes. For one event loop.
 */
final class UnheardResults {
  private static final long KEPT = Duration.ofSeconds(5).toNanos();
  private static final int MOST = 10_000;

  private record Entry(SyncResult result, long at) {}

  private final Map<TaskKey, Entry> byTask = new LinkedHashMap<>();

  void add(TaskKey task, SyncResult result) {
    long now = System.nanoTime();
    byTask.remove(task);
    byTask.put(task, new Entry(result, now));
    Iterator<Entry> oldestFirst = byTask.values().iterator();
    while (oldestFirst.hasNext()) {
      boolean old = now - oldestFirst.next().at() > KEPT;
      if (!old && byTask.size() <= MOST) {
        return;
      }
      oldestFirst.remove();
    }
  }

  /** The result of a task's last push, once. */
  Optional<SyncResult> take(TaskKey task) {
    Entry entry = byTask.remove(task);
    return entry == null || System.nanoTime() - entry.at() > KEPT
        ? Optional.empty()
        : Optional.of(entry.result());
  }
}
