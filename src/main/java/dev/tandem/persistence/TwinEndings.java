package dev.tandem.persistence;

import dev.tandem.persistence.TwinEnd.Ending;
import dev.tandem.persistence.TwinEnd.Ground;
import dev.tandem.sync.MergeEvents;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends twins, each in a transaction of its own, and tells of it once that has committed. */
final class TwinEndings {
  private static final Logger log = LoggerFactory.getLogger(TwinEndings.class);

  private final Pool pool;
  private final MergeEvents events;

  TwinEndings(Pool pool, MergeEvents events) {
    this.pool = pool;
    this.events = events;
  }

  private record Done(Ending ending, MergeWrites merge) {}

  /**
   * A row that cannot be read or written keeps no other from its end: it is told of, and stays.
   *
   * @param last what the transaction does last; if it fails, all is undone
   */
  Future<Ending> end(
      long userId, long taskId, Ground ground, Function<SqlConnection, Future<?>> last) {
    return PgErrors.retrying(
            () ->
                pool.withTransaction(
                    connection -> {
                      MergeWrites merge = new MergeWrites(connection, userId, taskId);
                      return new TwinEnd(connection, merge, ground)
                          .run()
                          .compose(
                              ending ->
                                  last.apply(connection).map(done -> new Done(ending, merge)));
                    }))
        .map(
            done -> {
              done.merge.tell(events);
              return done.ending;
            })
        .recover(
            failure -> {
              if (failure instanceof OutdatedReading || !PgErrors.isOfStatement(failure)) {
                return Future.failedFuture(failure);
              }
              log.warn(
                  "The end of task {}'s twin could not be taken over: {}",
                  taskId,
                  failure.getMessage());
              return Future.succeededFuture(Ending.NONE);
            });
  }
}
