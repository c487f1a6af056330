package dev.tandem.ticktick;

import dev.tandem.account.AccountTokens;
import dev.tandem.config.Secret;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Limited;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import dev.tandem.sync.RemoteAnswer.Outage;
import dev.tandem.sync.RemoteAnswer.Silence;
import dev.tandem.sync.RemoteAnswer.Success;
import dev.tandem.sync.RemoteAnswer.Unauthorized;
import dev.tandem.ticktick.Accounts.Allowance;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TickTick, asked only when it may be: the breaker is closed, the account is connected, not paused
 * and within its budget and its eight requests at a time, and the row's lease is long enough. A 401
 * leads to one refresh and one more try. For one event loop.
 */
final class GuardedTickTickApi {
  private static final Logger log = LoggerFactory.getLogger(GuardedTickTickApi.class);

  private final TickTickApi api;
  private final HostBreaker breaker;
  private final TokenRefresher tokens;
  private final AccountGate gate;
  private final Duration limit;
  private boolean stopped;

  /** What an account must pass before each request. */
  record AccountGate(Accounts accounts, AccountTurns turns, AccountPauses pauses) {}

  /**
   * @param limit of one request
   */
  GuardedTickTickApi(
      TickTickApi api,
      HostBreaker breaker,
      TokenRefresher tokens,
      AccountGate gate,
      Duration limit) {
    this.api = api;
    this.breaker = breaker;
    this.tokens = tokens;
    this.gate = gate;
    this.limit = limit;
  }

  /** Fails only if the gateway's own database does. */
  Future<Exchange> call(Caller caller, TickTickRequest request) {
    return call(caller, always(request));
  }

  /**
   * @param request asked for when nothing but it is in the way, and once; empty: it must not be
   *     sent
   */
  Future<Exchange> call(Caller caller, Supplier<Future<Optional<TickTickRequest>>> request) {
    return gate.turns().take(caller, () -> new Call(caller, request).run());
  }

  private static Supplier<Future<Optional<TickTickRequest>>> always(TickTickRequest request) {
    return () -> Future.succeededFuture(Optional.of(request));
  }

  /**
   * Asks about a token whose TickTick account is not known: within the account's own budget, and
   * without a refresh, as the token may not be stored. Fails only if the gateway's own database
   * does.
   */
  Future<RemoteAnswer> check(Caller caller, Secret token, TickTickRequest request) {
    return gate.turns().take(caller, () -> new Call(caller, always(request)).check(token, request));
  }

  /** Sends nothing more; what is under way ends as it will. */
  void stop() {
    stopped = true;
  }

  /** As long as one request may take. */
  Duration limit() {
    return limit;
  }

  /** One call with its tries. */
  private final class Call {
    private final Caller caller;
    private final Supplier<Future<Optional<TickTickRequest>>> request;
    private Optional<TickTickRequest> permitted = Optional.empty();
    private int requests;
    private long generation;
    private boolean refreshed;

    Call(Caller caller, Supplier<Future<Optional<TickTickRequest>>> request) {
      this.caller = caller;
      this.request = request;
    }

    Future<Exchange> run() {
      return tokens
          .tokens(caller.accountId())
          .compose(found -> found.isEmpty() ? ended(Obstacle.NOT_CONNECTED) : attempt(found.get()));
    }

    private Future<Exchange> attempt(AccountTokens present) {
      Optional<NotSent> obstacle = obstacle();
      if (obstacle.isPresent()) {
        return ended(obstacle.get());
      }
      return gate.accounts()
          .spend(caller)
          .compose(
              allowance ->
                  allowance instanceof Allowance.Refused refused
                      ? ended(refused.why())
                      : granted(present, (Allowance.Granted) allowance));
    }

    Future<RemoteAnswer> check(Secret token, TickTickRequest request) {
      Optional<NotSent> obstacle = obstacle();
      if (obstacle.isPresent()) {
        return Future.succeededFuture(obstacle.get());
      }
      return gate.accounts()
          .spendOnCheck(caller)
          .compose(
              allowance ->
                  allowance instanceof Allowance.Refused refused
                      ? Future.succeededFuture(refused.why())
                      : ask(token, request));
    }

    private Future<RemoteAnswer> ask(Secret token, TickTickRequest request) {
      Optional<NotSent> obstacle = obstacle();
      if (obstacle.isPresent()) {
        return Future.succeededFuture(obstacle.get());
      }
      return api.call(token, request)
          .compose(
              answer -> {
                breaker.note(caller, answer);
                return answer instanceof Limited limited
                    ? gate.pauses().limited(caller.accountId(), limited).map(paused -> answer)
                    : Future.succeededFuture(answer);
              });
    }

    /**
     * Good tokens may be out of date: they could be another TickTick account's by now. Others than
     * those that were held as the request was asked for need a grant of their own: the claim may
     * have ended with them, which a grant that waited for the change did not see.
     */
    private Future<Exchange> granted(AccountTokens present, Allowance.Granted granted) {
      gate.turns().learn(caller.accountId(), granted.budget());
      return present.generation() == granted.generation()
          ? send(present, granted.at())
          : tokens
              .tokens(caller.accountId(), granted.generation())
              .compose(
                  found -> found.isEmpty() ? ended(Obstacle.NOT_CONNECTED) : attempt(found.get()));
    }

    private Future<Exchange> send(AccountTokens present, Instant grantedAt) {
      Future<Optional<TickTickRequest>> asked =
          permitted.isPresent() ? Future.succeededFuture(permitted) : request.get();
      return asked.compose(
          granted -> {
            permitted = granted;
            return granted.isPresent()
                ? transmit(present, granted.get(), grantedAt)
                : ended(Obstacle.NOT_CONNECTED);
          });
    }

    /** Looked at once more, as the budget and the permission took their time. */
    private Future<Exchange> transmit(
        AccountTokens present, TickTickRequest permittedRequest, Instant grantedAt) {
      Optional<NotSent> obstacle = obstacle();
      if (obstacle.isPresent()) {
        return ended(obstacle.get());
      }
      requests++;
      generation = present.generation();
      return api.call(present.accessToken(), permittedRequest)
          .compose(
              answer -> {
                breaker.note(caller, answer);
                return answer instanceof Limited limited
                    ? limited(limited, grantedAt)
                    : answered(present, answer);
              });
    }

    private Future<Exchange> limited(Limited answer, Instant grantedAt) {
      return gate.pauses()
          .limited(caller.accountId(), answer, grantedAt)
          .onFailure(failure -> log.warn("A pause was not stored: {}", failure.getMessage()))
          .otherwise(answer)
          .compose(this::ended);
    }

    /** A refused token did nothing, and the row must be told so even if the database fails. */
    private Future<Exchange> renewed(AccountTokens used) {
      return renew(used)
          .onFailure(failure -> log.warn("A token was not renewed: {}", failure.getMessage()))
          .transform(
              renewal ->
                  renewal.succeeded()
                      ? again(renewal.result())
                      : ended(new RemoteAnswer.NoAnswer(Silence.REFRESH_FAILED)));
    }

    private Future<Exchange> answered(AccountTokens used, RemoteAnswer answer) {
      if (answer instanceof Unauthorized) {
        return renewed(used);
      }
      if (answer instanceof Success) {
        gate.pauses().well(caller.accountId());
      }
      return answer instanceof Outage && blamed() ? pausedAfter(answer) : ended(answer);
    }

    private boolean blamed() {
      return breaker.closed()
          && (gate.pauses().inTrouble(caller.accountId()) || breaker.blames(caller.accountId()));
    }

    /** The answer must reach the row even if the pause cannot be stored: this node keeps it. */
    private Future<Exchange> pausedAfter(RemoteAnswer answer) {
      return gate.pauses()
          .beginTrouble(caller.accountId())
          .onFailure(failure -> log.warn("A pause was not stored: {}", failure.getMessage()))
          .transform(stored -> ended(answer));
    }

    private Future<Renewal> renew(AccountTokens used) {
      return refreshed
          ? tokens.giveUp(caller.accountId(), used.generation())
          : tokens.renew(caller.accountId(), used.generation(), caller.interactive());
    }

    private Future<Exchange> again(Renewal renewal) {
      if (renewal instanceof Renewal.Renewed renewed) {
        if (refreshed) {
          // Replaced between our two tries: the row's next turn uses it.
          return ended(new RemoteAnswer.NoAnswer(Silence.REFRESH_FAILED));
        }
        refreshed = renewed.refreshed();
        if (caller.claim() == null) {
          // No claim is checked as it is granted: who asked decides again what may be sent.
          permitted = Optional.empty();
        }
        return attempt(renewed.tokens());
      }
      return ended(
          renewal instanceof Renewal.Refused
              ? new Unauthorized()
              : new RemoteAnswer.NoAnswer(Silence.REFRESH_FAILED));
    }

    private Optional<NotSent> obstacle() {
      if (stopped) {
        return Optional.of(new NotSent(Obstacle.STOPPING));
      }
      if (!breaker.closed()) {
        return Optional.of(new NotSent(Obstacle.BREAKER_OPEN));
      }
      Optional<Duration> pause = gate.pauses().left(caller.accountId());
      if (pause.isPresent()) {
        return Optional.of(new NotSent(Obstacle.ACCOUNT_PAUSED, pause));
      }
      return caller.lease().outlasts(limit)
          ? Optional.empty()
          : Optional.of(new NotSent(Obstacle.LEASE_SHORT));
    }

    private Future<Exchange> ended(Obstacle obstacle) {
      return ended(new NotSent(obstacle));
    }

    private Future<Exchange> ended(RemoteAnswer answer) {
      return Future.succeededFuture(new Exchange(answer, requests, generation));
    }
  }
}
