package dev.tandem.ticktick;

import dev.tandem.account.AccountReply.Stale;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refreshes tokens before they end, a few at a time. What fails is tried again after its rest, and
 * the present tokens are used meanwhile; what ends all the same is refreshed by the 401 that
 * follows. For one event loop.
 */
final class RefreshAhead {
  private static final Logger log = LoggerFactory.getLogger(RefreshAhead.class);

  private final Pulse pulse;
  private final HostBreaker breaker;
  private final RefreshLeases leases;
  private final TokenRefresher tokens;
  private final ExpiryNotices expiry;

  /**
   * @param expiry looks for what turned out to be void
   */
  RefreshAhead(
      Pulse pulse,
      HostBreaker breaker,
      RefreshLeases leases,
      TokenRefresher tokens,
      ExpiryNotices expiry) {
    this.pulse = pulse;
    this.breaker = breaker;
    this.leases = leases;
    this.tokens = tokens;
    this.expiry = expiry;
  }

  void start() {
    pulse.start(this::round);
  }

  Future<Void> stop() {
    return pulse.stop();
  }

  private Future<Duration> round() {
    if (!breaker.closed()) {
      return Future.succeededFuture(Pulse.LONG);
    }
    return leases
        .due()
        .compose(this::renewed)
        .onFailure(
            failure -> log.warn("Tokens were not refreshed ahead: {}", failure.getMessage()));
  }

  /** The next lot follows at once if this one did anything. What failed may be void for good. */
  private Future<Duration> renewed(List<Stale> due) {
    List<Future<Renewal>> renewals =
        due.stream()
            .map(stale -> tokens.renewAhead(stale.accountId(), stale.generation()))
            .toList();
    return Future.join(renewals)
        .onFailure(failure -> log.warn("A token was not refreshed ahead: {}", failure.getMessage()))
        .transform(
            done -> {
              long renewed =
                  renewals.stream()
                      .filter(renewal -> renewal.result() instanceof Renewal.Renewed)
                      .count();
              if (renewed < renewals.size()) {
                expiry.nudge();
              }
              return Future.succeededFuture(renewed > 0 ? Duration.ZERO : Pulse.LONG);
            });
  }
}
