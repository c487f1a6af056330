package dev.tandem.persistence;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The steps of an erasure in PostgreSQL. Each may be repeated, and leaves a state that is whole.
 */
final class PgErasure {
  private final Pool pool;

  PgErasure(Pool pool) {
    this.pool = pool;
  }

  /**
   * What ended with the mark.
   *
   * @param accountId null if there was none
   */
  record Marked(List<Long> keyIds, @Nullable Long accountId) {}

  /** What became of a step. */
  enum Step {
    MORE,
    DONE,
    /** Somebody else has the claim, or the user is gone. */
    NOT_OURS
  }

  /**
   * The first transaction: from its commit on the person has no rights here and nothing becomes
   * theirs any more. Empty: there is no such user.
   */
  Future<Optional<Marked>> mark(long userId) {
    return PgErrors.retrying(() -> pool.withTransaction(connection -> mark(connection, userId)));
  }

  private static Future<Optional<Marked>> mark(SqlConnection connection, long userId) {
    Tuple user = Tuple.of(userId);
    return execute(connection, ErasureSql.LOCK_USER, user)
        .compose(
            locked -> {
              if (locked.size() == 0) {
                return Future.succeededFuture(Optional.empty());
              }
              Future<?> marked = execute(connection, ErasureSql.MARK, user);
              Future<RowSet<Row>> keys = execute(connection, ErasureSql.DROP_KEYS, user);
              Future<?> identities = execute(connection, SignInSql.ERASE, user);
              Future<?> sessions = execute(connection, ErasureSql.DROP_SESSIONS, user);
              Future<?> consents = execute(connection, ErasureSql.DROP_CONSENTS, user);
              Future<RowSet<Row>> account = execute(connection, ErasureSql.DROP_TOKENS, user);
              return Future.all(List.of(marked, keys, identities, sessions, consents, account))
                  .map(
                      done ->
                          Optional.of(
                              new Marked(
                                  Rows.all(keys.result(), row -> row.getLong(0)),
                                  Rows.all(account.result(), row -> row.getLong(0)).stream()
                                      .findFirst()
                                      .orElse(null))));
            });
  }

  /** Those whose erasure has begun and is not finished. */
  Future<List<Long>> unfinished() {
    return execute(pool, ErasureSql.UNFINISHED, Tuple.tuple())
        .map(rows -> Rows.all(rows, row -> row.getLong(0)));
  }

  Future<Boolean> isGone(long userId) {
    return execute(pool, ErasureSql.IS_THERE, Tuple.of(userId)).map(rows -> rows.size() == 0);
  }

  /**
   * Deletes at most so many rows of one table: a short statement, so that no limit of time depends
   * on how much a person has.
   *
   * @param table an index of {@link ErasureSql#PIECES}
   */
  Future<Step> deletePiece(long userId, int table) {
    return PgErrors.retrying(() -> execute(pool, ErasureSql.PIECES.get(table), Tuple.of(userId)))
        .map(
            rows -> {
              Cells cells = new Cells(rows.iterator().next(), 0);
              boolean mine = cells.flag();
              if (!mine) {
                return Step.NOT_OURS;
              }
              return cells.number() < ErasureSql.PIECE ? Step.DONE : Step.MORE;
            });
  }

  /** The account with its budget, then the user. */
  Future<Step> deleteUser(long userId) {
    return PgErrors.retrying(() -> pool.withTransaction(connection -> delete(connection, userId)));
  }

  private static Future<Step> delete(SqlConnection connection, long userId) {
    Tuple user = Tuple.of(userId);
    return execute(connection, ErasureSql.LOCK_ACCOUNT, user)
        .compose(
            locked ->
                locked.size() == 0
                    ? Future.succeededFuture(Step.NOT_OURS)
                    : execute(connection, ErasureSql.DROP_ACCOUNT, user)
                        .compose(done -> execute(connection, ErasureSql.DROP_USER, user))
                        .map(done -> Step.DONE));
  }

  private static Future<RowSet<Row>> execute(SqlClient client, String sql, Tuple values) {
    return client.preparedQuery(sql).execute(values);
  }
}
