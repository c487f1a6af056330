package dev.tandem.ticktick;

import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import dev.tandem.sync.SyncResult.Operation;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

  /** Leases that were renewed within this time outlast a request still. */
  private static final Duration KEPT_RECENTLY = Duration.ofSeconds(1);

  private final Parts parts;
  private final PlanRequests requests;
  private final BudgetLine line;
  private final Map<Long, Member> members = new LinkedHashMap<>();
  private final List<Ask> waiting = new ArrayList<>();
  private final Deque<Turn> ready = new ArrayDeque<>();
  private final Deque<Ask> lonely = new ArrayDeque<>();
  private final long renewals;
  private int busy;
  private int busyAlone;
  private boolean serving;
  private boolean pumping;
  private @Nullable Future<Desk.Held> keeping;

  /** What every plan works with. */
  record Parts(
      Vertx vertx, GuardedTickTickApi api, PushQueue queue, StepExecution alone, Times times) {}

  /**
   * @param lease for which rows are kept
   * @param perRequest how long the budget takes to grant another request
   */
  record Times(Duration lease, Duration perRequest) {}

  /** What a row does next. */
  private record Turn(Member member, Runnable work) {}

  /** A row of the plan. */
  private static final class Member {
    private final Promise<Void> end = Promise.promise();
    private PushJob job;
    private Lease lease;
    private boolean idle = true;
    private boolean alone;

    Member(PushJob job, Lease lease) {
      this.job = job;
      this.lease = lease;
    }
  }

  /**
   * @param jobs of one account, and either all or none with a person who waits for it
   */
  Plan(Parts parts, List<PushJob> jobs, Lease lease) {
    this.parts = parts;
    this.line = new BudgetLine(parts.times().perRequest());
    Desk desk = new RowDesk();
    PushJob first = jobs.get(0);
    var calls =
        new SharedCalls(parts.vertx(), parts.api(), desk, first.accountId(), first.interactive());
    this.requests = PlanRequests.of(calls, parts.queue(), desk);
    jobs.forEach(job -> members.put(job.taskId(), new Member(job, lease)));
    this.renewals =
        parts
            .vertx()
            .setPeriodic(
                parts.times().lease().toMillis() / 3,
                due ->
                    keep()
                        .onFailure(
                            failure ->
                                log.debug(
                                    "A plan's rows are not renewed: {}", failure.toString())));
  }

  /**
   * Begins the work.
   *
   * @return the end of each row's, by its job
   */
  Map<PushJob, Future<Void>> begin(RowWork work, PushListener listener) {
    Map<PushJob, Future<Void>> ends = new LinkedHashMap<>();
    for (Member member : members.values()) {
      ends.put(member.job, member.end.future());
      member.end.future().onComplete(done -> ended(member));
      ready.add(new Turn(member, () -> start(member, work, listener)));
    }
    pump();
    return ends;
  }

  private void start(Member member, RowWork work, PushListener listener) {
    member.idle = false;
    work.run(member.job, member.lease, listener, this)
        .onComplete(member.end::tryComplete, member.end::tryFail);
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
    Member member = member(ask);
    if (member.alone) {
      return doAlone(ask, lease);
    }
    member.job = job;
    member.lease = lease;
    member.idle = true;
    busy--;
    if (ask.isPlain()) {
      waiting.add(ask);
    } else {
      leave(ask);
    }
    pump();
    return ask.answered();
  }

  private Member member(Ask ask) {
    Member member = members.get(ask.job().taskId());
    if (member == null) {
      throw new IllegalStateException("task " + ask.job().taskId() + " is not of this plan");
    }
    return member;
  }

  private void leave(Ask ask) {
    member(ask).alone = true;
    lonely.add(ask);
  }

  private Future<Exchange> doAlone(Ask ask, Lease lease) {
    return ask.isLook()
        ? parts.alone().look(ask.job(), lease)
        : parts.alone().run(ask.job(), ask.step(), lease);
  }

  private void ended(Member member) {
    members.remove(member.job.taskId());
    if (member.alone) {
      busyAlone--;
    } else {
      busy--;
    }
    if (members.isEmpty()) {
      parts.vertx().cancelTimer(renewals);
    }
    pump();
  }

  /** Not from within itself: rows may answer at once. */
  private void pump() {
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
    try {
      turn.work.run();
    } catch (RuntimeException e) {
      turn.member.end.tryFail(e);
    }
  }

  /**
   * What stands in line behind a spent budget is put off one request after another; who stood there
   * for so long that the twin may have changed meanwhile begins anew.
   */
  private void goAlone(Ask ask) {
    Member member = member(ask);
    member.idle = false;
    tooOld(ask)
        .or(line::turnedAway)
        .map(Future::succeededFuture)
        .orElseGet(
            () ->
                Future.succeededFuture()
                    .compose(go -> doAlone(ask, member.lease))
                    .onSuccess(line::note))
        .onSuccess(ask::answerAlone)
        .onFailure(ask::fail);
  }

  /** A completion or a delete cannot be taken back by a merge: for those as for a single row. */
  private static Optional<Exchange> tooOld(Ask ask) {
    boolean forGood = ask.operation() == Operation.DELETE || ask.operation() == Operation.COMPLETE;
    boolean good = ask.isLook() || (forGood ? ask.isRecent() : ask.isFresh());
    return good
        ? Optional.empty()
        : Optional.of(
            Exchange.unsent(new NotSent(Obstacle.LEASE_SHORT, Optional.of(Duration.ZERO))));
  }

  private void serve() {
    List<Ask> asks = PlanRequests.next(waiting);
    waiting.removeAll(asks);
    serving = true;
    Future.succeededFuture()
        .compose(go -> requests.serve(asks))
        .onFailure(failure -> asks.forEach(ask -> decide(ask, () -> ask.fail(failure))))
        .onComplete(
            done -> {
              serving = false;
              pump();
            });
  }

  private void decide(Ask ask, Runnable telling) {
    if (ask.decide()) {
      Member member = member(ask);
      ready.add(
          new Turn(
              member,
              () -> {
                member.idle = false;
                telling.run();
              }));
    }
  }

  /** One after the other: a request that waits for the budget asks again and again. */
  private Future<Desk.Held> keepRecently() {
    Future<Desk.Held> running = keeping;
    if (running != null) {
      return running;
    }
    Future<Desk.Held> kept = keep();
    keeping = kept;
    parts
        .vertx()
        .timer(KEPT_RECENTLY.toMillis(), TimeUnit.MILLISECONDS)
        .onComplete(over -> keeping = null);
    return kept;
  }

  private Future<Desk.Held> keep() {
    List<Member> idle = members.values().stream().filter(member -> member.idle).toList();
    List<Long> fences = idle.stream().map(member -> member.job.fence()).toList();
    long asked = System.nanoTime();
    return parts
        .queue()
        .renew(fences, parts.times().lease())
        .map(
            renewed -> {
              Lease lease = Lease.from(asked, parts.times().lease());
              var held = new Desk.Held(Set.copyOf(renewed.fences()), lease);
              idle.stream()
                  .filter(member -> held.fences().contains(member.job.fence()))
                  .forEach(member -> member.lease = lease);
              return held;
            });
  }

  private final class RowDesk implements Desk {
    @Override
    public Future<Held> keep() {
      return Plan.this.keep();
    }

    @Override
    public Future<Held> keepRecently() {
      return Plan.this.keepRecently();
    }

    @Override
    public Lease leaseOf(Ask ask) {
      return member(ask).lease;
    }

    @Override
    public void answer(Ask ask, Exchange exchange) {
      decide(ask, () -> ask.answer(exchange));
      pump();
    }

    @Override
    public void alone(Ask ask) {
      if (ask.decide()) {
        leave(ask);
        pump();
      }
    }
  }
}
