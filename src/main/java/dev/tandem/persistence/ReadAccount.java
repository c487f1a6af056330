package dev.tandem.persistence;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/**
 * The account whose reading is being written. What was read with other tokens may be another
 * TickTick account's; under this lock the account stays the one that it was read from until the
 * transaction ends.
 */
final class ReadAccount {
  /** {@code account, generation}. */
  private static final String LOCK =
      """
      SELECT user_id, remote_inbox_id FROM ticktick_accounts
      WHERE id = $1::bigint AND generation = $2::bigint AND state = 'connected' FOR SHARE""";

  private ReadAccount() {}

  /**
   * Answers {@code user, inbox id}; nothing if the account has other tokens by now.
   *
   * @param generation of the tokens with which it was read
   */
  static Future<RowSet<Row>> lock(SqlConnection connection, long accountId, long generation) {
    return connection.preparedQuery(LOCK).execute(Tuple.of(accountId, generation));
  }

  /**
   * For a transaction that has written already: fails with an {@link OutdatedReading}, which undoes
   * it, if the account has other tokens by now.
   */
  static Future<Void> confirm(SqlConnection connection, long accountId, long generation) {
    return lock(connection, accountId, generation)
        .compose(
            locked ->
                locked.size() > 0
                    ? Future.succeededFuture()
                    : Future.failedFuture(new OutdatedReading()));
  }
}
