package dev.tandem.persistence;

import dev.tandem.account.AccountCommand.DenyRefresh;
import dev.tandem.account.AccountCommand.EndRefresh;
import dev.tandem.account.AccountCommand.LeaseRefresh;
import dev.tandem.account.AccountCommand.Refresh;
import dev.tandem.account.AccountCommand.RefreshClaim;
import dev.tandem.account.AccountEvents;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountState;
import dev.tandem.persistence.AccountRows.Sealed;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/**
 * Who refreshes an account's tokens. The lease saves requests; that no pair overwrites another one
 * is the generation's doing, see {@link PgTokens#storeRefreshed}: whoever stores a pair compares it
 * under the row's lock, with a lease or without.
 */
final class PgRefreshes {
  private final Pool pool;
  private final OpenedTokens opened;

  PgRefreshes(Pool pool, TokenVault vault, AccountEvents events) {
    this.pool = pool;
    this.opened = new OpenedTokens(vault, events);
  }

  Future<AccountReply> handle(Refresh command) {
    if (command instanceof LeaseRefresh lease) {
      return lease(lease);
    }
    if (command instanceof EndRefresh end) {
      return execute(RefreshSql.END, values(end.claim(), end.rest()))
          .map(ended -> new AccountReply.Done());
    }
    if (command instanceof DenyRefresh deny) {
      return deny(deny);
    }
    return execute(RefreshSql.RENEWABLE, Tuple.tuple())
        .map(rows -> new AccountReply.Renewable(Rows.all(rows, PgRefreshes::stale)));
  }

  private Future<AccountReply> lease(LeaseRefresh lease) {
    return execute(
            RefreshSql.LEASE, values(lease.claim(), lease.length()).addValue(lease.insists()))
        .map(rows -> Rows.first(rows, row -> row.getInteger(0)))
        .compose(
            failures ->
                failures.isPresent()
                    ? Future.succeededFuture(new AccountReply.RefreshLeased(failures.get()))
                    : standing(lease.claim()));
  }

  /**
   * @param rests whether nobody asks for now
   */
  private record Standing(Sealed tokens, boolean rests) {
    static Standing of(Row row) {
      Cells cells = new Cells(row, 0);
      return new Standing(AccountRows.sealed(cells), cells.flag());
    }

    /** A lease may have ended since it was in the way: who asks again gets it. */
    boolean isToBeRefreshed(RefreshClaim claim) {
      boolean usable =
          tokens.state() == AccountState.CONNECTED || tokens.state() == AccountState.CHECKING;
      return usable && tokens.generation() == claim.generation() && tokens.refreshToken() != null;
    }
  }

  private Future<AccountReply> standing(RefreshClaim claim) {
    return execute(RefreshSql.READ, Tuple.of(claim.accountId()))
        .map(rows -> Rows.first(rows, Standing::of))
        .compose(
            found -> {
              if (found.filter(standing -> standing.isToBeRefreshed(claim)).isEmpty()) {
                return opened.of(pool, found.map(Standing::tokens));
              }
              return Future.succeededFuture(
                  found.get().rests()
                      ? new AccountReply.RefreshResting()
                      : new AccountReply.RefreshHeld());
            });
  }

  private Future<AccountReply> deny(DenyRefresh deny) {
    RefreshClaim claim = deny.claim();
    long id = claim.accountId();
    return execute(
            RefreshSql.DENY, Tuple.of(id, claim.generation(), claim.owner(), deny.accessRefused()))
        .onSuccess(
            rows -> {
              if (deny.accessRefused()) {
                opened.tellOf(rows, id);
              }
            })
        .compose(denied -> execute(TokenSql.READ, Tuple.of(id)))
        .map(rows -> Rows.first(rows, AccountRows::tokens))
        .compose(found -> opened.of(pool, found));
  }

  private static AccountReply.Stale stale(Row row) {
    return new AccountReply.Stale(row.getLong(0), row.getLong(1));
  }

  private static Tuple values(RefreshClaim claim, Duration time) {
    return Tuple.of(claim.accountId(), claim.generation(), claim.owner(), PgTimes.micros(time));
  }

  private Future<RowSet<Row>> execute(String sql, Tuple values) {
    return pool.preparedQuery(sql).execute(values);
  }
}
