package dev.tandem.persistence;

import dev.tandem.persistence.MergeWrites.References;
import dev.tandem.sync.LinkChange;
import dev.tandem.sync.LocalChange;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.QueueRoutes.Settled;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.RowFate;
import dev.tandem.sync.Settlement;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.SyncError;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Locks, reads and writes what a settlement is about, in its caller's transaction.
 *
 * @param lease of the row if there is more to do
 */
record SettlementWrites(SqlConnection connection, MergeWrites merge, PushJob job, Duration lease) {

  /**
   * The locks and the reading go out together; each statement sees what the one before locked.
   *
   * @param family whether a parent may change
   */
  Future<Optional<QueueRow>> locked(boolean family) {
    Future<?> parents = family ? merge.lockFamily() : Future.succeededFuture();
    Future<?> task = execute(SettleSql.LOCK_TASK, Tuple.of(job.userId(), job.taskId()));
    Future<?> row = execute(SettleSql.LOCK_QUEUE_ROW, Tuple.of(job.taskId()));
    Future<?> link = execute(SettleSql.LOCK_LINK, Tuple.of(job.taskId()));
    Future<Optional<QueueRow>> read = read();
    return Future.all(List.of(parents, task, row, link, read)).map(done -> read.result());
  }

  private Future<Optional<QueueRow>> read() {
    return execute(QueueSql.READ_JOB, Tuple.of(job.taskId())).map(QueueRow::first);
  }

  /** Under the claim. */
  Future<Settled> write(QueueRow row, Settlement settlement, References references) {
    List<Future<?>> writes = new ArrayList<>();
    if (settlement.row().kind() == RowFate.Kind.DONE
        && settlement.result().outcome() == Outcome.SYNCED) {
      writes.add(execute(SettleSql.MARK_SYNCED, Tuple.of(job.userId(), job.taskId())));
    }
    if (settlement.row().kind() == RowFate.Kind.DEAD) {
      writes.add(execute(SettleSql.MARK_FAILED, Tuple.of(job.userId(), job.taskId())));
    }
    boolean pushWaits = settlement.row().kind() != RowFate.Kind.DONE;
    writes.add(merge.write(row.task(), settlement.local(), references, pushWaits));
    writes.add(writeRow(row, settlement));
    writes.add(writeLink(settlement.link()));
    writes.add(takeBeside(settlement));
    Future<Optional<PushJob>> next =
        settlement.row().kind() == RowFate.Kind.CONTINUED
            ? read().map(again -> again.map(found -> found.job(job.interactive())))
            : Future.succeededFuture(Optional.empty());
    writes.add(next);
    return Future.all(writes)
        .map(done -> new Settled(next.result().orElse(null), false, settlement.result()));
  }

  private Future<?> takeBeside(Settlement settlement) {
    RemoteSnapshot stored = settlement.link().stored();
    LocalChange change = settlement.local();
    return stored == null || settlement.link().link() == null
        ? Future.succeededFuture()
        : merge.take(stored.beside(), change != null && !change.taken().isEmpty());
  }

  private Future<?> writeRow(QueueRow row, Settlement settlement) {
    RowFate fate = settlement.row();
    LocalChange change = settlement.local();
    boolean wanted = change == null ? row.isWanted() : change.isWanted();
    JsonObject dirty = IntentJson.dirty(fate.open(), row);
    JsonObject intent = IntentJson.intent(fate, row, wanted);
    return switch (fate.kind()) {
      case DONE -> execute(SettleSql.REMOVE_ROW, Tuple.of(job.taskId()));
      case CONTINUED ->
          execute(
              SettleSql.CONTINUE_ROW,
              Tuple.of(
                  job.taskId(), lease.toMillis(), dirty, intent, fate.attempts(), fate.outages()));
      case WAITING, DEAD ->
          execute(
              SettleSql.END_CLAIM,
              Tuple.from(
                  new @Nullable Object[] {
                    job.taskId(),
                    fate.delay().toMillis(),
                    dirty,
                    intent,
                    fate.attempts(),
                    fate.outages(),
                    fate.kind() == RowFate.Kind.DEAD,
                    error(fate.error()),
                    fate.failed()
                  }));
    };
  }

  private Future<?> writeLink(LinkChange change) {
    return switch (change.kind()) {
      case NONE -> Future.succeededFuture();
      case ENDED -> execute(SettleSql.END_LINK, Tuple.of(job.taskId()));
      case CREATED ->
          Future.all(
              execute(
                  SettleSql.INSERT_LINK,
                  LinkWrites.of(Tuple.of(job.userId(), job.accountId(), job.taskId()), change)),
              execute(
                  SettleSql.REARM_SUBTASKS, Tuple.of(job.userId(), job.taskId(), job.accountId())));
      case UPDATED -> execute(SettleSql.UPDATE_LINK, LinkWrites.of(Tuple.of(job.taskId()), change));
    };
  }

  Future<RowSet<Row>> execute(String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values);
  }

  private static @Nullable JsonObject error(@Nullable SyncError error) {
    return error == null
        ? null
        : new JsonObject()
            .put("code", error.code())
            .put("detail", error.detail())
            .put("at", error.at().toString());
  }
}
