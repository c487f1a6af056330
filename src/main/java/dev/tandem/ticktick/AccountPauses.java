package dev.tandem.ticktick;

import dev.tandem.sync.RemoteAnswer.Limited;
import dev.tandem.sync.RetryPolicy;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Accounts that TickTick asked to wait. The pause is stored for all nodes and remembered here, so
 * that rows already claimed do not knock on a closed door. For one event loop.
 */
final class AccountPauses {
  private final Accounts accounts;
  private final RetryPolicy policy;
  private final RandomGenerator random;
  private final Map<Long, Long> ends = new HashMap<>();

  AccountPauses(Accounts accounts, RetryPolicy policy, RandomGenerator random) {
    this.accounts = accounts;
    this.policy = policy;
    this.random = random;
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

  /** Pauses an account, and tells for how long. */
  Future<Limited> begin(long accountId, Limited answer) {
    Duration length = policy.pause(answer.retryAfter(), random);
    ends.merge(accountId, System.nanoTime() + length.toNanos(), AccountPauses::later);
    return accounts.pause(accountId, length).map(new Limited(length));
  }

  /** A new token has a limit of its own. */
  void forget(long accountId) {
    ends.remove(accountId);
  }

  private static long later(long one, long other) {
    return one - other > 0 ? one : other;
  }
}
