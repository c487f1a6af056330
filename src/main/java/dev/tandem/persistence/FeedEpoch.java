package dev.tandem.persistence;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the feed's revisions are transaction ids of the server that is asked. After a
 * restore or a move they are another one's: a new epoch begins, in which no cursor of before is
 * valid.
 */
final class FeedEpoch {
  private static final Logger log = LoggerFactory.getLogger(FeedEpoch.class);

  /**
   * All in one transaction: whoever sees the epoch sees the numbers of it. Users before tasks, as
   * everywhere.
   */
  private static final List<String> RENUMBER =
      List.of(FeedSql.RENUMBER_FLOORS, FeedSql.RENUMBER_TASKS, FeedSql.RENUMBER_TOMBSTONES);

  private final Pool pool;

  FeedEpoch(Pool pool) {
    this.pool = pool;
  }

  /** Succeeds once the epoch is the server's, and begins one if it is not. */
  Future<Void> ensure() {
    return pool.query(FeedSql.IS_CURRENT)
        .execute()
        .compose(
            rows ->
                rows.iterator().next().getBoolean(0)
                    ? Future.succeededFuture()
                    : PgErrors.retrying(() -> pool.withTransaction(FeedEpoch::begin)));
  }

  private static Future<Void> begin(SqlConnection transaction) {
    return transaction
        .query(FeedSql.UNLIMITED)
        .execute()
        .compose(set -> transaction.query(FeedSql.BEGIN).execute())
        .compose(
            begun -> {
              if (begun.size() == 0) {
                return Future.succeededFuture();
              }
              log.info("A new epoch of the change feed begins");
              Future<?> done = Future.succeededFuture();
              for (String sql : RENUMBER) {
                done = done.compose(before -> transaction.query(sql).execute());
              }
              return done.mapEmpty();
            });
  }
}
