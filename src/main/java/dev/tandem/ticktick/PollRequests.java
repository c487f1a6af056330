package dev.tandem.ticktick;

import dev.tandem.sync.PollRoutes.Poll;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.Limited;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import dev.tandem.sync.RemoteAnswer.Outage;
import dev.tandem.sync.RemoteAnswer.Unauthorized;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one poll, all with the tokens that the account had when it was claimed. Once one
 * shows that no more of them make sense, none is sent. For one event loop.
 */
final class PollRequests {
  /** In a row they are not about one list. */
  private static final int MOST_OUTAGES = 2;

  private final Vertx vertx;
  private final GuardedTickTickApi api;
  private final Poll poll;
  private final Turn turn;
  private Duration clockOffset = Duration.ZERO;
  private int outages;
  private boolean outdated;
  private @Nullable RemoteAnswer end;

  /**
   * When the poll was claimed, and for whom; moments are those of {@link System#nanoTime}.
   *
   * @param claimedAt when the claim's answer came
   * @param asked whether a person waits for it
   * @param patientUntil so long a request waits for the budget
   */
  record Turn(long claimedAt, boolean asked, long patientUntil) {}

  /**
   * @param readAt begin of the request
   */
  record Reply(RemoteAnswer answer, Instant readAt) {}

  PollRequests(Vertx vertx, GuardedTickTickApi api, Poll poll, Turn turn) {
    this.vertx = vertx;
    this.api = api;
    this.poll = poll;
    this.turn = turn;
  }

  /** Fails only if the gateway's own database does. */
  Future<Reply> ask(TickTickRequest request) {
    if (end != null) {
      return Future.succeededFuture(new Reply(end, now()));
    }
    Instant readAt = now();
    return api.call(Caller.ofPoll(poll.accountId(), turn.asked()), request)
        .compose(
            exchange -> {
              RemoteAnswer answer = exchange.answer();
              if (exchange.generation() != 0 && exchange.generation() != poll.generation()) {
                outdated = true;
                return ended(new NotSent(Obstacle.NOT_CONNECTED), readAt);
              }
              Optional<Duration> wait = worthWaiting(answer);
              if (wait.isPresent()) {
                return vertx
                    .timer(wait.get().toMillis() + 1, TimeUnit.MILLISECONDS)
                    .compose(due -> ask(request));
              }
              note(answer);
              return Future.succeededFuture(new Reply(answer, readAt));
            });
  }

  private Optional<Duration> worthWaiting(RemoteAnswer answer) {
    return answer instanceof NotSent unsent && unsent.why() == Obstacle.BUDGET_SPENT
        ? unsent
            .after()
            .filter(wait -> turn.patientUntil() - System.nanoTime() > wait.toNanos() && end == null)
        : Optional.empty();
  }

  private void note(RemoteAnswer answer) {
    outages = answer instanceof Outage ? outages + 1 : 0;
    if (answer instanceof Body body) {
      clockOffset = body.clockOffset();
    }
    boolean ofTheAccount =
        answer instanceof NotSent || answer instanceof Unauthorized || answer instanceof Limited;
    if (ofTheAccount || outages >= MOST_OUTAGES) {
      end = answer;
    }
  }

  private Future<Reply> ended(RemoteAnswer answer, Instant readAt) {
    end = answer;
    return Future.succeededFuture(new Reply(answer, readAt));
  }

  /** The account is another reader's by now. */
  void lost() {
    if (end == null) {
      end = new NotSent(Obstacle.LEASE_SHORT);
    }
  }

  /** What ended them; null: nothing did. */
  @Nullable RemoteAnswer end() {
    return end;
  }

  /** Whether the account has other tokens by now, so that nothing of the poll counts. */
  boolean isOutdated() {
    return outdated;
  }

  /** TickTick's clock minus the database's, by the last answer. */
  Duration clockOffset() {
    return clockOffset;
  }

  /** By the database's clock, and a little early: the claim's answer took its time. */
  Instant now() {
    return poll.now().plusNanos(System.nanoTime() - turn.claimedAt());
  }
}
