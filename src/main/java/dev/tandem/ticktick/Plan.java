package dev.tandem.ticktick;

import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import dev.tandem.sync.SyncResult.Operation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several rows of one account that are worked off together, with as few requests as possible.
 *
 * <p>Each row goes its steps as it does alone (see {@link RowWork}): what is to be sent, what an
 * answer means and how it is settled is decided there. Only here the rows wait for each other: when
 * all that are still under way ask for something, what can be asked in one request is, looks before
 * moves before changes before completions; the answers go back, and the rows go on. A row that asks
 * for what is not plain leaves the plan and does the rest of its turn alone.
 *
 * <p>While rows wait, their leases are renewed; if the process dies, they run out, and what was
 * sent is in doubt like any other. For one event loop.
 */
final class Plan implements Steps {
  private static final Logger log = LoggerFactory.getLogger(Plan.class);

  /** Rows that settle, or go their own way, at a time: the database serves others too. */
  private static final int AT_ONCE = 16;

  private static final String UNDECIDED = "what became of a plan's request was not told";

  private final Parts parts;
  private final PlanRequests requests;
  private final BudgetLine line;
  private final PlanLeases leases;
  private final Map<Long, PlanRow> rows = new LinkedHashMap<>();
  private final List<Ask> waiting = new ArrayList<>();
  private final Deque<Turn> ready = new ArrayDeque<>();
  private final Deque<Ask> lonely = new ArrayDeque<>();
  private int busy;
  private int busyAlone;
  private boolean serving;
  private boolean pumping;

  /** What every plan works with. */
  record Parts(
      Vertx vertx, GuardedTickTickApi api, PushQueue queue, StepExecution alone, Times times) {}

  /**
   * @param lease for which rows are kept
   * @param perRequest how long the budget takes to grant another request
   */
  record Times(Duration lease, Duration perRequest) {}

  /** What a row does next. */
  private record Turn(PlanRow row, Runnable work) {}

  /**
   * @param jobs of one account, and either all or none with a person who waits for it
   */
  Plan(Parts parts, List<PushJob> jobs, Lease lease) {
    this.parts = parts;
    this.line = new BudgetLine(parts.times().perRequest());
    PushJob first = jobs.get(0);
    jobs.forEach(job -> rows.put(job.taskId(), new PlanRow(job, lease)));
    this.leases =
        new PlanLeases(
            parts.vertx(), parts.queue(), parts.times().lease(), rows.values(), this::giveUp);
    Desk desk = new RowDesk();
    var calls =
        new SharedCalls(parts.vertx(), parts.api(), desk, first.accountId(), first.interactive());
    this.requests = PlanRequests.of(calls, parts.queue(), desk);
  }

  /**
   * Begins the work.
   *
   * @return the end of each row's, by its job
   */
  Map<PushJob, Future<Void>> begin(RowWork work, PushListener listener) {
    Map<PushJob, Future<Void>> ends = new LinkedHashMap<>();
    for (PlanRow row : rows.values()) {
      ends.put(row.job(), row.end().future());
      row.end().future().onComplete(done -> ended(row));
      ready.add(new Turn(row, () -> start(row, work, listener)));
    }
    pump();
    return ends;
  }

  private void start(PlanRow row, RowWork work, PushListener listener) {
    work.run(row.job(), row.lease(), listener, this)
        .onComplete(row.end()::tryComplete, row.end()::tryFail);
  }

  @Override
  public Future<Exchange> look(PushJob job, Lease lease) {
    return ask(job, PushStep.nothing(), lease);
  }

  @Override
  public Future<Exchange> run(PushJob job, PushStep step, Lease lease) {
    return step.operation() == Operation.NONE
        ? parts.alone().run(job, step, lease)
        : ask(job, step, lease);
  }

  private Future<Exchange> ask(PushJob job, PushStep step, Lease lease) {
    Ask ask = new Ask(job, step);
    PlanRow row = row(ask);
    if (row.isAlone()) {
      return doAlone(ask, lease);
    }
    row.asks(job, lease);
    busy--;
    if (ask.isPlain()) {
      waiting.add(ask);
    } else {
      leave(ask);
    }
    pump();
    return ask.answered();
  }

  private PlanRow row(Ask ask) {
    PlanRow row = rows.get(ask.job().taskId());
    if (row == null) {
      throw new IllegalStateException("task " + ask.job().taskId() + " is not of this plan");
    }
    return row;
  }

  private void leave(Ask ask) {
    row(ask).leaves();
    lonely.add(ask);
  }

  private Future<Exchange> doAlone(Ask ask, Lease lease) {
    return ask.isLook()
        ? parts.alone().look(ask.job(), lease)
        : parts.alone().run(ask.job(), ask.step(), lease);
  }

  private void ended(PlanRow row) {
    rows.remove(row.job().taskId());
    if (row.isAlone()) {
      busyAlone--;
    } else if (row.isWorking()) {
      busy--;
    }
    if (rows.isEmpty()) {
      leases.end();
    }
    pump();
  }

  /** Not from within itself: rows may answer at once. */
  private void pump() {
    leases.moved();
    if (pumping) {
      return;
    }
    pumping = true;
    boolean more = true;
    while (more) {
      more = goesOn();
    }
    pumping = false;
    if (busy == 0 && ready.isEmpty() && !serving && !waiting.isEmpty()) {
      serve();
    }
  }

  private boolean goesOn() {
    if (busy < AT_ONCE && !ready.isEmpty()) {
      busy++;
      take(ready.remove());
      return true;
    }
    if (busyAlone < AT_ONCE && !lonely.isEmpty()) {
      busyAlone++;
      goAlone(lonely.remove());
      return true;
    }
    return false;
  }

  /** Whatever goes wrong with one row must not hold up the others: its lease runs out. */
  private static void take(Turn turn) {
    turn.row.works();
    try {
      turn.work.run();
    } catch (RuntimeException e) {
      turn.row.end().tryFail(e);
    }
  }

  /**
   * What stands in line behind a spent budget is put off one request after another; who stood there
   * for so long that the twin may have changed meanwhile begins anew.
   */
  private void goAlone(Ask ask) {
    PlanRow row = row(ask);
    row.goesAlone();
    Optional.of(ask)
        .filter(Ask::isTooOldAlone)
        .map(old -> Exchange.unsent(new NotSent(Obstacle.LEASE_SHORT, Optional.of(Duration.ZERO))))
        .or(line::turnedAway)
        .map(Future::succeededFuture)
        .orElseGet(
            () ->
                Future.succeededFuture()
                    .compose(go -> doAlone(ask, row.lease()))
                    .onSuccess(line::note))
        .onSuccess(ask::answerAlone)
        .onFailure(ask::fail);
  }

  private void serve() {
    List<Ask> asks = PlanRequests.next(waiting);
    waiting.removeAll(asks);
    serving = true;
    Future.succeededFuture()
        .compose(go -> requests.serve(asks))
        .onComplete(
            done -> {
              Throwable why = done.failed() ? done.cause() : new IllegalStateException(UNDECIDED);
              // Only those that are not decided hear of it.
              asks.forEach(ask -> decide(ask, () -> ask.fail(why)));
              serving = false;
              pump();
            });
  }

  /** A row whose turn has ended needs no answer. */
  private void decide(Ask ask, Runnable telling) {
    PlanRow row = rows.get(ask.job().taskId());
    if (row != null && ask.decide()) {
      ready.add(new Turn(row, telling));
    }
  }

  /** Whatever the rows wait for may still come: it finds them held no more, and sends nothing. */
  private void giveUp() {
    List<PlanRow> kept = rows.values().stream().filter(PlanRow::isKept).toList();
    log.error("{} rows are given back to the queue: nothing happens in their plan", kept.size());
    waiting.clear();
    ready.clear();
    lonely.clear();
    kept.forEach(row -> row.end().tryFail("the plan stands still"));
  }

  private final class RowDesk implements Desk {
    @Override
    public Future<Held> keep() {
      return leases.keep();
    }

    @Override
    public Future<Held> keepRecently() {
      return leases.keepRecently();
    }

    @Override
    public void answer(Ask ask, Exchange exchange) {
      decide(ask, () -> ask.answer(exchange));
      pump();
    }

    @Override
    public void fail(Ask ask, Throwable failure) {
      decide(ask, () -> ask.fail(failure));
      pump();
    }

    @Override
    public void alone(Ask ask) {
      if (rows.containsKey(ask.job().taskId()) && ask.decide()) {
        leave(ask);
        pump();
      }
    }
  }
}
