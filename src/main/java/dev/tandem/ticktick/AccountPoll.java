package dev.tandem.ticktick;

import dev.tandem.sync.Inbox;
import dev.tandem.sync.PollPace;
import dev.tandem.sync.PollPlan;
import dev.tandem.sync.PollRoutes.FinishPoll;
import dev.tandem.sync.PollRoutes.Poll;
import dev.tandem.sync.PullRoutes.EndTwins;
import dev.tandem.sync.PullRoutes.EndedTwin;
import dev.tandem.sync.PullRoutes.FindAbsent;
import dev.tandem.sync.PullRoutes.LookedAt;
import dev.tandem.sync.PullRoutes.MissingTwin;
import dev.tandem.sync.PullRoutes.NoteLists;
import dev.tandem.sync.PullRoutes.NoteLooks;
import dev.tandem.sync.PullRoutes.Seen;
import dev.tandem.sync.PullTrouble;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import dev.tandem.task.SyncError;
import dev.tandem.ticktick.PollRequests.Turn;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One poll of an account: reads, has it merged, looks at what is missing, and lets the account go.
 * Whoever dies in between leaves a lease that runs out, and what was merged stays merged. For one
 * event loop.
 */
final class AccountPoll {
  private static final Logger log = LoggerFactory.getLogger(AccountPoll.class);

  /** Other tokens came meanwhile: whoever they are of is to be read anew. */
  private static final Duration AT_ONCE = Duration.ZERO;

  /** What is deferred may be waited for this long before what was completed is let go of. */
  private static final Duration DEFERRED = Duration.ofHours(1);

  /** What ends a reading without being an error of it. */
  private static final Set<Obstacle> HARMLESS =
      EnumSet.of(Obstacle.NOT_CONNECTED, Obstacle.LEASE_SHORT, Obstacle.STOPPING);

  private final Parts parts;
  private final Poll poll;
  private final Turn turn;
  private final PollRequests requests;
  private final PollHarvest harvest;
  private final AccountReading reading;
  private final PullMerge merge;
  private long deleted;
  private boolean twinsOutdated;

  /** What all polls share. */
  record Parts(
      Vertx vertx,
      GuardedTickTickApi api,
      Pulls pulls,
      ProjectPull projects,
      InboxLearning inboxes,
      PollPace pace) {}

  /**
   * @param error for people; null: all was read that was to be
   */
  record Outcome(PullTotals totals, @Nullable SyncError error) {}

  AccountPoll(Parts parts, Poll poll, Turn turn) {
    this.parts = parts;
    this.poll = poll;
    this.turn = turn;
    this.requests = new PollRequests(parts.vertx, parts.api, poll, turn);
    this.harvest = new PollHarvest(poll.accountId());
    this.reading =
        new AccountReading(
            poll, PollPlan.of(poll, turn.asked()), requests, harvest, parts.projects);
    this.merge = new PullMerge(parts.pulls, poll);
  }

  /** Fails only if the gateway's own database does. */
  Future<Outcome> run() {
    long renewal =
        parts.vertx.setPeriodic(Pulls.LEASE.dividedBy(3).toMillis(), fired -> renewLease());
    return reading
        .run()
        .compose(done -> merge())
        .compose(done -> lookWhereSomethingIsAbsent())
        .compose(done -> noteLists())
        .transform(
            done -> {
              parts.vertx.cancelTimer(renewal);
              return done.succeeded() ? finish() : giveUp(done.cause());
            });
  }

  private void renewLease() {
    parts
        .pulls
        .renew(poll.accountId())
        .onSuccess(
            held -> {
              if (!held) {
                requests.lost();
              }
            })
        .onFailure(
            failure ->
                log.warn(
                    "The reading of account {} was not prolonged: {}",
                    poll.accountId(),
                    failure.getMessage()));
  }

  private Future<Void> merge() {
    List<Seen> seen = harvest.takeUnmerged();
    learnInbox(seen);
    return isOutdated() ? done() : merge.compareAndApply(seen);
  }

  private void learnInbox(List<Seen> seen) {
    if (poll.lists().stream().anyMatch(list -> list.id().equals(Inbox.ALIAS))) {
      seen.stream()
          .map(task -> task.twin().projectId())
          .filter(InboxLearning::isInboxId)
          .findFirst()
          .ifPresent(id -> parts.inboxes.learn(poll.accountId(), poll.generation(), id));
    }
  }

  /** Only a list itself proves that it lacks a task. */
  private Future<Void> lookWhereSomethingIsAbsent() {
    Optional<AccountReading.Filtered> filtered = reading.filtered();
    Set<String> shown = filtered.map(AccountReading.Filtered::shown).orElse(null);
    if (shown == null || isOutdated()) {
      return done();
    }
    Instant readAt = filtered.get().readAt();
    return parts
        .pulls
        .findAbsent(new FindAbsent(poll.accountId(), poll.generation(), readAt, shown))
        .compose(absent -> reading.lists(reading.readable(absent.lists())))
        .compose(read -> merge());
  }

  private Future<Void> noteLists() {
    if (isOutdated() || harvest.lists().isEmpty()) {
      return done();
    }
    return parts
        .pulls
        .noteLists(
            new NoteLists(
                poll.accountId(),
                poll.generation(),
                harvest.lists(),
                reading.hasAllLists(),
                reading.sweptAt().isPresent()))
        .compose(
            missing -> {
              twinsOutdated = missing.outdated();
              return lookAt(
                  missing.twins().stream()
                      .filter(twin -> !harvest.isShown(twin.remoteId()))
                      .toList());
            });
  }

  private Future<Void> lookAt(List<MissingTwin> twins) {
    MissingLooks looks = new MissingLooks(requests, reading::otherLists);
    return looks
        .at(twins)
        .compose(done -> isOutdated() ? done() : merge.apply(looks.changed()))
        .compose(done -> merge.applyEach(looks.trashed()))
        .compose(
            merged -> {
              List<EndedTwin> ended = new ArrayList<>(looks.ended());
              merged.forEach(seen -> ended.add(new EndedTwin(seen.twin().id(), seen.readAt())));
              return isOutdated() || ended.isEmpty() ? done() : end(ended);
            })
        .compose(done -> noteLooks(looks.lookedAt()));
  }

  /** Last, so that only those are noted about which nothing was decided. */
  private Future<Void> noteLooks(List<LookedAt> twins) {
    return isOutdated() || twins.isEmpty()
        ? done()
        : parts
            .pulls
            .noteLooks(new NoteLooks(poll.accountId(), poll.generation(), twins))
            .mapEmpty();
  }

  private Future<Void> end(List<EndedTwin> twins) {
    return parts
        .pulls
        .endTwins(new EndTwins(poll.accountId(), poll.generation(), twins))
        .map(
            told -> {
              twinsOutdated = told.outdated();
              deleted = told.deleted();
              return null;
            });
  }

  private boolean isOutdated() {
    return requests.isOutdated() || merge.isOutdated() || twinsOutdated;
  }

  private Future<Outcome> finish() {
    if (isOutdated()) {
      return finish(null, poll.quiet(), AT_ONCE);
    }
    if (merge.failed() > 0) {
      harvest.add(PullTrouble.notMerged(merge.failed(), requests.now()));
    }
    SyncError error = error();
    boolean stopping = isEnd(Obstacle.STOPPING);
    boolean whole = error == null && requests.end() == null;
    PollPace.Next next =
        parts.pace.after(poll, totals().isNews(), whole, RandomGenerator.getDefault());
    return finish(error, next.quiet(), stopping ? AT_ONCE : next.pause());
  }

  private Future<Outcome> finish(@Nullable SyncError error, int quiet, Duration wait) {
    boolean counts = !isOutdated();
    return parts
        .pulls
        .finish(
            new FinishPoll(
                poll.accountId(),
                parts.pulls.owner(),
                counts ? reading.sweptAt().orElse(null) : null,
                counts ? completedUntil() : null,
                quiet,
                wait,
                error))
        .map(held -> new Outcome(totals(), error));
  }

  /** What was completed and is left to another reading must be shown by it. */
  private @Nullable Instant completedUntil() {
    Instant until = reading.completedUntil();
    if (until == null || !merge.isDeferred()) {
      return until;
    }
    Instant before = poll.completedUntil();
    Instant enough = until.minus(DEFERRED);
    return before != null && before.isAfter(enough) ? before : enough;
  }

  /** The account is due again by itself once the database is back. */
  private Future<Outcome> giveUp(Throwable failure) {
    log.warn("The reading of account {} failed: {}", poll.accountId(), failure.getMessage());
    SyncError error =
        new SyncError(
            "internal",
            "What TickTick shows could not be stored; it will be read again.",
            requests.now());
    return parts
        .pulls
        .finish(
            new FinishPoll(
                poll.accountId(),
                parts.pulls.owner(),
                null,
                null,
                poll.quiet(),
                parts.pace.base(),
                error))
        .map(held -> new Outcome(totals(), error));
  }

  /** A budget that was spent is no error of what was read in the background: it goes on later. */
  private @Nullable SyncError error() {
    RemoteAnswer end = requests.end();
    if (end == null
        || (end instanceof NotSent unsent && HARMLESS.contains(unsent.why()))
        || (isEnd(Obstacle.BUDGET_SPENT) && !turn.asked())) {
      return harvest.trouble();
    }
    return PullTrouble.of("TickTick", end, requests.now());
  }

  private boolean isEnd(Obstacle obstacle) {
    return requests.end() instanceof NotSent unsent && unsent.why() == obstacle;
  }

  private PullTotals totals() {
    return merge.totals().plus(reading.stored()).plusDeleted(deleted);
  }

  private static Future<Void> done() {
    return Future.succeededFuture();
  }
}
