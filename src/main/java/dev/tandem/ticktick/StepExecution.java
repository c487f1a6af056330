package dev.tandem.ticktick;

import dev.tandem.account.AccountCommand.Claim;
import dev.tandem.sync.Fields;
import dev.tandem.sync.Freshness;
import dev.tandem.sync.Inbox;
import dev.tandem.sync.Link;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushJob.Blocker;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Empty;
import dev.tandem.sync.RemoteAnswer.NoAnswer;
import dev.tandem.sync.RemoteAnswer.NotFound;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import dev.tandem.sync.RemoteAnswer.Silence;
import dev.tandem.sync.RemoteAnswer.Stored;
import dev.tandem.sync.RemoteAnswer.Success;
import dev.tandem.sync.StoredForm;
import dev.tandem.sync.SyncField;
import dev.tandem.sync.SyncResult.Operation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries out one step of a push. A 200 is no proof: answers are looked at, and where one says
 * nothing, TickTick is asked again.
 */
final class StepExecution implements Steps {
  private static final Duration BLOCKED_WAIT = Duration.ofSeconds(30);

  private static final int MOST_PASSED_OVER = 10_000;

  /** How often a row that waits in its turn asks whether the budget has a request for it. */
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final GuardedTickTickApi api;
  private final PushQueue queue;
  private final TwinReading twins;

  /**
   * Remote ids of updates that came to nothing and could not be sent once more in the same turn:
   * the next one goes on from there, as the three requests of a slow TickTick never fit into one.
   */
  private final Set<String> passedOver = new HashSet<>();

  StepExecution(Vertx vertx, GuardedTickTickApi api, PushQueue queue) {
    this.vertx = vertx;
    this.api = api;
    this.queue = queue;
    this.twins = new TwinReading(api);
  }

  /**
   * What was just looked at waits in its turn for the budget's next request, as long as it counts
   * as seen: later a person may have changed it there, and it is looked at again in another turn.
   */
  @Override
  public Future<Exchange> run(PushJob job, PushStep step, Lease lease) {
    return inTurn(job, step, lease, seenUntil(job));
  }

  private Future<Exchange> inTurn(PushJob job, PushStep step, Lease lease, long seenUntil) {
    return carryOut(job, step, lease)
        .compose(
            exchange -> {
              Optional<Duration> wait = refill(job, exchange);
              boolean waits =
                  wait.isPresent()
                      && System.nanoTime() + wait.get().toNanos() - seenUntil < 0
                      && lease.outlasts(wait.get().plus(api.limit()));
              return waits
                  ? vertx
                      .timer(
                          Math.min(wait.get().toMillis() + 1, ASK_AGAIN.toMillis()),
                          TimeUnit.MILLISECONDS)
                      .compose(due -> inTurn(job, step, lease, seenUntil))
                  : Future.succeededFuture(exchange);
            });
  }

  /** Whoever waits for it is told at once that it takes a while. */
  private static Optional<Duration> refill(PushJob job, Exchange exchange) {
    return !job.interactive()
            && exchange.requests() == 0
            && exchange.answer() instanceof NotSent unsent
            && unsent.why() == Obstacle.BUDGET_SPENT
        ? unsent.after()
        : Optional.empty();
  }

  /** As {@link System#nanoTime}; how old the look is, the database's clock tells. */
  private static long seenUntil(PushJob job) {
    Instant readAt = job.link() == null ? null : job.link().sight().readAt();
    Duration left =
        readAt == null
            ? Duration.ZERO
            : Freshness.FRESH.minus(Duration.between(readAt, job.claimedAt()));
    return System.nanoTime() + left.toNanos();
  }

  private Future<Exchange> carryOut(PushJob job, PushStep step, Lease lease) {
    Operation operation = step.operation();
    if (operation == Operation.NONE) {
      return Future.succeededFuture(new Exchange(new Empty(), 0, 0));
    }
    if (job.blocker() == Blocker.PROJECT && operation != Operation.DELETE) {
      return Future.succeededFuture(
          Exchange.unsent(new NotSent(Obstacle.PROJECT_PENDING, Optional.of(BLOCKED_WAIT))));
    }
    Caller caller = caller(job, lease);
    Link link = job.link();
    if (operation == Operation.CREATE || link == null) {
      return create(caller, step, job.inboxId());
    }
    return switch (operation) {
      case UPDATE -> update(caller, step, link);
      case MOVE -> move(caller, step, link, job.inboxId());
      case COMPLETE -> complete(caller, job, link);
      case DELETE ->
          api.call(caller, TickTickRequest.delete(link.remoteProjectId(), link.remoteId()));
      case CREATE, NONE -> throw new IllegalStateException("answered above");
    };
  }

  private static Caller caller(PushJob job, Lease lease) {
    Claim claim = new Claim(job.taskId(), job.fence());
    return new Caller(job.accountId(), claim, job.interactive(), lease);
  }

  @Override
  public Future<Exchange> look(PushJob job, Lease lease) {
    Link link = Objects.requireNonNull(job.link(), "without a twin there is nothing to see");
    return twins.look(caller(job, lease), link);
  }

  static boolean isRecurring(Link link) {
    return link.base().there().repeatFlag() != null;
  }

  /**
   * A recurring task goes on to its next occurrence instead of being completed: only a look tells,
   * and what may yet arrive is not sent again, as it would complete the occurrence after that too.
   */
  private Future<Exchange> complete(Caller caller, PushJob job, Link link) {
    boolean recurring = isRecurring(link);
    Link.Watch watch = link.watch();
    if (recurring
        && watch != null
        && watch.fields().contains(SyncField.STATUS)
        && watch.until().isAfter(job.claimedAt())) {
      Duration wait = Duration.between(job.claimedAt(), watch.until());
      return Future.succeededFuture(
          Exchange.unsent(new NotSent(Obstacle.COMPLETION_PENDING, Optional.of(wait))));
    }
    return api.call(caller, TickTickRequest.complete(link.remoteProjectId(), link.remoteId()))
        .compose(
            exchange ->
                recurring && exchange.answer() instanceof Success
                    ? twins.afterWrite(caller, link).map(seen -> seenAfter(exchange, seen))
                    : Future.succeededFuture(exchange));
  }

  private static Exchange seenAfter(Exchange completed, Exchange seen) {
    Exchange whole = seen.after(completed.requests());
    return seen.answer() instanceof Stored ? whole : whole.as(new NoAnswer(Silence.RESET));
  }

  private Future<Exchange> create(Caller caller, PushStep step, @Nullable String inboxId) {
    Claim claim = Objects.requireNonNull(caller.claim(), "a create is made under a claim");
    return api.call(caller, () -> intended(claim, sent(step), inboxId))
        .map(exchange -> TwinReading.asTask(exchange, task -> true));
  }

  private Future<Optional<TickTickRequest>> intended(
      Claim claim, Fields sent, @Nullable String inboxId) {
    return queue
        .intend(claim, sent)
        .map(
            granted ->
                granted
                    ? Optional.of(TickTickRequest.create(TaskWriting.create(sent, inboxId)))
                    : Optional.empty());
  }

  private Future<Exchange> update(Caller caller, PushStep step, Link link) {
    if (passedOver.remove(link.remoteId())) {
      return readAgain(caller, step, link);
    }
    return sendUpdate(caller, step.carries(), step, link)
        .compose(
            exchange ->
                exchange.answer() instanceof Empty
                    ? readAgain(caller, step, link).map(read -> read.after(exchange.requests()))
                    : Future.succeededFuture(exchange));
  }

  private Future<Exchange> sendUpdate(
      Caller caller, Set<SyncField> fields, PushStep step, Link link) {
    return api.call(
            caller,
            TickTickRequest.update(link.remoteId(), TaskWriting.update(link, sent(step), fields)))
        .map(exchange -> TwinReading.asTask(exchange, task -> task.id().equals(link.remoteId())));
  }

  /**
   * After an empty answer: was it applied after all, or do id and list not fit? What a person
   * changed there since the look is merged before anything is sent again.
   */
  private Future<Exchange> readAgain(Caller caller, PushStep step, Link link) {
    return twins
        .once(caller, link)
        .map(exchange -> TwinReading.asTask(exchange, task -> TwinReading.isTwin(task, link)))
        .compose(
            exchange -> {
              if (!(exchange.answer() instanceof Stored stored)) {
                return Future.succeededFuture(
                    exchange.answer() instanceof Success ? exchange.as(new Empty()) : exchange);
              }
              if (StoredForm.holds(step, stored.task().fields())) {
                return Future.succeededFuture(exchange);
              }
              if (!TwinReading.isAsItWas(stored.task(), link)) {
                return Future.succeededFuture(exchange.asLook());
              }
              return sendWithTitle(caller, step, link)
                  .map(again -> again.after(exchange.requests()));
            });
  }

  /** Once: some clients report that an update without a title is passed over. */
  private Future<Exchange> sendWithTitle(Caller caller, PushStep step, Link link) {
    Set<SyncField> fields = EnumSet.copyOf(step.carries());
    fields.add(SyncField.TITLE);
    return sendUpdate(caller, fields, step, link)
        .onSuccess(
            exchange -> {
              if (exchange.answer() instanceof NotSent && passedOver.size() < MOST_PASSED_OVER) {
                passedOver.add(link.remoteId());
              }
            });
  }

  private Future<Exchange> move(Caller caller, PushStep step, Link link, @Nullable String inboxId) {
    String to = Inbox.listOf(sent(step).projectId(), inboxId);
    var move = new TickTickRequest.Move(link.remoteId(), link.remoteProjectId(), to);
    return api.call(caller, TickTickRequest.moves(List.of(move)))
        .compose(
            exchange -> {
              if (!(exchange.answer() instanceof Success)
                  || PlanMoves.names(exchange, link.remoteId())) {
                return Future.succeededFuture(exchange);
              }
              return lookIn(caller, to, link).map(found -> found.after(exchange.requests()));
            });
  }

  /** The move's answer did not name the task; it is idempotent, so a wrong "no" costs little. */
  private Future<Exchange> lookIn(Caller caller, String projectId, Link link) {
    return api.call(caller, TickTickRequest.read(projectId, link.remoteId()))
        .map(
            exchange ->
                TwinReading.asTask(
                    exchange,
                    task -> task.id().equals(link.remoteId()) && TwinReading.isIn(task, projectId)))
        .map(
            exchange -> {
              RemoteAnswer answer = exchange.answer();
              boolean elsewhere =
                  answer instanceof NotFound
                      || (answer instanceof Success && !(answer instanceof Stored));
              return elsewhere ? exchange.as(new Empty()) : exchange;
            });
  }

  private static Fields sent(PushStep step) {
    return Objects.requireNonNull(step.sent(), "only deletes carry nothing");
  }
}
