package dev.tandem.ticktick;

import dev.tandem.account.AccountCommand.StoreRefreshed;
import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTokens;
import dev.tandem.config.Secret;
import dev.tandem.ticktick.TokenEndpoint.Grant;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens of the accounts, and their one refresh however many requests met a 401. For one event
 * loop; what other nodes do shows in the tokens' generation.
 */
final class TokenRefresher {
  private static final Logger log = LoggerFactory.getLogger(TokenRefresher.class);

  private final Accounts accounts;
  private final Optional<TokenEndpoint> endpoint;
  private final Map<Long, AccountTokens> known = new HashMap<>();

  /** The newest generation that was heard of: a slow reply may bring an older one. */
  private final Map<Long, Long> newest = new HashMap<>();

  private final Map<Long, Future<Renewal>> underWay = new HashMap<>();

  /**
   * Pairs that TickTick gave and the database could not take: the old refresh token may be void.
   */
  private final Map<Long, StoreRefreshed> unsaved = new HashMap<>();

  /**
   * @param endpoint none: there is no OAuth application, so nothing can be refreshed
   */
  TokenRefresher(Accounts accounts, Optional<TokenEndpoint> endpoint) {
    this.accounts = accounts;
    this.endpoint = endpoint;
  }

  /** Empty: the account has none that may be used. */
  Future<Optional<AccountTokens>> tokens(long accountId) {
    AccountTokens tokens = known.get(accountId);
    return tokens == null
        ? accounts.tokens(accountId).map(found -> remember(accountId, found))
        : Future.succeededFuture(Optional.of(tokens));
  }

  /**
   * Those of this generation, or newer ones. Empty: the account has none that may be used.
   *
   * @param generation that held a moment ago: what is older is not used any more
   */
  Future<Optional<AccountTokens>> tokens(long accountId, long generation) {
    newest.merge(accountId, generation, Math::max);
    AccountTokens held = known.get(accountId);
    if (held != null && held.generation() < generation) {
      known.remove(accountId);
    }
    return tokens(accountId);
  }

  /** Forgets what is known of an account's tokens. */
  void drop(long accountId) {
    known.remove(accountId);
  }

  /**
   * @param generation of the tokens that were refused
   */
  Future<Renewal> renew(long accountId, long generation) {
    AccountTokens tokens = known.get(accountId);
    if (tokens != null && tokens.generation() != generation) {
      return Future.succeededFuture(new Renewal.Renewed(tokens, false));
    }
    Future<Renewal> running = underWay.get(accountId);
    if (running != null) {
      return running;
    }
    known.remove(accountId);
    Future<Renewal> renewal =
        accounts
            .tokens(accountId)
            .compose(found -> replace(accountId, generation, usable(found).orElse(null)));
    underWay.put(accountId, renewal);
    renewal.onComplete(done -> underWay.remove(accountId));
    return renewal;
  }

  /** The tokens of this generation are refused although nothing could be newer. */
  Future<Renewal> giveUp(long accountId, long generation) {
    known.remove(accountId);
    return accounts
        .refused(accountId, generation)
        .map(
            found ->
                remember(accountId, found)
                    .filter(tokens -> tokens.generation() != generation)
                    .<Renewal>map(tokens -> new Renewal.Renewed(tokens, false))
                    .orElseGet(Renewal.Refused::new));
  }

  private Future<Renewal> replace(long accountId, long generation, @Nullable AccountTokens stored) {
    if (stored == null) {
      return Future.succeededFuture(new Renewal.Refused());
    }
    if (stored.generation() != generation) {
      keep(accountId, stored);
      return Future.succeededFuture(new Renewal.Renewed(stored, false));
    }
    StoreRefreshed pair = unsaved.remove(accountId);
    if (pair != null && pair.generation() == generation) {
      return store(pair);
    }
    Secret refreshToken = stored.refreshToken();
    if (refreshToken == null || endpoint.isEmpty()) {
      return giveUp(accountId, generation);
    }
    return endpoint.get().refresh(refreshToken).compose(grant -> use(accountId, generation, grant));
  }

  private Future<Renewal> use(long accountId, long generation, Grant grant) {
    if (grant instanceof Grant.Given given) {
      return store(
          new StoreRefreshed(
              accountId, generation, given.accessToken(), given.refreshToken(), given.expiresIn()));
    }
    return grant instanceof Grant.Denied
        ? giveUp(accountId, generation)
        : Future.succeededFuture(new Renewal.Unavailable());
  }

  /** Stored before it is used, or a crash would leave the account with a pair that is void. */
  private Future<Renewal> store(StoreRefreshed pair) {
    return accounts
        .storeRefreshed(pair)
        .<Renewal>map(
            found ->
                remember(pair.accountId(), found)
                    .<Renewal>map(tokens -> new Renewal.Renewed(tokens, true))
                    .orElseGet(Renewal.Refused::new))
        .onFailure(
            failure -> {
              unsaved.put(pair.accountId(), pair);
              log.warn(
                  "The refreshed tokens of account {} are kept in memory until they can be stored",
                  pair.accountId());
            });
  }

  private Optional<AccountTokens> remember(long accountId, Optional<AccountTokens> found) {
    Optional<AccountTokens> usable = usable(found);
    usable.ifPresent(tokens -> keep(accountId, tokens));
    return usable;
  }

  private void keep(long accountId, AccountTokens tokens) {
    if (newest.merge(accountId, tokens.generation(), Math::max) == tokens.generation()) {
      known.put(accountId, tokens);
    }
  }

  /**
   * Tokens that are still to be checked can be refreshed like others. That nothing is pushed with
   * them, the grant of each request sees to.
   */
  private static Optional<AccountTokens> usable(Optional<AccountTokens> found) {
    return found.filter(
        tokens ->
            tokens.state() == AccountState.CONNECTED || tokens.state() == AccountState.CHECKING);
  }
}
