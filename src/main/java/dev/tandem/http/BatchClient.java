package dev.tandem.http;

import dev.tandem.bus.Bus;
import dev.tandem.http.KeyedClient.Once;
import dev.tandem.sync.SyncResult;
import dev.tandem.task.BatchCommand;
import dev.tandem.task.BatchReply;
import dev.tandem.task.Task;
import dev.tandem.task.TaskRoutes;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for many tasks at once, and waits for what a batch has yet to tell TickTick. */
final class BatchClient {
  private static final Logger log = LoggerFactory.getLogger(BatchClient.class);

  private final Bus bus;
  private final KeyedClient keyed;
  private final PushWait waits;
  private final Clock clock;

  BatchClient(Bus bus, KeyedClient keyed, PushWait waits, Clock clock) {
    this.bus = bus;
    this.keyed = keyed;
    this.waits = waits;
    this.clock = clock;
  }

  /** Runs it once for the call's idempotency key. */
  Future<Once<BatchReply.Ran>> run(Call call, BatchCommand.Run command) {
    return keyed
        .ask(call, TaskRoutes.BATCH, command)
        .map(once -> new Once<>((BatchReply.Ran) once.reply(), once.replayed()));
  }

  /** Those that there are, by id. */
  Future<Map<Long, Task>> read(long userId, Collection<Long> taskIds) {
    if (taskIds.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return bus.ask(
            TaskRoutes.BATCH,
            new BatchCommand.Read(userId, List.copyOf(new HashSet<>(taskIds))),
            Call.ASK_LIMIT)
        .map(
            reply -> {
              Map<Long, Task> tasks = new HashMap<>();
              ((BatchReply.Tasks) reply).tasks().forEach(task -> tasks.put(task.id(), task));
              return tasks;
            });
  }

  /**
   * The tasks as they are once their pushes are settled, or the client's patience is at its end.
   * They are pushed together, so the last of them is waited for, and then what is still open.
   */
  Future<Map<Long, Task>> settled(long userId, Map<Long, Task> written, Duration patience) {
    return patience.isZero()
        ? Future.succeededFuture(written)
        : settled(userId, written, clock.instant().plus(patience), Set.of());
  }

  private Future<Map<Long, Task>> settled(
      long userId, Map<Long, Task> tasks, Instant end, Set<Long> heardOf) {
    Optional<Task> open =
        tasks.values().stream()
            .filter(TaskClient::isOnItsWay)
            .filter(task -> !heardOf.contains(task.id()))
            .max(Comparator.comparingLong(Task::id));
    Duration left = Duration.between(clock.instant(), end);
    if (open.isEmpty() || left.isNegative() || left.isZero()) {
      return Future.succeededFuture(tasks);
    }
    long id = open.get().id();
    Set<Long> heard = new HashSet<>(heardOf);
    heard.add(id);
    return waits
        .await(userId, id, left)
        .compose(
            result ->
                now(userId, tasks)
                    .compose(
                        now ->
                            result.map(SyncResult::outcome).filter(BatchClient::goesOn).isPresent()
                                ? settled(userId, now, end, heard)
                                : Future.succeededFuture(now)));
  }

  /** What is put off by the breaker, the budget or the end of the wait is so for the others too. */
  private static boolean goesOn(SyncResult.Outcome outcome) {
    return outcome != SyncResult.Outcome.PENDING;
  }

  /** The writes stand; what cannot be read again is told as it was written. */
  private Future<Map<Long, Task>> now(long userId, Map<Long, Task> tasks) {
    return read(userId, tasks.keySet())
        .map(
            found -> {
              Map<Long, Task> now = new HashMap<>(tasks);
              now.putAll(found);
              return now;
            })
        .recover(
            failure -> {
              log.warn("a batch was written but not read again: {}", failure.toString());
              return Future.succeededFuture(tasks);
            });
  }

  /** The tasks of an earlier answer, as they stand with TickTick now. */
  Future<Map<Long, Task>> refreshed(long userId, Map<Long, Task> kept) {
    return now(userId, kept)
        .map(
            now -> {
              Map<Long, Task> told = new HashMap<>();
              kept.forEach(
                  (id, task) -> told.put(id, task.withSync(now.getOrDefault(id, task).sync())));
              return told;
            });
  }
}
