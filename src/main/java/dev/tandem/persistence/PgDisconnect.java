package dev.tandem.persistence;

import dev.tandem.account.AccountEvents;
import dev.tandem.account.AccountReply.Erased;
import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTopics.AccountChanged;
import dev.tandem.account.ConnectionReply.Revocation;
import dev.tandem.account.TokenSource;
import dev.tandem.persistence.AccountRows.Sealed;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases a user's tokens and says what is to be revoked of them. If the process dies before that,
 * the token lives on at TickTick until it expires, but nobody here has it any more.
 */
final class PgDisconnect {
  private static final Logger log = LoggerFactory.getLogger(PgDisconnect.class);

  private final Pool pool;
  private final TokenVault vault;
  private final AccountEvents events;

  PgDisconnect(Pool pool, TokenVault vault, AccountEvents events) {
    this.pool = pool;
    this.vault = vault;
    this.events = events;
  }

  /** The tokens of an account as they are found under its lock. */
  private record Found(Sealed tokens, TokenSource source, @Nullable Buffer hash) {
    static Found of(Row row) {
      Cells cells = new Cells(row, 0);
      Sealed tokens = AccountRows.sealed(cells);
      return new Found(tokens, AccountRows.source(cells.text()), cells.bytesOrNull());
    }
  }

  Future<Erased> run(long userId) {
    return PgErrors.retrying(() -> pool.withTransaction(connection -> run(connection, userId)))
        .onSuccess(ending -> ending.changed().ifPresent(events::changed))
        .map(Ending::reply);
  }

  /**
   * @param changed what is to be told once it is committed
   */
  private record Ending(Erased reply, Optional<AccountChanged> changed) {}

  private Future<Ending> run(SqlConnection connection, long userId) {
    return execute(connection, TokenSql.LOCK_OF_USER, Tuple.of(userId))
        .map(rows -> Rows.first(rows, Found::of))
        .compose(
            found ->
                found
                    .map(tokens -> erase(connection, tokens))
                    .orElseGet(
                        () ->
                            Future.succeededFuture(
                                new Ending(nothing(Revocation.NONE), Optional.empty()))));
  }

  private Future<Ending> erase(SqlConnection connection, Found found) {
    long accountId = found.tokens().accountId();
    var changed = new AccountChanged(found.tokens().userId(), accountId, AccountState.DISCONNECTED);
    return isShared(connection, found)
        .compose(
            shared ->
                execute(connection, TokenSql.ERASE, Tuple.of(accountId))
                    .map(erased -> new Ending(told(found, shared), Optional.of(changed))));
  }

  /**
   * Two users who disconnect one and the same token at once wait for each other here: the second
   * sees that the first has erased it, and revokes it.
   */
  private static Future<Boolean> isShared(SqlConnection connection, Found found) {
    Buffer hash = found.hash();
    return hash == null
        ? Future.succeededFuture(false)
        : execute(connection, TokenSql.LOCK_HASH, Tuple.of(hash))
            .compose(
                locked ->
                    execute(
                        connection, TokenSql.IS_SHARED, Tuple.of(found.tokens().accountId(), hash)))
            .map(rows -> Rows.first(rows, row -> row.getBoolean(0)).orElseThrow());
  }

  private Erased told(Found found, boolean shared) {
    if (found.tokens().accessToken() == null) {
      return nothing(Revocation.NONE);
    }
    if (shared || found.source() == TokenSource.PERSONAL) {
      return nothing(Revocation.KEPT);
    }
    try {
      return new Erased(found.tokens().open(vault), Revocation.NONE);
    } catch (UnreadableTokenException e) {
      log.error(
          "The token of account {} cannot be revoked: {}",
          found.tokens().accountId(),
          e.getMessage());
      return nothing(Revocation.FAILED);
    }
  }

  private static Erased nothing(Revocation told) {
    return new Erased(null, told);
  }

  private static Future<RowSet<Row>> execute(SqlConnection connection, String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values);
  }
}
