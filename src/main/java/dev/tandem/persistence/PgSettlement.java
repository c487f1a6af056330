package dev.tandem.persistence;

import dev.tandem.sync.Doubt;
import dev.tandem.sync.Fields;
import dev.tandem.sync.Inbox;
import dev.tandem.sync.Link;
import dev.tandem.sync.LinkChange;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.QueueRoutes.Settle;
import dev.tandem.sync.QueueRoutes.Settled;
import dev.tandem.sync.RowFate;
import dev.tandem.sync.Settlement;
import dev.tandem.sync.SyncField;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.SyncError;
import dev.tandem.task.TaskField;
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

  /** The pool stays its maker's, who closes it. */
  public PgSettlement(Pool pool, Settlement.Limits limits) {
    this.pool = pool;
    this.limits = limits;
  }

  /** Serves {@code QueueRoutes.SETTLE}. */
  public Future<Settled> settle(Settle settle) {
    return PgErrors.retrying(
            () -> pool.withTransaction(connection -> new Transaction(connection, settle).run()))
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

  private final class Transaction {
    private final SqlConnection connection;
    private final Settle settle;
    private final PushJob job;

    Transaction(SqlConnection connection, Settle settle) {
      this.connection = connection;
      this.settle = settle;
      this.job = settle.job();
    }

    /**
     * The locks and the reading go out together; each statement sees what the one before locked.
     */
    Future<Settled> run() {
      Future<?> task = execute(SettleSql.LOCK_TASK, Tuple.of(job.userId(), job.taskId()));
      Future<?> row = execute(SettleSql.LOCK_QUEUE_ROW, Tuple.of(job.taskId()));
      Future<?> link = execute(SettleSql.LOCK_LINK, Tuple.of(job.taskId()));
      Future<Optional<QueueRow>> read = read();
      return Future.all(task, row, link, read)
          .compose(
              locked ->
                  read.result()
                      .filter(found -> Objects.equals(found.fence(), job.fence()))
                      .map(this::write)
                      .orElseGet(this::fenced));
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

    private Future<Settled> write(QueueRow row) {
      Settlement settlement = Settlement.of(settle, row.present(), limits);
      List<Future<?>> writes = new ArrayList<>();
      writes.add(recordSend());
      if (settlement.row().kind() == RowFate.Kind.DONE
          && settlement.result().outcome() == Outcome.SYNCED) {
        writes.add(
            execute(
                SettleSql.MARK_SYNCED,
                Tuple.of(job.userId(), job.taskId(), PgTimes.parameter(job.claimedAt()))));
      }
      writes.add(writeRow(row, settlement.row()));
      writes.add(writeLink(settlement.link()));
      Future<Optional<PushJob>> next =
          settlement.row().kind() == RowFate.Kind.CONTINUED
              ? read().map(again -> again.map(found -> found.job(job.interactive())))
              : Future.succeededFuture(Optional.empty());
      writes.add(next);
      return Future.all(writes)
          .map(done -> new Settled(next.result().orElse(null), false, settlement.result()));
    }

    private Future<?> writeRow(QueueRow row, RowFate fate) {
      JsonObject dirty = dirtyOf(fate.open(), row);
      JsonObject intent = intentOf(fate, row);
      return switch (fate.kind()) {
        case DONE -> execute(SettleSql.REMOVE_ROW, Tuple.of(job.taskId()));
        case CONTINUED ->
            execute(
                SettleSql.CONTINUE_ROW,
                Tuple.of(job.taskId(), settle.lease().toMillis(), dirty, intent));
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
      Link link = change.link();
      return switch (change.kind()) {
        case NONE -> Future.succeededFuture();
        case ENDED -> execute(SettleSql.END_LINK, Tuple.of(job.taskId()));
        case CREATED ->
            Future.all(
                execute(SettleSql.INSERT_LINK, created(Objects.requireNonNull(link), change)),
                execute(
                    SettleSql.REARM_SUBTASKS,
                    Tuple.of(job.userId(), job.taskId(), job.accountId())));
        case UPDATED ->
            execute(SettleSql.UPDATE_LINK, updated(Objects.requireNonNull(link), change));
      };
    }

    private Tuple created(Link link, LinkChange change) {
      return Tuple.from(
          new @Nullable Object[] {
            job.userId(),
            job.accountId(),
            job.taskId(),
            link.remoteId(),
            link.remoteProjectId(),
            Jsonb.write(link.base()),
            raw(change),
            link.etag(),
            link.etimestamp(),
            link.confirmed()
          });
    }

    private Tuple updated(Link link, LinkChange change) {
      return Tuple.from(
          new @Nullable Object[] {
            job.taskId(),
            link.remoteProjectId(),
            Jsonb.write(link.base()),
            raw(change),
            link.etag(),
            link.etimestamp(),
            link.confirmed()
          });
    }

    private Future<?> recordSend() {
      return settle.requests() == 0
          ? Future.succeededFuture()
          : execute(SettleSql.RECORD_SEND, SendRecord.of(settle));
    }

    private Future<RowSet<Row>> execute(String sql, Tuple values) {
      return connection.preparedQuery(sql).execute(values);
    }
  }

  private static @Nullable String raw(LinkChange change) {
    return change.stored() == null ? null : Jsonb.foreign(change.stored().raw());
  }

  private static @Nullable JsonObject error(@Nullable SyncError error) {
    return error == null
        ? null
        : new JsonObject()
            .put("code", error.code())
            .put("detail", error.detail())
            .put("at", error.at().toString());
  }

  /** The open fields with the times of their changes; null: as it is. */
  private static @Nullable JsonObject dirtyOf(Set<SyncField> open, QueueRow row) {
    if (open.isEmpty()) {
      return null;
    }
    JsonObject dirty = new JsonObject();
    for (SyncField field : open) {
      List<String> names = field.fields().stream().map(TaskField::wireName).sorted().toList();
      List<String> known = names.stream().filter(row.dirty()::containsKey).toList();
      if (known.isEmpty()) {
        dirty.put(names.get(0), row.readAt().toString());
      }
      known.forEach(name -> dirty.put(name, row.dirty().getValue(name)));
    }
    return dirty;
  }

  private static @Nullable JsonObject intentOf(RowFate fate, QueueRow row) {
    Doubt doubt = fate.doubt();
    JsonObject intent = new JsonObject();
    if (!doubt.fields().isEmpty()) {
      JsonObject unknown = new JsonObject();
      doubt.fields().stream()
          .flatMap(field -> field.fields().stream())
          .forEach(field -> unknown.put(field.wireName(), row.readAt().toString()));
      intent.put("unknown", unknown);
    }
    if (doubt.deleted()) {
      intent.put("deleted", true);
    }
    if (doubt.movedTo() != null) {
      intent.put("moved_to", doubt.movedTo());
    }
    if (fate.kind() == RowFate.Kind.CONTINUED && !doubt.deleted() && doubt.movedTo() == null) {
      aim(row, fate).ifPresent(aim -> intent.put("aim", aim));
    }
    return intent.isEmpty() ? null : intent;
  }

  /** As a claim notes it, see {@link QueueSql#CLAIM}. */
  private static Optional<JsonObject> aim(QueueRow row, RowFate fate) {
    if (!row.present().wanted()) {
      return Optional.of(new JsonObject().put("deleted", true));
    }
    Fields local = row.local();
    return local != null && fate.open().contains(SyncField.PROJECT)
        ? Optional.of(
            new JsonObject().put("moved_to", Inbox.listOf(local.projectId(), row.inboxId())))
        : Optional.empty();
  }
}
