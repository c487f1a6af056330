package dev.tandem.ticktick;

import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTokens;
import dev.tandem.ticktick.LeasedRefresh.Outcome;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of the accounts, and their one refresh however many requests met a 401: those of this
 * node share one run, and runs of several nodes meet in {@link LeasedRefresh}. For one event loop;
 * what other nodes do shows in the tokens' generation.
 */
final class TokenRefresher {
  private final Accounts accounts;
  private final Optional<LeasedRefresh> refresh;
  private final RefreshedPairs pairs;
  private final Map<Long, AccountTokens> known = new HashMap<>();

  /** The newest generation that was heard of: a slow reply may bring an older one. */
  private final Map<Long, Long> newest = new HashMap<>();

  private final Map<Long, Run> underWay = new HashMap<>();

  /**
   * @param ahead the present access token is still good
   * @param awaited a person waits for it
   */
  private record Run(Future<Renewal> end, boolean ahead, boolean awaited) {
    /** One that was ahead of the 401 may leave it at the tokens that are refused. */
    boolean serves(boolean person) {
      return !ahead && (awaited || !person);
    }
  }

  /**
   * @param refresh none: there is no OAuth application, so nothing can be refreshed
   */
  TokenRefresher(Accounts accounts, Optional<LeasedRefresh> refresh, RefreshedPairs pairs) {
    this.accounts = accounts;
    this.refresh = refresh;
    this.pairs = pairs;
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
    // Also newer ones: they are of a database that was restored meanwhile.
    if (held != null && held.generation() != generation) {
      known.remove(accountId);
    }
    return tokens(accountId);
  }

  /** Forgets what is known of an account's tokens. */
  void drop(long accountId) {
    known.remove(accountId);
    refresh.ifPresent(leased -> leased.wake(accountId));
  }

  /**
   * @param generation of the tokens that were refused
   * @param awaited a person waits for it
   */
  Future<Renewal> renew(long accountId, long generation, boolean awaited) {
    AccountTokens tokens = known.get(accountId);
    // What is older than the refused ones goes with them.
    if (tokens != null && tokens.generation() > generation) {
      return Future.succeededFuture(new Renewal.Renewed(tokens, false));
    }
    Run running = underWay.get(accountId);
    if (running != null) {
      return running.serves(awaited)
          ? running.end()
          : running.end().transform(ended -> renew(accountId, generation, awaited));
    }
    known.remove(accountId);
    return run(
        accountId,
        new Run(
            accounts
                .tokens(accountId)
                .compose(
                    found -> replace(accountId, generation, usable(found).orElse(null), awaited)),
            false,
            awaited));
  }

  /**
   * Before anybody met a 401: whatever comes of it, the present tokens stay good.
   *
   * @param generation of the tokens that end soon
   */
  Future<Renewal> renewAhead(long accountId, long generation) {
    return underWay.containsKey(accountId)
        ? Future.succeededFuture(new Renewal.Unavailable())
        : run(
            accountId,
            new Run(
                accounts
                    .tokens(accountId)
                    .compose(found -> renew(generation, usable(found).orElse(null))),
                true,
                false));
  }

  private Future<Renewal> run(long accountId, Run begun) {
    underWay.put(accountId, begun);
    begun.end().onComplete(done -> underWay.remove(accountId));
    return begun.end();
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

  private Future<Renewal> replace(
      long accountId, long generation, @Nullable AccountTokens stored, boolean awaited) {
    if (stored == null) {
      return Future.succeededFuture(new Renewal.Refused());
    }
    if (stored.generation() != generation) {
      keep(accountId, stored);
      return Future.succeededFuture(new Renewal.Renewed(stored, false));
    }
    if (stored.refreshToken() == null || refresh.isEmpty()) {
      return giveUp(accountId, generation);
    }
    return pairs
        .unsaved(stored)
        .map(Outcome.Gained::new)
        .<Future<Outcome>>map(Future::succeededFuture)
        .orElseGet(() -> refresh.get().replace(stored, awaited))
        .compose(outcome -> ended(stored, outcome));
  }

  private Future<Renewal> renew(long generation, @Nullable AccountTokens stored) {
    if (stored == null
        || stored.generation() != generation
        || stored.refreshToken() == null
        || refresh.isEmpty()
        || pairs.unsaved(stored).isPresent()) {
      return Future.succeededFuture(new Renewal.Unavailable());
    }
    return refresh.get().renew(stored).compose(outcome -> ended(stored, outcome));
  }

  private Future<Renewal> ended(AccountTokens before, Outcome outcome) {
    if (outcome instanceof Outcome.Gained gained) {
      return pairs.store(gained.pair()).map(found -> standing(before, found, true));
    }
    return Future.succeededFuture(
        outcome instanceof Outcome.Standing standing
            ? standing(before, standing.tokens(), false)
            : new Renewal.Unavailable());
  }

  private Renewal standing(AccountTokens before, Optional<AccountTokens> found, boolean refreshed) {
    Optional<AccountTokens> present = remember(before.accountId(), found);
    if (present.isEmpty()) {
      return new Renewal.Refused();
    }
    return present.get().generation() == before.generation()
        ? new Renewal.Unavailable()
        : new Renewal.Renewed(present.get(), refreshed);
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
