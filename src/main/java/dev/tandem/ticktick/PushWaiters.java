package dev.tandem.ticktick;

import dev.tandem.sync.PushJob;
import dev.tandem.sync.QueueRoutes.RowState;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.sync.SyncRoutes.Push;
import dev.tandem.task.SyncError;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who wait for a push. This node's own work tells them at once; as another node may do it,
 * the row itself is looked at every second too. For one event loop.
 */
final class PushWaiters {
  private static final Logger log = LoggerFactory.getLogger(PushWaiters.class);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final PushQueue queue;
  private final HostBreaker breaker;
  private final Board board;
  private final Clock clock;
  private final Map<TaskKey, List<Waiter>> waiters = new LinkedHashMap<>();
  private final UnheardResults unheard = new UnheardResults();
  private boolean draining;

  /** What waiters have to do with the dispatcher's work. */
  record Board(Pulse pulse, RunningRows running, OrphanListings listings) {}

  PushWaiters(Vertx vertx, PushQueue queue, HostBreaker breaker, Board board, Clock clock) {
    this.vertx = vertx;
    this.queue = queue;
    this.breaker = breaker;
    this.board = board;
    this.clock = clock;
  }

  /** Answers when the push is settled, put off or failed once, or when its time is up. */
  Future<SyncResult> push(Push push) {
    return queue
        .inspect(push.userId(), push.taskId())
        .compose(
            state -> {
              SyncResult decided = decided(push, state);
              if (decided != null) {
                return Future.succeededFuture(decided);
              }
              return mustNotWait(push)
                  ? Future.succeededFuture(result(push, Outcome.PENDING, state))
                  : new Waiter(push, state).await();
            });
  }

  /** The tasks somebody waits for, those who wait longest first. */
  List<Long> taskIds() {
    return waiters.keySet().stream().map(TaskKey::taskId).toList();
  }

  /**
   * Answers those who wait for a row that was just finished. What goes on as soon as a listing has
   * ended is not finished for them; when that is, their row is claimed for a person.
   */
  void finished(PushJob job, SyncResult result) {
    TaskKey task = TaskKey.of(job);
    List<Waiter> waiting = List.copyOf(waiters.getOrDefault(task, List.of()));
    if (waiting.isEmpty()) {
      unheard.add(task, result);
    } else if (!job.interactive() && reserveMayDo(result.error())) {
      board.pulse().nudge();
    } else if (!board.listings().isAwaitedBy(job.taskId())) {
      unheard.take(task);
      waiting.forEach(waiter -> waiter.answer(result));
    }
  }

  /** The breaker opened: what is not on its way waits for a long time. */
  void heldBack() {
    all().stream()
        .filter(waiter -> !board.running().has(waiter.task))
        .forEach(Waiter::answerPending);
  }

  /** From now on nobody waits, except for what is on its way. */
  void drain() {
    draining = true;
    heldBack();
  }

  /** Nor for that. */
  void dismiss() {
    all().forEach(Waiter::answerPending);
  }

  private List<Waiter> all() {
    List<Waiter> all = new ArrayList<>();
    waiters.values().forEach(all::addAll);
    return all;
  }

  private boolean mustNotWait(Push push) {
    boolean onItsWay = board.running().has(TaskKey.of(push));
    return push.limit().toMillis() <= 0 || (!onItsWay && (draining || !breaker.closed()));
  }

  /** Null while it is open. */
  private @Nullable SyncResult decided(Push push, RowState state) {
    if (board.running().has(TaskKey.of(push))) {
      return null;
    }
    if (!state.queued()) {
      return heard(push, state, Outcome.SKIPPED, Set.of(Outcome.SYNCED));
    }
    if (state.dead()) {
      return heard(push, state, Outcome.FAILED, Set.of(Outcome.FAILED));
    }
    boolean goesOnSoon =
        reserveMayDo(state.lastError()) || board.listings().isAwaitedBy(push.taskId());
    return state.postponed() && !goesOnSoon
        ? heard(push, state, putOff(state), Set.of(Outcome.RETRYING, Outcome.PENDING))
        : null;
  }

  /**
   * Background work leaves a share of the budget to those who wait: that it found none is no answer
   * for them.
   */
  private static boolean reserveMayDo(@Nullable SyncError error) {
    return error != null && error.code().equals(Obstacle.BUDGET_SPENT.code());
  }

  /**
   * What was done just before the question came, if it still fits the row; else what the row says.
   */
  private SyncResult heard(
      Push push, RowState state, Outcome outcome, Set<Outcome> fittingOutcomes) {
    return unheard
        .take(TaskKey.of(push))
        .filter(result -> fittingOutcomes.contains(result.outcome()))
        .orElseGet(() -> result(push, outcome, state));
  }

  private static Outcome putOff(RowState state) {
    return state.attempts() > 0 ? Outcome.RETRYING : Outcome.PENDING;
  }

  private SyncResult result(Push push, Outcome outcome, RowState state) {
    SyncError error = outcome == Outcome.SKIPPED ? null : state.lastError();
    return new SyncResult(
        push.taskId(),
        outcome,
        Operation.NONE,
        state.remoteId(),
        List.of(),
        state.attempts(),
        0,
        error,
        clock.instant());
  }

  private final class Waiter {
    private final Push push;
    private final TaskKey task;
    private final Promise<SyncResult> promise = Promise.promise();
    private final long limitTimer;
    private final long lookTimer;
    private RowState last;

    Waiter(Push push, RowState state) {
      this.push = push;
      this.task = TaskKey.of(push);
      this.last = state;
      this.limitTimer = vertx.setTimer(push.limit().toMillis(), fired -> answerPending());
      this.lookTimer = vertx.setPeriodic(LOOK.toMillis(), fired -> look());
    }

    Future<SyncResult> await() {
      waiters.computeIfAbsent(task, key -> new ArrayList<>()).add(this);
      board.pulse().nudge();
      return promise.future();
    }

    void answerPending() {
      answer(result(push, Outcome.PENDING, last));
    }

    void answer(SyncResult result) {
      vertx.cancelTimer(limitTimer);
      vertx.cancelTimer(lookTimer);
      List<Waiter> others = waiters.get(task);
      if (others != null && others.remove(this) && others.isEmpty()) {
        waiters.remove(task);
      }
      promise.tryComplete(result);
    }

    private void look() {
      queue
          .inspect(push.userId(), push.taskId())
          .onSuccess(this::seen)
          .onFailure(failure -> log.debug("Task {} cannot be looked at", push.taskId(), failure));
    }

    /** It was queued when the wait began; gone now, another node has pushed it. */
    private void seen(RowState state) {
      last = state;
      SyncResult decided = decided(push, state);
      if (decided != null) {
        answer(
            decided.outcome() == Outcome.SKIPPED ? result(push, Outcome.SYNCED, state) : decided);
      }
    }
  }
}
