package dev.tandem.ticktick;

import dev.tandem.account.AccountCommand.StoreRefreshed;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountTokens;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what refreshes gave, before it is used: a crash would leave the account with a pair that
 * is void. A pair that the database cannot take is kept in memory and offered again and again,
 * until it is stored or another one has its place. For one event loop.
 */
final class RefreshedPairs {
  private static final Logger log = LoggerFactory.getLogger(RefreshedPairs.class);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Accounts accounts;
  private final RevokeEndpoint revocations;
  private final Map<Long, StoreRefreshed> unsaved = new HashMap<>();

  RefreshedPairs(Vertx vertx, Accounts accounts, RevokeEndpoint revocations) {
    this.vertx = vertx;
    this.accounts = accounts;
    this.revocations = revocations;
  }

  /** A pair for these tokens that is yet to be stored: their refresh token may be void. */
  Optional<StoreRefreshed> unsaved(AccountTokens tokens) {
    return Optional.ofNullable(unsaved.get(tokens.accountId()))
        .filter(pair -> pair.generation() == tokens.generation());
  }

  /** The tokens that hold now; empty: none. Fails if the database does. */
  Future<Optional<AccountTokens>> store(StoreRefreshed pair) {
    return offer(pair)
        .onFailure(
            failure -> {
              if (!pair.equals(unsaved.put(pair.accountId(), pair))) {
                log.warn(
                    "The refreshed tokens of account {} are kept in memory until they can be stored",
                    pair.accountId());
                later(pair);
              }
            });
  }

  private Future<Optional<AccountTokens>> offer(StoreRefreshed pair) {
    return accounts
        .storeRefreshed(pair)
        .map(
            reply -> {
              if (unsaved.remove(pair.accountId(), pair)) {
                log.info("The refreshed tokens of account {} are stored", pair.accountId());
              }
              return Optional.ofNullable(present(pair, reply));
            });
  }

  private void later(StoreRefreshed pair) {
    vertx.setTimer(
        AGAIN.toMillis(),
        fired -> {
          if (pair.equals(unsaved.get(pair.accountId()))) {
            offer(pair).onFailure(failure -> later(pair));
          }
        });
  }

  /** The tokens that hold now; a pair that came too late is nobody's, and TickTick is told so. */
  private @Nullable AccountTokens present(StoreRefreshed pair, AccountReply reply) {
    if (reply instanceof AccountReply.TooLate late) {
      if (late.revocable()) {
        revocations.revoke(pair.accessToken(), pair.refreshToken());
      }
      return late.present();
    }
    return ((AccountReply.Tokens) reply).tokens();
  }
}
