package dev.tandem.ticktick;

import dev.tandem.account.AccountTokens;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Limited;
import dev.tandem.ticktick.Accounts.Allowance;
import io.vertx.core.Future;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks whether TickTick is back. Any account will do: it is the host that is asked about. Without
 * one nobody's token is used, since one that is still to be checked waits for the breaker.
 */
final class HostProbe {
  private static final Logger log = LoggerFactory.getLogger(HostProbe.class);

  private final TickTickApi api;
  private final Accounts accounts;
  private final AccountPauses pauses;

  HostProbe(TickTickApi api, Accounts accounts, AccountPauses pauses) {
    this.api = api;
    this.accounts = accounts;
    this.pauses = pauses;
  }

  /** Fails only if the gateway's own database does before anything is sent. */
  Future<RemoteAnswer> run() {
    return accounts
        .anyConnected()
        .compose(found -> found.isEmpty() ? api.knock() : askWith(found.get()));
  }

  private Future<RemoteAnswer> askWith(AccountTokens any) {
    return accounts
        .spend(Caller.ofAccount(any.accountId(), true))
        .compose(
            allowance ->
                allowance instanceof Allowance.Refused refused
                    ? Future.succeededFuture(refused.why())
                    : ask(any, ((Allowance.Granted) allowance).at()));
  }

  private Future<RemoteAnswer> ask(AccountTokens any, Instant grantedAt) {
    return api.call(any.accessToken(), TickTickRequest.projects())
        .compose(
            answer ->
                answer instanceof Limited limited
                    ? limited(any.accountId(), limited, grantedAt)
                    : Future.succeededFuture(answer));
  }

  /**
   * The account waits before the breaker closes on this answer: the host is there. That the pause
   * cannot be stored says nothing of the host; this node keeps it.
   */
  private Future<RemoteAnswer> limited(long accountId, Limited answer, Instant grantedAt) {
    return pauses
        .limited(accountId, answer, grantedAt)
        .onFailure(failure -> log.warn("A pause was not stored: {}", failure.getMessage()))
        .otherwise(answer)
        .map(RemoteAnswer.class::cast);
  }
}
