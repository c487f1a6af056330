package dev.tandem.ticktick;

import dev.tandem.sync.CallEnd;
import dev.tandem.sync.CreateIntent;
import dev.tandem.sync.Freshness;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushPlan;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.QueueRoutes.Resolve;
import dev.tandem.sync.QueueRoutes.Settle;
import dev.tandem.sync.QueueRoutes.Settled;
import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.ticktick.OrphanListings.Reply;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Works a claimed row off: step after step, each settled before the next. */
final class RowWork {
  private final Steps steps;
  private final CreateSearch search;
  private final Judge judge;
  private final PushQueue queue;
  private final InboxLearning inboxes;
  private final Duration leaseLength;

  RowWork(Steps steps, CreateSearch search, Judge judge, PushQueue queue, InboxLearning inboxes) {
    this.steps = steps;
    this.search = search;
    this.judge = judge;
    this.queue = queue;
    this.inboxes = inboxes;
    this.leaseLength = search.leaseLength();
  }

  /** Fails if the gateway's own database does; the row's lease then runs out by itself. */
  Future<Void> run(PushJob job, Lease lease, PushListener listener) {
    return run(job, lease, listener, steps);
  }

  /**
   * Never throws: what is wrong with one row must not keep those that were claimed with it.
   *
   * @param steps how its steps reach TickTick
   */
  Future<Void> run(PushJob job, Lease lease, PushListener listener, Steps steps) {
    Row row = new Row(listener, steps, job.claimedAt());
    return Future.succeededFuture().compose(go -> row.step(job, lease));
  }

  private final class Row {
    private final PushListener listener;
    private final Steps steps;
    private final List<String> pushed = new ArrayList<>();
    private final Instant began;
    private int requests;

    Row(PushListener listener, Steps steps, Instant began) {
      this.listener = listener;
      this.steps = steps;
      this.began = began;
    }

    Future<Void> step(PushJob job, Lease lease) {
      return job.intent() == null ? send(job, lease) : seek(job, job.intent());
    }

    /**
     * A create of unknown outcome comes before all else: whatever follows is about its twin. The
     * row does not wait for a listing, as that would hold up all that were claimed with it.
     */
    private Future<Void> seek(PushJob job, CreateIntent intent) {
      long claimed = System.nanoTime();
      Reply reply = search.listing(job, intent);
      if (reply instanceof Reply.Later later) {
        PushStep none = PushStep.nothing();
        Exchange unsent = new Exchange(later.answer(), 0, 0);
        return settle(job, none, judge.verdict(job, none, unsent, claimed), unsent)
            .onSuccess(settled -> search.settled(job, later));
      }
      long asked = System.nanoTime();
      return queue
          .resolve(new Resolve(job, ((Reply.Ready) reply).listing(), leaseLength))
          .compose(settled -> goOn(job, settled, Lease.from(asked, leaseLength)));
    }

    private Future<Void> send(PushJob job, Lease lease) {
      long claimed = System.nanoTime();
      PushStep planned = PushPlan.next(job);
      boolean looks = Freshness.mustLook(job, planned, began);
      PushStep step = looks ? PushStep.nothing() : planned;
      return (looks ? steps.look(job, lease) : steps.run(job, step, lease))
          .compose(
              exchange -> {
                inboxes.from(job, exchange);
                PushStep done = exchange.isLook() ? PushStep.nothing() : step;
                PushVerdict verdict = judge.verdict(job, done, exchange, claimed);
                return settle(job, done, verdict, exchange);
              });
    }

    private Future<Void> settle(
        PushJob job, PushStep step, PushVerdict verdict, Exchange exchange) {
      long asked = System.nanoTime();
      CallEnd end =
          step.operation() == Operation.CREATE
              ? CallEnd.ofCreate(exchange.answer())
              : CallEnd.KNOWN;
      return queue
          .settle(new Settle(job, step, verdict, leaseLength, exchange.requests(), end))
          .compose(settled -> goOn(job, settled, Lease.from(asked, leaseLength)));
    }

    private Future<Void> goOn(PushJob job, Settled settled, Lease lease) {
      if (settled.fenced()) {
        return Future.succeededFuture();
      }
      SyncResult result = settled.result();
      boolean looked = result.operation() == Operation.NONE && settled.next() != null;
      if (!looked) {
        listener.stepSettled(job.userId(), result);
      }
      pushed.addAll(result.pushedFields());
      requests += result.requests();
      PushJob next = settled.next();
      if (next != null) {
        return step(next, lease);
      }
      listener.rowFinished(job, whole(result));
      return Future.succeededFuture();
    }

    private SyncResult whole(SyncResult last) {
      return new SyncResult(
          last.taskId(),
          last.outcome(),
          last.operation(),
          last.remoteId(),
          List.copyOf(new TreeSet<>(pushed)),
          last.attempts(),
          requests,
          last.error(),
          last.at());
    }
  }
}
