package dev.tandem.ticktick;

import dev.tandem.sync.RemoteAnswer.Limited;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accounts that TickTick asked to wait, and those in trouble of their own, which would hold the
 * places of all others while they hang. The pause is stored for all nodes and remembered here, so
 * that rows already claimed do not knock on a closed door. For one event loop.
 */
final class AccountPauses {
  private static final Logger log = LoggerFactory.getLogger(AccountPauses.class);

  private final Accounts accounts;
  private final Backoff backoff;
  private final Duration shortest;
  private final Map<Long, Long> ends = new HashMap<>();

  /** How often in a row an account was paused for its own trouble. */
  private final Map<Long, Integer> troubles = new HashMap<>();

  /**
   * @param shortest pause of an account in trouble
   */
  AccountPauses(Accounts accounts, Backoff backoff, Duration shortest) {
    this.accounts = accounts;
    this.backoff = backoff;
    this.shortest = shortest;
  }

  /** What is left of an account's pause; empty: it has none. */
  Optional<Duration> left(long accountId) {
    Long end = ends.get(accountId);
    if (end == null) {
      return Optional.empty();
    }
    long left = end - System.nanoTime();
    if (left <= 0) {
      ends.remove(accountId);
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos(left));
  }

  /**
   * TickTick refused a request that was granted: pauses all accounts that are the same one there,
   * and tells for how long.
   */
  Future<Limited> limited(long accountId, Limited answer, Instant grantedAt) {
    Duration length = length(answer);
    remember(accountId, length);
    return accounts.limited(accountId, length, grantedAt).map(new Limited(length));
  }

  /** The same of a token that may be another TickTick account's: pauses this account alone. */
  Future<Limited> limited(long accountId, Limited answer) {
    Duration length = length(answer);
    return begin(accountId, length).map(new Limited(length));
  }

  private Duration length(Limited answer) {
    return backoff.policy().pause(answer.retryAfter(), backoff.random());
  }

  /** Pauses an account whose requests alone fail, the longer the more often in a row. */
  Future<Void> beginTrouble(long accountId) {
    if (left(accountId).isPresent()) {
      return Future.succeededFuture();
    }
    int earlier = troubles.merge(accountId, 1, Integer::sum) - 1;
    Duration length = grown(earlier);
    log.info("Account {} is paused for {}: only its requests fail", accountId, length);
    return begin(accountId, length);
  }

  /** Whether nothing succeeded since the account was paused for its own trouble. */
  boolean inTrouble(long accountId) {
    return troubles.containsKey(accountId);
  }

  /** A request of the account succeeded. */
  void well(long accountId) {
    troubles.remove(accountId);
  }

  private Duration grown(int earlier) {
    Duration longest = backoff.policy().max();
    Duration length = shortest;
    for (int i = 0; i < earlier && length.compareTo(longest) < 0; i++) {
      length = length.multipliedBy(2);
    }
    return length.compareTo(longest) > 0 && longest.compareTo(shortest) > 0 ? longest : length;
  }

  private Future<Void> begin(long accountId, Duration length) {
    remember(accountId, length);
    return accounts.pause(accountId, length);
  }

  private void remember(long accountId, Duration length) {
    ends.merge(accountId, System.nanoTime() + length.toNanos(), AccountPauses::later);
  }

  /** A new token has a limit of its own. */
  void forget(long accountId) {
    ends.remove(accountId);
    troubles.remove(accountId);
  }

  private static long later(long one, long other) {
    return one - other > 0 ? one : other;
  }
}
