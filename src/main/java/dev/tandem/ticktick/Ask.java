package dev.tandem.ticktick;

import dev.tandem.sync.Fields;
import dev.tandem.sync.Inbox;
import dev.tandem.sync.Link;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushJob.Blocker;
import dev.tandem.sync.PushJob.Look;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.SyncResult.Operation;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** What one row of a plan asks of TickTick next. For one event loop. */
final class Ask {
  /**
   * Beyond this a look at the twin is no reason any more to write to it: the row begins anew.
   * Longer than a shared request waits for a spent budget: if it were not, the request would be
   * granted with nothing left to send, over and over.
   */
  private static final Duration FRESH = SharedCalls.PATIENCE.plusSeconds(15);

  /** As old as that of a single row may be (sync.md, Push 3): its list is read again if it can. */
  private static final Duration RECENT = Duration.ofSeconds(5);

  /** After more in a row it could be the row that brings them upon its plans. */
  private static final int MOST_OUTAGES = 4;

  private final PushJob job;
  private final PushStep step;
  private final Promise<Exchange> answer = Promise.promise();
  private int requests;
  private long seenAt;
  private boolean decided;

  /**
   * @param step {@link PushStep#nothing()}: the twin is to be looked at
   */
  Ask(PushJob job, PushStep step) {
    this.job = job;
    this.step = step;
    this.seenAt = System.nanoTime() - age(job);
  }

  /** How long before the row's snapshot its twin was seen, in nanoseconds. */
  private static long age(PushJob job) {
    Instant readAt = job.link() == null ? null : job.link().sight().readAt();
    return readAt == null ? 0 : Math.max(0, Duration.between(readAt, job.claimedAt()).toNanos());
  }

  PushJob job() {
    return job;
  }

  PushStep step() {
    return step;
  }

  Operation operation() {
    return step.operation();
  }

  boolean isLook() {
    return step.operation() == Operation.NONE;
  }

  /**
   * Whether it can go together with others. What is left out has rules that only single rows know.
   */
  boolean isPlain() {
    boolean recurring = operation() == Operation.COMPLETE && StepExecution.isRecurring(link());
    return job.attempts() == 0
        && job.outages() <= MOST_OUTAGES
        && job.look() != Look.NEVER
        && job.blocker() != Blocker.PROJECT
        && operation() != Operation.DELETE
        && !recurring;
  }

  /** Of an ask about a twin. */
  Link link() {
    return Objects.requireNonNull(job.link(), "only a create has no twin");
  }

  Fields sent() {
    return Objects.requireNonNull(step.sent(), "only looks and deletes carry nothing");
  }

  /** The list in which its effect shows. */
  String aim() {
    boolean goesThere = operation() == Operation.CREATE || operation() == Operation.MOVE;
    return goesThere ? Inbox.listOf(sent().projectId(), job.inboxId()) : link().remoteProjectId();
  }

  /** The same by the one name under which it is read. */
  String list() {
    String aim = aim();
    return Inbox.is(aim) ? Inbox.ALIAS : aim;
  }

  /** Whether what is known of the twin is still good enough to write to it. */
  boolean isFresh() {
    return job.link() == null || System.nanoTime() - seenAt < FRESH.toNanos();
  }

  /** Whether it was seen so lately that a person hardly had the time to change it since. */
  boolean isRecent() {
    return job.link() == null || System.nanoTime() - seenAt < RECENT.toNanos();
  }

  /**
   * Whether its row, by itself, has to look once more. A completion or a delete cannot be taken
   * back by a merge: for those as for a single row.
   */
  boolean isTooOldAlone() {
    boolean forGood = operation() == Operation.DELETE || operation() == Operation.COMPLETE;
    return !isLook() && !(forGood ? isRecent() : isFresh());
  }

  /**
   * The twin is still as it was.
   *
   * @param at when it was asked for, as {@link System#nanoTime}
   */
  void seen(long at) {
    seenAt = at;
  }

  Future<Exchange> answered() {
    return answer.future();
  }

  /** Whether nothing was decided about it before: only the first decision counts. */
  boolean decide() {
    boolean first = !decided;
    decided = true;
    return first;
  }

  /** One or more requests carried it. */
  void carried(int by) {
    requests += by;
  }

  /** Answers whoever asked; only the first answer counts. */
  void answer(Exchange exchange) {
    answer.tryComplete(new Exchange(exchange.answer(), requests, exchange.generation()));
  }

  /** The same for an answer of its own, after what it shared. */
  void answerAlone(Exchange exchange) {
    answer.tryComplete(exchange.after(requests));
  }

  void fail(Throwable failure) {
    answer.tryFail(failure);
  }
}
