package dev.tandem.persistence;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears away what is kept for a while only, a piece at a time, so that no statement holds many
 * rows for long. Every node does it; what one has locked the others pass over.
 */
final class Upkeep {
  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration INTERVAL = Duration.ofMinutes(10);
  private static final int PIECE = 500;

  private static final String EXPIRED_KEYS =
      """
      DELETE FROM idempotency_keys WHERE (user_id, key) IN (
        SELECT user_id, key FROM idempotency_keys
        WHERE created_at < now() - interval '24 hours'
        ORDER BY created_at LIMIT %d FOR UPDATE SKIP LOCKED)"""
          .formatted(PIECE);

  /** Readers of the feed who stand below what is forgotten have to begin anew. */
  private static final String OLD_TOMBSTONES =
      """
      WITH gone AS (
        DELETE FROM task_tombstones WHERE (user_id, task_id) IN (
          SELECT user_id, task_id FROM task_tombstones
          WHERE deleted_at < now() - interval '30 days'
          ORDER BY deleted_at LIMIT %d FOR UPDATE SKIP LOCKED)
        RETURNING user_id, revision),
      floors AS (
        UPDATE users u SET feed_floor = greatest(u.feed_floor, f.floor)
        FROM (SELECT user_id, (max(revision::text::bigint) + 1)::text::xid8 AS floor
            FROM gone GROUP BY user_id) f
        WHERE u.id = f.user_id)
      SELECT FROM gone"""
          .formatted(PIECE);

  /** From then on a person who was erased may come again, as somebody new (docs/privacy.md). */
  private static final String OLD_ERASURES =
      """
      DELETE FROM erased_openid_identities WHERE identity_hash IN (
        SELECT identity_hash FROM erased_openid_identities
        WHERE erased_at < now() - interval '90 days'
        ORDER BY erased_at LIMIT %d FOR UPDATE SKIP LOCKED)"""
          .formatted(PIECE);

  private final Vertx vertx;
  private final Pool pool;
  private Future<?> running = Future.succeededFuture();
  private long timer;
  private boolean stopping;

  Upkeep(Vertx vertx, Pool pool) {
    this.vertx = vertx;
    this.pool = pool;
  }

  void start() {
    timer = vertx.setPeriodic(INTERVAL.toMillis(), fired -> begin());
  }

  /** Succeeds when the statement under way has ended. */
  Future<?> stop() {
    stopping = true;
    vertx.cancelTimer(timer);
    return running.otherwiseEmpty();
  }

  private void begin() {
    if (running.isComplete()) {
      running =
          run().onFailure(failure -> log.warn("Old rows stay for now: {}", failure.toString()));
    }
  }

  /** Clears away all that is old. */
  Future<Void> run() {
    Future<Void> done = Future.succeededFuture();
    for (String sql : List.of(EXPIRED_KEYS, OLD_TOMBSTONES, OLD_ERASURES)) {
      done = done.compose(before -> clear(sql));
    }
    return done;
  }

  private Future<Void> clear(String sql) {
    return PgErrors.retrying(() -> pool.query(sql).execute())
        .compose(
            rows -> rows.rowCount() < PIECE || stopping ? Future.succeededFuture() : clear(sql));
  }
}
