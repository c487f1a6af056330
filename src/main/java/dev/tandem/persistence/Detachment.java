package dev.tandem.persistence;

import dev.tandem.persistence.AccountRows.Locked;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/**
 * Takes everything of a user away from the TickTick account that it belonged to, inside a
 * transaction that holds the account's lock. Tasks stay as they are. What is queued is to create
 * its task in the account that comes; a task in a list waits until it is moved to one of that
 * account's lists, as its own has no place there.
 *
 * <p>A push that is under way meanwhile cannot undo this: its settlement needs the queue row's lock
 * and its fence. If it comes first, the link that it writes is among those that end; if it comes
 * later, the fence is gone and it records its attempt, no more. Nor does it send anything more,
 * since each request is granted under the same fence.
 */
final class Detachment {
  private final SqlConnection connection;
  private final Locked account;

  Detachment(SqlConnection connection, Locked account) {
    this.connection = connection;
    this.account = account;
  }

  /** Takes the locks in the order of all writers; tells whether tasks are linked. */
  Future<Boolean> lock() {
    return ofUser(IdentitySql.LOCK_TASKS)
        .compose(tasks -> ofUser(IdentitySql.LOCK_QUEUE_ROWS))
        .compose(rows -> ofAccount(IdentitySql.LOCK_LINKS))
        .map(links -> links.size() > 0);
  }

  /** Under the locks. */
  Future<Void> run() {
    return execute(IdentitySql.DISMISS_LINKS, Tuple.of(account.userId(), account.accountId()))
        .compose(done -> ofUser(IdentitySql.DROP_DELETES))
        .compose(done -> ofUser(IdentitySql.DROP_LISTS))
        .compose(done -> ofUser(IdentitySql.BEGIN_ANEW))
        .compose(done -> ofAccount(IdentitySql.FORGET_CREATES))
        .compose(done -> ofUser(IdentitySql.DETACH_PROJECTS))
        .compose(done -> ofAccount(IdentitySql.FORGET_READINGS))
        .mapEmpty();
  }

  private Future<RowSet<Row>> ofUser(String sql) {
    return execute(sql, Tuple.of(account.userId()));
  }

  private Future<RowSet<Row>> ofAccount(String sql) {
    return execute(sql, Tuple.of(account.accountId()));
  }

  private Future<RowSet<Row>> execute(String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values);
  }
}
