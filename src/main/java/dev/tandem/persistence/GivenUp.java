package dev.tandem.persistence;

import dev.tandem.account.AccountReply.Erased;
import dev.tandem.account.AccountTokens;
import dev.tandem.account.ConnectionReply.Revocation;
import dev.tandem.account.TokenSource;
import dev.tandem.config.Secret;
import dev.tandem.persistence.AccountRows.Sealed;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what is to be revoked at TickTick of tokens that are given up here: what a consent gave and
 * no account here holds any more, as TickTick gives one token per account and application. Those
 * who store or give up one token wait for each other until they commit, so that each sees what the
 * one before left.
 */
final class GivenUp {
  private static final Logger log = LoggerFactory.getLogger(GivenUp.class);

  private final TokenVault vault;

  GivenUp(TokenVault vault) {
    this.vault = vault;
  }

  /**
   * The tokens of an account as they are found under its lock.
   *
   * @param hash of the access token; null: there is none
   */
  record Found(Sealed tokens, @Nullable Buffer hash) {
    /** From what {@link TokenSql#LOCK_OF_USER} answers. */
    static Found of(Row row) {
      Cells cells = new Cells(row, 0);
      return new Found(AccountRows.sealed(cells), cells.bytesOrNull());
    }
  }

  /** Of tokens that are about to be erased. */
  Future<Erased> erased(SqlConnection connection, Found found) {
    Buffer hash = found.hash();
    return hash == null
        ? Future.succeededFuture(judged(found, false))
        : lock(connection, hash)
            .compose(locked -> isHeld(connection, found.tokens().accountId(), hash))
            .map(shared -> judged(found, shared));
  }

  /** Of a user's tokens that are about to be replaced, under the account's lock. */
  Future<Optional<AccountTokens>> replaced(
      SqlConnection connection, long userId, Secret accessToken) {
    Buffer hash = SecretHash.of(accessToken);
    return execute(connection, TokenSql.LOCK_OF_USER, Tuple.of(userId))
        .map(rows -> Rows.first(rows, Found::of))
        .compose(
            found -> {
              Buffer before = found.map(Found::hash).orElse(null);
              return before == null
                  ? lock(connection, hash).map(Optional.<AccountTokens>empty())
                  : replaced(connection, found.orElseThrow(), before, hash);
            });
  }

  private Future<Optional<AccountTokens>> replaced(
      SqlConnection connection, Found found, Buffer before, Buffer hash) {
    return lock(connection, before, hash)
        .compose(locked -> isHeld(connection, found.tokens().accountId(), before))
        .map(shared -> judged(found, shared || before.equals(hash)))
        .map(erased -> Optional.ofNullable(erased.toRevoke()));
  }

  /** Whether an account holds the token, but for the one that is left out (0: none is). */
  static Future<Boolean> isHeld(SqlConnection connection, long leftOut, Buffer hash) {
    return execute(connection, TokenSql.IS_SHARED, Tuple.of(leftOut, hash))
        .map(rows -> Rows.first(rows, row -> row.getBoolean(0)).orElseThrow());
  }

  static Future<?> lock(SqlConnection connection, Buffer... hashes) {
    return execute(connection, TokenSql.LOCK_HASHES, Tuple.of(hashes));
  }

  private Erased judged(Found found, boolean shared) {
    Sealed tokens = found.tokens();
    if (tokens.accessToken() == null) {
      return nothing(Revocation.NONE);
    }
    if (shared || tokens.source() == TokenSource.PERSONAL) {
      return nothing(Revocation.KEPT);
    }
    try {
      return new Erased(tokens.open(vault), Revocation.NONE);
    } catch (UnreadableTokenException e) {
      log.error(
          "The token of account {} cannot be revoked: {}", tokens.accountId(), e.getMessage());
      return nothing(Revocation.FAILED);
    }
  }

  static Erased nothing(Revocation told) {
    return new Erased(null, told);
  }

  private static Future<RowSet<Row>> execute(SqlConnection connection, String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values);
  }
}
