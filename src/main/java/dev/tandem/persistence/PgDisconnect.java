package dev.tandem.persistence;

import dev.tandem.account.AccountEvents;
import dev.tandem.account.AccountReply.Erased;
import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTopics.AccountChanged;
import dev.tandem.account.ConnectionReply.Revocation;
import dev.tandem.persistence.GivenUp.Found;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;

/**
 * Erases a user's tokens and says what is to be revoked of them. If the process dies before that,
 * the token lives on at TickTick until it expires, but nobody here has it any more.
 */
final class PgDisconnect {
  private final Pool pool;
  private final GivenUp givenUp;
  private final AccountEvents events;

  PgDisconnect(Pool pool, TokenVault vault, AccountEvents events) {
    this.pool = pool;
    this.givenUp = new GivenUp(vault);
    this.events = events;
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
    return connection
        .preparedQuery(TokenSql.LOCK_OF_USER)
        .execute(Tuple.of(userId))
        .map(rows -> Rows.first(rows, Found::of))
        .compose(
            found ->
                found
                    .map(tokens -> erase(connection, tokens))
                    .orElseGet(
                        () ->
                            Future.succeededFuture(
                                new Ending(GivenUp.nothing(Revocation.NONE), Optional.empty()))));
  }

  private Future<Ending> erase(SqlConnection connection, Found found) {
    long accountId = found.tokens().accountId();
    var changed = new AccountChanged(found.tokens().userId(), accountId, AccountState.DISCONNECTED);
    return givenUp
        .erased(connection, found)
        .compose(
            reply ->
                connection
                    .preparedQuery(TokenSql.ERASE)
                    .execute(Tuple.of(accountId))
                    .map(erased -> new Ending(reply, Optional.of(changed))));
  }
}
