package dev.tandem.ticktick;

import dev.tandem.account.AccountState;
import dev.tandem.account.TickTickAccount;
import dev.tandem.sync.QueueRoutes.QueueStatus;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.sync.SyncRoutes.Pulled;
import dev.tandem.sync.SyncRoutes.Pushed;
import dev.tandem.sync.SyncRoutes.Sweep;
import dev.tandem.sync.SyncRoutes.SweepResult;
import dev.tandem.task.SyncError;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Syncs a whole account on demand: has all of it read, then waits until its queue is empty or the
 * time is up. For one event loop.
 */
final class Sweeps {
  private static final Logger log = LoggerFactory.getLogger(Sweeps.class);
  private static final Duration LOOK = Duration.ofMillis(250);

  private final Vertx vertx;
  private final Accounts accounts;
  private final Poller poller;
  private final PushQueue queue;
  private final Runnable dispatch;
  private final List<Wait> waits = new ArrayList<>();
  private boolean draining;

  /**
   * @param dispatch has due rows looked for
   */
  Sweeps(Vertx vertx, Accounts accounts, Poller poller, PushQueue queue, Runnable dispatch) {
    this.vertx = vertx;
    this.accounts = accounts;
    this.poller = poller;
    this.queue = queue;
    this.dispatch = dispatch;
  }

  Future<SweepResult> sweep(Sweep sweep) {
    long end = System.nanoTime() + sweep.limit().toNanos();
    return accounts
        .ofUser(sweep.userId())
        .map(found -> found.filter(account -> account.state() == AccountState.CONNECTED))
        .compose(
            account ->
                account.isEmpty()
                    ? Future.succeededFuture(notConnected())
                    : run(sweep.userId(), account.get(), end));
  }

  /** Takes note of a finished row for those who sync its user's account. */
  void finished(long userId, SyncResult result) {
    waits.stream()
        .filter(wait -> wait.userId == userId)
        .forEach(wait -> wait.outcomes.put(result.taskId(), result.outcome()));
  }

  /** Nobody waits any longer. */
  void drain() {
    draining = true;
    List.copyOf(waits).forEach(Wait::look);
  }

  private Future<SweepResult> run(long userId, TickTickAccount account, long end) {
    var wait = new Wait(userId, end);
    return pull(account, end)
        .compose(pulled -> wait.await().map(pushed -> result(pulled, pushed)))
        .onFailure(failure -> wait.end());
  }

  /**
   * @param error why not all was read, for people; null: it was
   */
  private record Pull(PullTotals totals, @Nullable String error) {}

  private Future<Pull> pull(TickTickAccount account, long end) {
    return queue
        .status(account.userId())
        .compose(
            status ->
                status.pausedUntil() == null
                    ? read(account, end)
                    : Future.succeededFuture(
                        new Pull(PullTotals.NOTHING, Obstacle.ACCOUNT_PAUSED.detail())));
  }

  private Future<Pull> read(TickTickAccount account, long end) {
    return withinTime(readAndHasten(account, end), end)
        .map(
            read -> {
              SyncError error = read.error();
              return new Pull(read.totals(), error == null ? null : error.detail());
            })
        .recover(
            failure ->
                failure instanceof NotReadException
                    ? Future.succeededFuture(new Pull(PullTotals.NOTHING, failure.getMessage()))
                    : Future.failedFuture(failure));
  }

  /**
   * What waits because of trouble is tried at once, after the reading, which has renewed tokens
   * that had expired; also if nobody waits any longer by then.
   */
  private Future<AccountPoll.Outcome> readAndHasten(TickTickAccount account, long end) {
    return poller
        .read(account.id(), end)
        .eventually(() -> queue.hasten(account.userId()).onSuccess(woken -> dispatch.run()));
  }

  /** What comes too late is stored all the same, only not told. */
  private <T> Future<T> withinTime(Future<T> pull, long end) {
    Promise<T> first = Promise.promise();
    long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
    long timer = vertx.setTimer(Math.max(1, left), fired -> first.tryFail(NotReadException.late()));
    pull.onComplete(first::tryComplete, first::tryFail);
    return first.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  private static SweepResult notConnected() {
    return new SweepResult(false, new Pulled(0, 0, 0, 0), new Pushed(0, 0, 0), 0, null);
  }

  private static SweepResult result(Pull pull, Pushed pushed) {
    PullTotals totals = pull.totals();
    return new SweepResult(
        true,
        new Pulled(totals.created(), totals.updated(), totals.deleted(), totals.unchanged()),
        pushed,
        totals.conflicts(),
        pull.error());
  }

  /** One who waits, and what was finished meanwhile; listens from its making. */
  private final class Wait {
    private final long userId;
    private final long end;
    private final Map<Long, Outcome> outcomes = new HashMap<>();
    private final Promise<Pushed> promise = Promise.promise();

    Wait(long userId, long end) {
      this.userId = userId;
      this.end = end;
      waits.add(this);
    }

    Future<Pushed> await() {
      dispatch.run();
      look();
      return promise.future();
    }

    private void look() {
      queue
          .status(userId)
          .onSuccess(this::seen)
          .onFailure(
              failure -> {
                end();
                promise.tryFail(failure);
              });
    }

    private void seen(QueueStatus status) {
      long open = status.open();
      if (open == 0 || draining || System.nanoTime() - end >= 0) {
        end();
        promise.tryComplete(pushed(open));
        return;
      }
      long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      vertx.setTimer(Math.max(1, Math.min(LOOK.toMillis(), left)), fired -> look());
    }

    private void end() {
      waits.remove(this);
    }

    private Pushed pushed(long open) {
      long succeeded = outcomes.values().stream().filter(Outcome.SYNCED::equals).count();
      long failed = outcomes.values().stream().filter(Outcome.FAILED::equals).count();
      log.debug("Swept user {}: {} pushed, {} failed, {} open", userId, succeeded, failed, open);
      return new Pushed(succeeded, failed, open);
    }
  }
}
