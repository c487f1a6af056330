package dev.tandem.ticktick;

import dev.tandem.account.AccountCommand.StoreRefreshed;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountTokens;
import dev.tandem.config.Secret;
import dev.tandem.ticktick.TokenEndpoint.Grant;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks TickTick for new tokens if no other node does, and otherwise waits for what that one gets.
 *
 * <p>The lease is taken by one statement that compares account, generation and the lease before. So
 * of all nodes whose tokens are refused one asks; the others look again every half a second and
 * find a newer generation, a rest (the token endpoint is out of order, and nobody asks for a
 * while), or a lease that ran out, which the first of them takes. It outlasts its request by {@link
 * #MARGIN}, so that a holder that lives has stored its pair before anybody else may ask. What if it
 * does not:
 *
 * <ul>
 *   <li><b>The holder dies before TickTick had its request:</b> the next one refreshes.
 *   <li><b>It dies after that, or the answer is lost:</b> if refresh tokens rotate, the new pair is
 *       nobody's and the old refresh token void. The next one is told {@code invalid_grant}, and
 *       the person must consent again: no order of writing could prevent that.
 *   <li><b>It is late</b> (its database hung) and another one refreshes: a pair is stored only over
 *       the generation it replaces, so the first to commit wins. Where tokens rotate, TickTick
 *       itself gives one of them a pair and the other {@code invalid_grant}. If the pair is stored
 *       first, the refusal finds a newer generation and uses it. If the refusal comes first, the
 *       account needs the person until the pair is stored, which ends that: the generation is still
 *       the one it replaces.
 *   <li><b>{@code invalid_grant} outside of a lease</b> means nothing, as somebody else may be
 *       using the token: nothing is marked.
 *   <li><b>The person connects or disconnects meanwhile:</b> the generation grows, the pair comes
 *       too late and is revoked if it is of another consent.
 * </ul>
 *
 * For one event loop; once at a time for each account.
 */
final class LeasedRefresh {
  private static final Duration POLL = Duration.ofMillis(500);

  /** A person cuts a rest short, but does not knock more often than so. */
  private static final Duration LEAST_REST = Duration.ofSeconds(5);

  /** For the way to the database before the request, and for the pair's way there after it. */
  private static final Duration MARGIN = RefreshLeases.LIMIT;

  private final Vertx vertx;
  private final RefreshLeases leases;
  private final TokenEndpoint endpoint;
  private final Backoff backoff;
  private final Duration limit;
  private final Duration length;
  private final Map<Long, Promise<Void>> waiting = new HashMap<>();

  /** When this node asked in vain last, by account. */
  private final Map<Long, Long> asked = new HashMap<>();

  /**
   * @param limit of one request
   */
  LeasedRefresh(
      Vertx vertx, RefreshLeases leases, TokenEndpoint endpoint, Backoff backoff, Duration limit) {
    this.vertx = vertx;
    this.leases = leases;
    this.endpoint = endpoint;
    this.backoff = backoff;
    this.limit = limit;
    this.length = limit.plus(MARGIN);
  }

  /** What came of it. */
  sealed interface Outcome {
    /** New tokens, not stored yet. */
    record Gained(StoreRefreshed pair) implements Outcome {}

    /** The tokens that hold now; empty: none. They may be those that were to be replaced. */
    record Standing(Optional<AccountTokens> tokens) implements Outcome {}

    /** Nothing for now. */
    record Nothing() implements Outcome {}
  }

  /**
   * Waits for another node's refresh as long as one may take, then takes its place.
   *
   * @param stored with a refresh token; the access token is refused
   * @param awaited a person waits for it: asks TickTick although it is let rest, unless this node
   *     did so a moment ago
   */
  Future<Outcome> replace(AccountTokens stored, boolean awaited) {
    boolean insists = awaited && isLongAgo(asked.get(stored.accountId()));
    return attempt(stored, insists, Lease.from(System.nanoTime(), length.plus(POLL)));
  }

  private static boolean isLongAgo(@Nullable Long nanos) {
    return nanos == null || System.nanoTime() - nanos >= LEAST_REST.toNanos();
  }

  /**
   * Leaves it to another node, if one is at it.
   *
   * @param stored with a refresh token; the access token is still good
   */
  Future<Outcome> renew(AccountTokens stored) {
    long begun = System.nanoTime();
    return leases.take(stored, length, false).compose(reply -> taken(reply, begun, stored, false));
  }

  /** Something became of this account: whoever waits for its tokens looks at once. */
  void wake(long accountId) {
    Promise<Void> waits = waiting.remove(accountId);
    if (waits != null) {
      waits.complete();
    }
  }

  private Future<Outcome> attempt(AccountTokens stored, boolean insists, Lease patience) {
    long begun = System.nanoTime();
    return leases
        .take(stored, length, insists)
        .compose(
            reply ->
                reply instanceof AccountReply.RefreshHeld && patience.isOurs()
                    ? pause(stored.accountId()).compose(woken -> attempt(stored, insists, patience))
                    : taken(reply, begun, stored, true));
  }

  private Future<Void> pause(long accountId) {
    Promise<Void> end = Promise.promise();
    waiting.put(accountId, end);
    long timer =
        vertx.setTimer(
            POLL.toMillis(),
            fired -> {
              waiting.remove(accountId, end);
              end.tryComplete();
            });
    return end.future().onComplete(woken -> vertx.cancelTimer(timer));
  }

  private Future<Outcome> taken(
      AccountReply reply, long begun, AccountTokens stored, boolean accessRefused) {
    if (reply instanceof AccountReply.RefreshLeased leased) {
      return Lease.from(begun, length).outlasts(limit)
          ? ask(stored, accessRefused, leased.failures())
          : leases.end(stored, Duration.ZERO).map(new Outcome.Nothing());
    }
    return Future.succeededFuture(
        reply instanceof AccountReply.RefreshHeld || reply instanceof AccountReply.RefreshResting
            ? new Outcome.Nothing()
            : new Outcome.Standing(RefreshLeases.tokensOf(reply)));
  }

  private Future<Outcome> ask(AccountTokens stored, boolean accessRefused, int failures) {
    Secret refreshToken = Objects.requireNonNull(stored.refreshToken(), "no refresh token");
    asked.put(stored.accountId(), System.nanoTime());
    return endpoint
        .refresh(refreshToken)
        .compose(
            grant -> {
              if (grant instanceof Grant.Given given) {
                asked.remove(stored.accountId());
                return Future.succeededFuture(new Outcome.Gained(pair(stored, given)));
              }
              return grant instanceof Grant.Denied
                  ? leases.deny(stored, accessRefused).map(Outcome.Standing::new)
                  : leases
                      .end(stored, backoff.policy().backoff(failures, backoff.random()))
                      .map(new Outcome.Nothing());
            });
  }

  private static StoreRefreshed pair(AccountTokens stored, Grant.Given given) {
    return new StoreRefreshed(
        stored.accountId(),
        stored.generation(),
        stored.source(),
        given.accessToken(),
        given.refreshToken(),
        given.expiresIn());
  }
}
