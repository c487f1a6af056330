package dev.tandem.exam;

import static dev.tandem.exam.Signal.await;

import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Moments at which the gateway is killed, brought about from outside: TickTick holds an answer
 * back, or another session holds a lock in PostgreSQL. Each tells how many changes were in that
 * moment.
 */
enum Point {
  /** Changes are written down and answered, nobody has claimed them. */
  AFTER_THE_COMMIT(true) {
    @Override
    void reach(ExamStage stage, Runnable changes) throws Exception {
      long before = stage.number(QUEUED);
      // A claim takes a number from here, so that it waits; nothing else does.
      try (HeldLock lock =
          HeldLock.by(stage.superuser(), "ALTER SEQUENCE push_fence START WITH 1")) {
        changes.run();
        await().until(() -> lock.waiting() > 0);
        stage.count(name(), (int) (stage.number(QUEUED) - before));
        stage.kill();
        await().until(() -> lock.waiting() == 0);
      }
    }
  },
  /** Creates are written down as begun, their requests are at TickTick, nothing is done yet. */
  AFTER_THE_INTENT(false) {
    @Override
    void reach(ExamStage stage, Runnable changes) throws Exception {
      hold(stage, "before");
      changes.run();
      int held = stable(() -> heldChanges(stage));
      stage.count(name(), Math.min(held, (int) stage.number(INTENDED)));
      stage.kill();
    }
  },
  /** TickTick has done what it was asked, and nobody was told. */
  AFTER_THE_EFFECT(true) {
    @Override
    void reach(ExamStage stage, Runnable changes) throws Exception {
      hold(stage, "after");
      changes.run();
      stage.count(name(), stable(() -> heldChanges(stage)));
      stage.kill();
    }
  },
  /** The gateway was told, and waits for a lock before it can write anything down. */
  BEFORE_SETTLING(true) {
    @Override
    void reach(ExamStage stage, Runnable changes) throws Exception {
      settle(stage, changes, "SELECT id FROM tasks FOR UPDATE");
    }
  },
  /** All of a settlement is written but the link, and nothing is committed. */
  DURING_SETTLING(true) {
    @Override
    void reach(ExamStage stage, Runnable changes) throws Exception {
      settle(stage, changes, "LOCK TABLE links IN SHARE MODE");
    }
  },
  /** TickTick gave new tokens, the old ones are void, and nobody was told. */
  DURING_A_REFRESH(false) {
    @Override
    void reach(ExamStage stage, Runnable changes) throws Exception {
      stage.ticktick().fault("token", "hang", "after", 0);
      stage.ticktick().expireToken(ExamStage.ANNA);
      changes.run();
      stage.count(name(), stable(() -> stage.ticktick().held().size()));
      stage.kill();
    }
  };

  private static final String QUEUED = "SELECT count(*) FROM push_queue WHERE fence IS NULL";
  private static final String INTENDED =
      "SELECT count(*) FROM create_intents WHERE watched_until IS NULL";
  private static final List<String> WRITES =
      List.of(
          "create-task",
          "update-task",
          "complete-task",
          "delete-task",
          "move-tasks",
          "batch-tasks",
          "complete-tasks");

  private final boolean takesRecurring;

  Point(boolean takesRecurring) {
    this.takesRecurring = takesRecurring;
  }

  /** Lets the changes run into this moment, and kills the gateway there. */
  abstract void reach(ExamStage stage, Runnable changes) throws Exception;

  /**
   * Whether the completion of a recurring task, if it is killed here, is known to have happened or
   * not by its dates; else a minute goes by first.
   */
  boolean takesRecurring() {
    return takesRecurring;
  }

  void settle(ExamStage stage, Runnable changes, String sql) throws Exception {
    hold(stage, "after");
    changes.run();
    stable(() -> heldChanges(stage));
    stage.ticktick().clearFaults();
    try (HeldLock lock = HeldLock.by(stage.superuser(), sql)) {
      stage.ticktick().releaseAll();
      stage.count(name(), stable(lock::waiting));
      stage.kill();
      await().until(() -> lock.waiting() == 0);
    }
  }

  private static void hold(ExamStage stage, String phase) {
    WRITES.forEach(route -> stage.ticktick().fault(route, "hang", phase, 0));
  }

  /** The changes in the requests that TickTick holds; a batch carries many. */
  private static int heldChanges(ExamStage stage) {
    List<Long> held = stage.ticktick().held().stream().map(one -> one.getLong("number")).toList();
    return stage.ticktick().ledger().stream()
        .filter(entry -> held.contains(entry.getLong("number")))
        .map(entry -> entry.getJsonArray("ids", new JsonArray()))
        .mapToInt(ids -> Math.max(1, ids.size()))
        .sum();
  }

  /** The number once there is one and it grows no more. */
  private static int stable(Callable<Integer> number) {
    AtomicInteger last = new AtomicInteger();
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(150))
        .until(
            () -> {
              int now = number.call();
              return now > 0 && last.getAndSet(now) == now;
            });
    return last.get();
  }
}
