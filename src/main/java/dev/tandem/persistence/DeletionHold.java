package dev.tandem.persistence;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/** Holds what vanished from TickTick, all of it in its caller's transaction. */
final class DeletionHold {
  private final SqlConnection connection;

  DeletionHold(SqlConnection connection) {
    this.connection = connection;
  }

  /**
   * A twin that vanished.
   *
   * @param at begin of the request that said so: what was heard of it since counts more
   */
  record Vanished(long linkId, long taskId, Instant at) {}

  /** Answers how many are held now; those being worked on are left to the next reading. */
  Future<Long> hold(List<Vanished> twins) {
    if (twins.isEmpty()) {
      return Future.succeededFuture(0L);
    }
    return TaskLocks.take(connection, twins.stream().map(Vanished::taskId).toList())
        .compose(locked -> connection.preparedQuery(DeletionSql.HOLD).execute(values(twins)))
        .map(held -> (long) held.size());
  }

  /** The same for all that a list took with it; what was deleted here too ends. */
  Future<Long> holdOrEnd(List<Vanished> twins) {
    return hold(twins)
        .compose(
            held ->
                twins.isEmpty()
                    ? Future.succeededFuture(held)
                    : connection
                        .preparedQuery(DeletionSql.END_UNWANTED)
                        .execute(values(twins))
                        .map(ended -> held));
  }

  private static Tuple values(List<Vanished> twins) {
    OffsetDateTime[] at =
        twins.stream().map(twin -> PgTimes.parameter(twin.at())).toArray(OffsetDateTime[]::new);
    return Tuple.of(twins.stream().map(Vanished::linkId).toArray(Long[]::new))
        .addArrayOfOffsetDateTime(at);
  }
}
