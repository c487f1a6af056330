package dev.tandem.persistence;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.function.Function;
import java.util.function.Supplier;

/** Where a store's statements run. */
interface Session {
  Future<RowSet<Row>> run(String sql, Tuple values);

  /** Does the work in one transaction. */
  <T> Future<T> inTransaction(Function<SqlConnection, Future<T>> work);

  /** Does it again if it lost against another transaction, where that can be. */
  <T> Future<T> retrying(Supplier<Future<T>> work);

  /** Each statement, and each transaction, by itself. The pool stays its maker's. */
  static Session on(Pool pool) {
    return new Session() {
      @Override
      public Future<RowSet<Row>> run(String sql, Tuple values) {
        return pool.preparedQuery(sql).execute(values);
      }

      @Override
      public <T> Future<T> inTransaction(Function<SqlConnection, Future<T>> work) {
        return pool.withTransaction(work);
      }

      @Override
      public <T> Future<T> retrying(Supplier<Future<T>> work) {
        return PgErrors.retrying(work);
      }
    };
  }

  /**
   * All inside a transaction that somebody else ends: what is lost against another one can only be
   * done again as a whole.
   */
  static Session within(SqlConnection transaction) {
    return new Session() {
      @Override
      public Future<RowSet<Row>> run(String sql, Tuple values) {
        return transaction.preparedQuery(sql).execute(values);
      }

      @Override
      public <T> Future<T> inTransaction(Function<SqlConnection, Future<T>> work) {
        return work.apply(transaction);
      }

      @Override
      public <T> Future<T> retrying(Supplier<Future<T>> work) {
        return work.get();
      }
    };
  }
}
