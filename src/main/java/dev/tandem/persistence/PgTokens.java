package dev.tandem.persistence;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountCommand.StoreRefreshed;
import dev.tandem.account.AccountEvents;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTokens;
import dev.tandem.account.AccountTopics.AccountChanged;
import dev.tandem.config.Secret;
import dev.tandem.persistence.AccountRows.Sealed;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tokens of accounts: reading them, and what becomes of them at a refresh or a refusal. */
final class PgTokens {
  private static final Logger log = LoggerFactory.getLogger(PgTokens.class);

  private final Pool pool;
  private final TokenVault vault;
  private final AccountEvents events;

  PgTokens(Pool pool, TokenVault vault, AccountEvents events) {
    this.pool = pool;
    this.vault = vault;
    this.events = events;
  }

  Future<AccountReply> read(long accountId) {
    return read(pool, accountId);
  }

  private Future<AccountReply> read(SqlClient client, long accountId) {
    return execute(client, TokenSql.READ, Tuple.of(accountId))
        .map(rows -> Rows.first(rows, AccountRows::tokens))
        .compose(found -> opened(client, found));
  }

  Future<AccountReply> anyConnected() {
    String[] keys = vault.keyIds().toArray(String[]::new);
    return execute(pool, TokenSql.READ_ANY_CONNECTED, Tuple.of(keys))
        .map(rows -> Rows.first(rows, AccountRows::tokens))
        .compose(
            found ->
                opened(pool, found)
                    .compose(
                        reply ->
                            found.isPresent() && reply instanceof AccountReply.Missing
                                ? anyConnected()
                                : Future.succeededFuture(reply)));
  }

  Future<AccountReply> unchecked(AccountCommand.ReadUnchecked read) {
    return execute(pool, TokenSql.READ_UNCHECKED, Tuple.of(PgTimes.micros(read.lease())))
        .map(rows -> Rows.all(rows, AccountRows::tokens))
        .compose(this::unchecked);
  }

  private Future<AccountReply> unchecked(List<Sealed> found) {
    List<Future<AccountReply>> opened =
        found.stream().map(tokens -> opened(pool, Optional.of(tokens))).toList();
    return Future.all(opened)
        .map(
            all -> {
              List<AccountTokens> readable = new ArrayList<>();
              for (Future<AccountReply> reply : opened) {
                if (reply.result() instanceof AccountReply.Tokens tokens) {
                  readable.add(tokens.tokens());
                }
              }
              return new AccountReply.Unchecked(readable);
            });
  }

  /**
   * Tokens that do not decrypt are as good as none: the person has to connect the account again.
   */
  private Future<AccountReply> opened(SqlClient client, Optional<Sealed> found) {
    if (found.isEmpty()) {
      return Future.succeededFuture(new AccountReply.Missing());
    }
    Sealed tokens = found.get();
    try {
      return Future.succeededFuture(new AccountReply.Tokens(tokens.open(vault)));
    } catch (UnreadableTokenException e) {
      log.error("Account {} has to be connected again: {}", tokens.accountId(), e.getMessage());
      return markRefused(client, tokens.accountId(), tokens.generation())
          .map(marked -> new AccountReply.Missing());
    }
  }

  /**
   * @param changed what is to be told once it is committed
   */
  private record Replaced(AccountReply reply, Optional<AccountChanged> changed) {}

  Future<AccountReply> storeRefreshed(StoreRefreshed refreshed) {
    return PgErrors.retrying(
            () -> pool.withTransaction(connection -> storeRefreshed(connection, refreshed)))
        .onSuccess(replaced -> replaced.changed().ifPresent(events::changed))
        .map(Replaced::reply);
  }

  /**
   * The lock makes the comparison hold until the write; who comes later finds the winner's pair.
   */
  private Future<Replaced> storeRefreshed(SqlConnection connection, StoreRefreshed refreshed) {
    return execute(connection, TokenSql.LOCK, Tuple.of(refreshed.accountId()))
        .map(rows -> Rows.first(rows, AccountRows::tokens))
        .compose(
            present -> {
              boolean stale =
                  present.filter(pair -> pair.generation() == refreshed.generation()).isEmpty();
              return stale
                  ? opened(connection, present).map(reply -> new Replaced(reply, Optional.empty()))
                  : replace(connection, present.orElseThrow(), refreshed);
            });
  }

  private Future<Replaced> replace(
      SqlConnection connection, Sealed present, StoreRefreshed refreshed) {
    // The old one is encrypted anew too, since one key id stands for both columns.
    Secret refreshToken =
        refreshed.refreshToken() == null ? present.refreshToken(vault) : refreshed.refreshToken();
    Tuple tokens =
        SealedTokens.of(
            vault,
            present.accountId(),
            refreshed.accessToken(),
            refreshToken,
            refreshed.expiresIn());
    return execute(connection, TokenSql.STORE_REFRESHED, tokens)
        .map(rows -> Rows.first(rows, row -> AccountRows.state(row.getString(0))).orElseThrow())
        .compose(
            state ->
                read(connection, present.accountId())
                    .map(reply -> new Replaced(reply, change(present, state))));
  }

  private static Optional<AccountChanged> change(Sealed before, AccountState state) {
    return before.state() == state
        ? Optional.empty()
        : Optional.of(new AccountChanged(before.userId(), before.accountId(), state));
  }

  Future<AccountReply> refuse(AccountCommand.TokenRefused refused) {
    return markRefused(pool, refused.accountId(), refused.generation())
        .compose(marked -> read(refused.accountId()));
  }

  private Future<?> markRefused(SqlClient client, long accountId, long generation) {
    return execute(client, TokenSql.REFUSE, Tuple.of(accountId, generation))
        .onSuccess(
            rows ->
                Rows.first(rows, row -> row.getLong(0))
                    .ifPresent(
                        user ->
                            events.changed(
                                new AccountChanged(
                                    user, accountId, AccountState.NEEDS_REAUTHORIZATION))));
  }

  private static Future<RowSet<Row>> execute(SqlClient client, String sql, Tuple values) {
    return client.preparedQuery(sql).execute(values);
  }
}
