package dev.tandem.persistence;

import dev.tandem.persistence.MergeWrites.References;
import dev.tandem.persistence.QueueRow.LocalTask;
import dev.tandem.sync.Fields;
import dev.tandem.sync.Link;
import dev.tandem.sync.LinkChange;
import dev.tandem.sync.LocalChange;
import dev.tandem.sync.MergeEvents;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushJob.Look;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.QueueRoutes.Settle;
import dev.tandem.sync.QueueRoutes.Settled;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.RowFate;
import dev.tandem.sync.Settlement;
import dev.tandem.sync.SyncField;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.SyncError;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what became of an attempt, in one transaction and only under the claim it was made
 * with. What that is, {@link Settlement} says.
 */
public final class PgSettlement {
  private final Pool pool;
  private final Settlement.Limits limits;
  private final MergeEvents events;

  /** The pool stays its maker's, who closes it. */
  public PgSettlement(Pool pool, Settlement.Limits limits, MergeEvents events) {
    this.pool = pool;
    this.limits = limits;
    this.events = events;
  }

  /** Serves {@code QueueRoutes.SETTLE}. */
  public Future<Settled> settle(Settle settle) {
    return PgErrors.retrying(
            () ->
                pool.withTransaction(
                    connection -> {
                      Transaction transaction = new Transaction(connection, settle);
                      return transaction.run().map(settled -> new Done(settled, transaction.merge));
                    }))
        .map(
            done -> {
              done.merge.tell(events);
              return done.settled;
            })
        .recover(
            failure ->
                PgErrors.isOfErasedUser(failure) ? lost(settle) : Future.failedFuture(failure));
  }

  /**
   * Its user is being erased meanwhile: as after a claim that somebody else took, nothing is kept.
   */
  private Future<Settled> lost(Settle settle) {
    return pool.preparedQuery(SettleSql.NOW)
        .execute()
        .map(PgSettlement::now)
        .map(now -> new Settled(null, true, Settlement.fenced(settle, now)));
  }

  private static Instant now(RowSet<Row> rows) {
    return Rows.first(rows, row -> new Cells(row, 0).time()).orElseThrow();
  }

  /** A committed settlement and what it has to tell. */
  private record Done(Settled settled, MergeWrites merge) {}

  private final class Transaction {
    private final SqlConnection connection;
    private final MergeWrites merge;
    private final Settle settle;
    private final PushJob job;

    Transaction(SqlConnection connection, Settle settle) {
      this.connection = connection;
      this.settle = settle;
      this.job = settle.job();
      this.merge = new MergeWrites(connection, job.userId(), job.taskId());
    }

    /**
     * The locks and the reading go out together; each statement sees what the one before locked.
     */
    Future<Settled> run() {
      Future<?> family = namesAnotherParent() ? merge.lockFamily() : Future.succeededFuture();
      Future<?> task = execute(SettleSql.LOCK_TASK, Tuple.of(job.userId(), job.taskId()));
      Future<?> row = execute(SettleSql.LOCK_QUEUE_ROW, Tuple.of(job.taskId()));
      Future<?> link = execute(SettleSql.LOCK_LINK, Tuple.of(job.taskId()));
      Future<Optional<QueueRow>> read = read();
      Future<References> references = references();
      return Future.all(List.of(family, task, row, link, read, references))
          .compose(
              locked ->
                  read.result()
                      .filter(found -> Objects.equals(found.fence(), job.fence()))
                      .map(found -> write(found, references.result()))
                      .orElseGet(this::fenced));
    }

    private boolean namesAnotherParent() {
      RemoteSnapshot stored = stored();
      Link link = job.link();
      Fields local = job.local();
      if (link == null) {
        return false;
      }
      boolean there =
          stored != null && link.base().editedThere(stored.fields()).contains(SyncField.PARENT);
      // A discard takes back what was changed here.
      boolean back =
          isLook() && local != null && link.base().editedHere(local).contains(SyncField.PARENT);
      return there || back;
    }

    /** What a body names, or, for a discard that finds none, what the link does. */
    private Future<References> references() {
      RemoteSnapshot stored = stored();
      Link link = job.link();
      if (stored != null) {
        return merge.resolve(job.accountId(), stored.projectId(), stored.fields());
      }
      return isLook() && link != null
          ? merge.resolve(job.accountId(), link.remoteProjectId(), link.base().there())
          : Future.succeededFuture(References.NONE);
    }

    private boolean isLook() {
      return settle.step().operation() == Operation.NONE && job.look() == Look.FIRST;
    }

    private @Nullable RemoteSnapshot stored() {
      return settle.verdict() instanceof PushVerdict.Delivered delivered
          ? delivered.stored()
          : null;
    }

    private Future<Optional<QueueRow>> read() {
      return execute(QueueSql.READ_JOB, Tuple.of(job.taskId()))
          .map(rows -> Rows.first(rows, found -> QueueRow.of(found, 0)));
    }

    private Future<Settled> fenced() {
      Future<Instant> now = execute(SettleSql.NOW, Tuple.tuple()).map(PgSettlement::now);
      return Future.all(recordSend(), now)
          .map(done -> new Settled(null, true, Settlement.fenced(settle, now.result())));
    }

    private Future<Settled> write(QueueRow row, References references) {
      RemoteSnapshot stored = stored();
      Set<SyncField> unknown =
          stored == null || row.isGivenUp()
              ? references.unknown()
              : references.unknownIn(stored.fields(), row.link());
      Settlement settlement = Settlement.of(settle, row.present(unknown), limits);
      List<Future<?>> writes = new ArrayList<>();
      writes.add(recordSend());
      if (settlement.row().kind() == RowFate.Kind.DONE
          && settlement.result().outcome() == Outcome.SYNCED) {
        writes.add(
            execute(
                SettleSql.MARK_SYNCED,
                Tuple.of(job.userId(), job.taskId(), PgTimes.parameter(job.claimedAt()))));
      }
      writes.add(writeTask(row, settlement, references));
      writes.add(writeRow(row, settlement));
      writes.add(writeLink(settlement.link()));
      Future<Optional<PushJob>> next =
          settlement.row().kind() == RowFate.Kind.CONTINUED
              ? read().map(again -> again.map(found -> found.job(job.interactive())))
              : Future.succeededFuture(Optional.empty());
      writes.add(next);
      return Future.all(writes)
          .map(done -> new Settled(next.result().orElse(null), false, settlement.result()));
    }

    private Future<?> writeTask(QueueRow row, Settlement settlement, References references) {
      LocalTask task = row.task();
      LocalChange change = settlement.local();
      if (change == null) {
        return Future.succeededFuture();
      }
      boolean pushWaits = settlement.row().kind() != RowFate.Kind.DONE;
      Future<?> applied =
          task == null
              ? Future.succeededFuture()
              : merge.apply(task.content(), change, references, pushWaits);
      return Future.all(merge.log(change.conflicts()), applied);
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
                    job.taskId(),
                    settle.lease().toMillis(),
                    dirty,
                    intent,
                    fate.attempts(),
                    fate.outages()));
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
                    SettleSql.REARM_SUBTASKS,
                    Tuple.of(job.userId(), job.taskId(), job.accountId())));
        case UPDATED ->
            execute(SettleSql.UPDATE_LINK, LinkWrites.of(Tuple.of(job.taskId()), change));
      };
    }

    private Future<?> recordSend() {
      boolean looked = settle.step().operation() == Operation.NONE && stored() != null;
      return settle.requests() == 0 || looked
          ? Future.succeededFuture()
          : execute(SettleSql.RECORD_SEND, SendRecord.of(settle));
    }

    private Future<RowSet<Row>> execute(String sql, Tuple values) {
      return connection.preparedQuery(sql).execute(values);
    }
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
