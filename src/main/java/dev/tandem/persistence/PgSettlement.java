package dev.tandem.persistence;

import dev.tandem.persistence.MergeWrites.References;
import dev.tandem.sync.CallEnd;
import dev.tandem.sync.Fields;
import dev.tandem.sync.Link;
import dev.tandem.sync.MergeEvents;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushJob.Look;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.QueueRoutes.Settle;
import dev.tandem.sync.QueueRoutes.Settled;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.Settlement;
import dev.tandem.sync.SyncField;
import dev.tandem.sync.SyncResult.Operation;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
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
        .map(done -> done.told(events))
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

  static Instant now(RowSet<Row> rows) {
    return Rows.first(rows, row -> new Cells(row, 0).time()).orElseThrow();
  }

  /** A committed settlement and what it has to tell. */
  record Done(Settled settled, MergeWrites merge) {
    Settled told(MergeEvents events) {
      merge.tell(events);
      return settled;
    }
  }

  private final class Transaction {
    private final MergeWrites merge;
    private final SettlementWrites writes;
    private final Settle settle;
    private final PushJob job;

    Transaction(SqlConnection connection, Settle settle) {
      this.settle = settle;
      this.job = settle.job();
      this.merge = new MergeWrites(connection, job.userId(), job.taskId());
      this.writes = new SettlementWrites(connection, merge, job, settle.lease());
    }

    Future<Settled> run() {
      Future<Optional<QueueRow>> row = writes.locked(namesAnotherParent());
      Future<References> references = references();
      return Future.all(row, references)
          .compose(
              locked ->
                  row.result()
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

    private Future<Settled> fenced() {
      Future<Instant> now = writes.execute(SettleSql.NOW, Tuple.tuple()).map(PgSettlement::now);
      return Future.all(recordSend(), tellOfLostClaim(), now)
          .map(done -> new Settled(null, true, Settlement.fenced(settle, now.result())));
    }

    /** Whoever has the row now finds the twin by what is told here of it. */
    private Future<?> tellOfLostClaim() {
      RemoteSnapshot stored = stored();
      return settle.step().operation() == Operation.CREATE && stored != null
          ? writes
              .execute(CreateSql.TELL_TWIN, Tuple.of(job.taskId(), job.fence(), stored.id()))
              .compose(told -> Future.all(Rows.all(told, this::tellOfLateTwin)))
          : endCreate();
    }

    /** Nobody looks for it any more: the task may have another twin by now. */
    private Future<?> tellOfLateTwin(Row told) {
      Cells cells = new Cells(told, 0);
      long intent = cells.number();
      String twin = cells.textOrNull();
      return twin == null
          ? Future.succeededFuture()
          : LateTwins.tell(
                  writes.connection(),
                  new LateTwins.Create(intent, job.userId(), job.taskId()),
                  twin)
              .onSuccess(news -> news.ifPresent(merge::note));
    }

    private Future<Settled> write(QueueRow row, References references) {
      RemoteSnapshot stored = stored();
      Set<SyncField> unknown =
          stored == null ? references.unknown() : references.unknownIn(stored.fields(), row);
      Settlement settlement = Settlement.of(settle, row.present(unknown), limits);
      // Before the row is read once more for what comes next.
      Future<?> recorded = Future.all(recordSend(), endCreate());
      Future<Settled> settled = writes.write(row, settlement, references);
      return Future.all(recorded, settled).map(done -> settled.result());
    }

    /** By this claim's fence: what another worker began is left alone. */
    private Future<?> endCreate() {
      if (settle.step().operation() != Operation.CREATE) {
        return Future.succeededFuture();
      }
      return settle.end() == CallEnd.KNOWN
          ? writes.execute(CreateSql.CLOSE, Tuple.of(job.taskId(), job.fence()))
          : writes.execute(
              CreateSql.END_CALL,
              Tuple.of(job.taskId(), job.fence(), settle.end() == CallEnd.SILENT));
    }

    private Future<?> recordSend() {
      boolean looked = settle.step().operation() == Operation.NONE && stored() != null;
      return settle.requests() == 0 || looked
          ? Future.succeededFuture()
          : writes.execute(SettleSql.RECORD_SEND, SendRecord.of(settle));
    }
  }
}
