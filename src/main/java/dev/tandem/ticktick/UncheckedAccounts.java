package dev.tandem.ticktick;

import dev.tandem.account.AccountTokens;
import dev.tandem.ticktick.AccountCheck.Finding;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks stored tokens whose TickTick account is not known: those that came while TickTick could
 * not be asked, and those of an account that was accepted. Nudges make it quick; its own poll makes
 * it certain. For one event loop.
 */
final class UncheckedAccounts {
  private static final Logger log = LoggerFactory.getLogger(UncheckedAccounts.class);

  /** Shorter than the poll, so that what failed is tried at the next. */
  private static final Duration LEASE = Duration.ofSeconds(25);

  /** So often in a row a token may read nothing before it counts as refused. */
  private static final int ROUNDS = 3;

  /** In how many rounds a token could read nothing, by account. */
  private final Map<Long, Integer> barred = new HashMap<>();

  private final Pulse pulse;
  private final HostBreaker breaker;
  private final Accounts accounts;
  private final TokenRefresher tokens;
  private final AccountCheck check;

  UncheckedAccounts(
      Pulse pulse,
      HostBreaker breaker,
      Accounts accounts,
      TokenRefresher tokens,
      AccountCheck check) {
    this.pulse = pulse;
    this.breaker = breaker;
    this.accounts = accounts;
    this.tokens = tokens;
    this.check = check;
  }

  void start() {
    pulse.start(this::round);
  }

  void nudge() {
    pulse.nudge();
  }

  Future<Void> stop() {
    return pulse.stop();
  }

  /** The first lot is followed by the next at once, until nobody is left who was not asked. */
  private Future<Duration> round() {
    if (!breaker.closed()) {
      return Future.succeededFuture(Pulse.LONG);
    }
    return accounts
        .unchecked(LEASE)
        .compose(
            found ->
                Future.join(found.stream().map(account -> checked(account, true)).toList())
                    .transform(done -> Future.succeededFuture(wait(found))))
        .onFailure(failure -> log.warn("No account can be checked: {}", failure.getMessage()));
  }

  private static Duration wait(List<AccountTokens> found) {
    return found.isEmpty() ? Pulse.LONG : Duration.ZERO;
  }

  /**
   * @param refreshable whether the tokens are still to be refreshed if they are refused: once, as
   *     what a refresh gives must be good
   */
  private Future<Void> checked(AccountTokens account, boolean refreshable) {
    return check
        .run(account.accountId(), false, account.accessToken())
        .compose(
            finding -> {
              if (!(finding instanceof Finding.Barred)) {
                barred.remove(account.accountId());
              }
              if (finding instanceof Finding.Known known) {
                return accounts.identified(account, known.check());
              }
              if (finding instanceof Finding.Barred) {
                return barred(account);
              }
              return finding instanceof Finding.Refused
                  ? refused(account, refreshable)
                  : Future.succeededFuture();
            })
        .onFailure(
            failure ->
                log.warn(
                    "Account {} was not checked: {}", account.accountId(), failure.getMessage()));
  }

  /** The person sees that the connection does not work; more of the same would say nothing new. */
  private Future<Void> barred(AccountTokens account) {
    long id = account.accountId();
    if (barred.merge(id, 1, Integer::sum) < ROUNDS) {
      return Future.succeededFuture();
    }
    barred.remove(id);
    log.warn("The token of account {} is accepted by TickTick, but may read nothing", id);
    return tokens.giveUp(id, account.generation()).mapEmpty();
  }

  private Future<Void> refused(AccountTokens account, boolean refreshable) {
    if (!refreshable) {
      return tokens.giveUp(account.accountId(), account.generation()).mapEmpty();
    }
    return tokens
        .renew(account.accountId(), account.generation(), false)
        .compose(
            renewal ->
                renewal instanceof Renewal.Renewed renewed
                    ? checked(renewed.tokens(), false)
                    : Future.succeededFuture());
  }
}
