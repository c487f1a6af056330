package dev.tandem.persistence;

import dev.tandem.account.KeptAnswer;
import dev.tandem.account.KeyedCommand;
import dev.tandem.account.KeyedCommand.Claim;
import dev.tandem.account.KeyedCommand.Run;
import dev.tandem.account.KeyedCommand.Settle;
import dev.tandem.account.KeyedReply;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets each idempotency key take effect once. The key's lock is held by the transaction that
 * writes: whoever comes meanwhile learns at once that it is busy, whoever comes later finds the
 * reply, which was committed together with what it tells of. If the process dies before the commit
 * nothing was done and the key is free; if it dies after it, the reply is there.
 */
final class PgKeyed {
  /** Of what is a reply and no HTTP answer. */
  private static final int NO_STATUS = 0;

  private final Pool pool;
  private final KeyedCommands commands;

  PgKeyed(Pool pool, KeyedCommands commands) {
    this.pool = pool;
    this.commands = commands;
  }

  /** Serves {@code AccountRoutes.KEYED}. */
  Future<KeyedReply> handle(KeyedCommand command) {
    if (command instanceof Run run) {
      return run(run);
    }
    if (command instanceof Claim claim) {
      return claim(claim);
    }
    return settle((Settle) command);
  }

  private Future<KeyedReply> run(Run run) {
    List<Runnable> events = new ArrayList<>();
    return PgErrors.retrying(
            () -> {
              events.clear();
              return pool.withTransaction(
                      transaction ->
                          locked(transaction, run.key())
                              .compose(
                                  earlier ->
                                      earlier
                                          .map(found -> Future.succeededFuture(replied(found)))
                                          .orElseGet(() -> run(transaction, run, events))))
                  .recover(failure -> Undone.answered(failure, KeyedReply.class));
            })
        .onSuccess(done -> events.forEach(Runnable::run));
  }

  private Future<KeyedReply> run(SqlConnection transaction, Run run, List<Runnable> events) {
    return commands
        .run(Session.within(transaction), run.command(), events)
        .compose(
            reply -> {
              KeyedReply answered = new KeyedReply.Answered(reply, false);
              Optional<JsonObject> kept = KeyedReplies.kept(reply);
              // What was refused may have left the transaction unusable, and leaves the key free.
              return kept.isEmpty()
                  ? Future.failedFuture(new Undone(answered))
                  : keep(transaction, run.key(), kept.get()).map(answered);
            });
  }

  private static Future<?> keep(SqlConnection transaction, KeyedCommand.Key key, JsonObject reply) {
    return transaction
        .preparedQuery(KeyedSql.KEEP)
        .execute(Tuple.of(key.userId(), key.text(), key.fingerprint(), NO_STATUS, reply, null));
  }

  private Future<KeyedReply> claim(Claim claim) {
    KeyedCommand.Key key = claim.key();
    return PgErrors.retrying(
        () ->
            pool.withTransaction(
                transaction ->
                    locked(transaction, key)
                        .compose(
                            earlier ->
                                earlier
                                    .map(found -> Future.succeededFuture(answered(found)))
                                    .orElseGet(() -> claim(transaction, claim)))));
  }

  private static Future<KeyedReply> claim(SqlConnection transaction, Claim claim) {
    KeyedCommand.Key key = claim.key();
    return transaction
        .preparedQuery(KeyedSql.CLAIM)
        .execute(
            Tuple.of(
                key.userId(),
                key.text(),
                key.fingerprint(),
                claim.owner(),
                claim.life().toMillis()))
        .map(new KeyedReply.Claimed());
  }

  private Future<KeyedReply> settle(Settle settle) {
    KeyedCommand.Key key = settle.key();
    KeptAnswer answer = settle.answer();
    Future<RowSet<Row>> written =
        answer == null
            ? pool.preparedQuery(KeyedSql.FREE)
                .execute(Tuple.of(key.userId(), key.text(), settle.owner()))
            : pool.preparedQuery(KeyedSql.SETTLE)
                .execute(
                    Tuple.of(
                        key.userId(),
                        key.text(),
                        settle.owner(),
                        answer.status(),
                        answer.body() == null ? null : new JsonObject(answer.body()),
                        headers(answer.headers())));
    return written.map(new KeyedReply.Noted());
  }

  private static JsonObject headers(Map<String, String> headers) {
    JsonObject json = new JsonObject();
    headers.forEach(json::put);
    return json;
  }

  /** What is known of a key that was used before, or why it cannot be told; empty: it is free. */
  private static Future<Optional<Found>> locked(SqlConnection transaction, KeyedCommand.Key key) {
    Tuple values = Tuple.of(key.userId(), key.text());
    return transaction
        .preparedQuery(KeyedSql.TRY_LOCK)
        .execute(values)
        .compose(
            locked ->
                Boolean.TRUE.equals(locked.iterator().next().getBoolean(0))
                    ? transaction
                        .preparedQuery(KeyedSql.FIND)
                        .execute(values)
                        .map(rows -> Rows.first(rows, row -> found(key, row)))
                        .map(found -> found.filter(Found::matters))
                    : Future.succeededFuture(Optional.of(Found.BUSY)));
  }

  /**
   * @param busy whether somebody is working on it
   * @param mismatch whether it came with another request
   * @param status of what was kept; null: only a claim, which has expired unless {@code busy}
   */
  private record Found(
      boolean busy,
      boolean mismatch,
      @Nullable Integer status,
      @Nullable JsonObject body,
      @Nullable JsonObject headers) {
    static final Found BUSY = new Found(true, false, null, null, null);

    boolean matters() {
      return busy || mismatch || status != null;
    }
  }

  private static Found found(KeyedCommand.Key key, Row row) {
    Cells cells = new Cells(row, 0);
    boolean mismatch = !key.fingerprint().equals(cells.text());
    Integer status = cells.smallNumberOrNull();
    JsonObject body = cells.objectOrNull();
    JsonObject headers = cells.objectOrNull();
    boolean claimed = Boolean.TRUE.equals(row.getBoolean(4));
    return new Found(status == null && claimed, mismatch, status, body, headers);
  }

  private static KeyedReply replied(Found found) {
    if (found.mismatch()) {
      return new KeyedReply.Mismatch();
    }
    if (found.busy() || found.body() == null) {
      return new KeyedReply.Busy();
    }
    return new KeyedReply.Answered(KeyedReplies.read(found.body()), true);
  }

  private static KeyedReply answered(Found found) {
    if (found.mismatch()) {
      return new KeyedReply.Mismatch();
    }
    if (found.busy() || found.status() == null) {
      return new KeyedReply.Busy();
    }
    Map<String, String> headers = new HashMap<>();
    if (found.headers() != null) {
      found.headers().forEach(header -> headers.put(header.getKey(), (String) header.getValue()));
    }
    String body = found.body() == null ? null : found.body().encode();
    return new KeyedReply.Kept(new KeptAnswer(found.status(), body, headers));
  }
}
