package dev.tandem.persistence;

import dev.tandem.persistence.MergeWrites.References;
import dev.tandem.sync.Conflict;
import dev.tandem.sync.Conflict.Rule;
import dev.tandem.sync.Conflict.Winner;
import dev.tandem.sync.Fields;
import dev.tandem.sync.Link;
import dev.tandem.sync.LocalChange;
import dev.tandem.sync.PullRoutes.Seen;
import dev.tandem.sync.Reappearance;
import dev.tandem.sync.Reappearance.Because;
import dev.tandem.sync.SyncField;
import dev.tandem.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A twin is seen again whose link had ended; in its caller's transaction. */
final class TwinReturn {
  private final SqlConnection connection;
  private final MergeWrites merge;
  private final long accountId;
  private final Seen seen;

  TwinReturn(SqlConnection connection, MergeWrites merge, long accountId, Seen seen) {
    this.connection = connection;
    this.merge = merge;
    this.accountId = accountId;
    this.seen = seen;
  }

  /** What is left to do for the caller. */
  enum Next {
    DONE,
    /** Its task is being worked on. */
    LATER,
    /** The link lives again. */
    MERGE,
    /** The link is forgotten. */
    IMPORT
  }

  /** A link that ended, as read under the locks. */
  private record Tombstone(long linkId, Reappearance twin, boolean busy, boolean goesWithItsList) {
    static Tombstone of(Row row) {
      Cells cells = new Cells(row, 0);
      long id = cells.number();
      Because because = cells.named(Because::ofWireName);
      Instant endedAt = cells.time();
      int redeletes = cells.smallNumber();
      String status = cells.textOrNull();
      boolean other = cells.flag();
      boolean busy = cells.flag();
      boolean goesWithItsList = cells.flag();
      Link link = Objects.requireNonNull(LinkRows.read(cells), "a tombstone has its link's values");
      return new Tombstone(
          id,
          new Reappearance(
              link,
              because,
              endedAt,
              redeletes,
              status == null ? null : TaskStatus.of(status).orElseThrow(),
              other),
          busy,
          goesWithItsList);
    }
  }

  Future<Next> run(long userId, long taskId) {
    Tuple remote = Tuple.of(accountId, seen.twin().id());
    Future<?> task = execute(SettleSql.LOCK_TASK, Tuple.of(userId, taskId));
    Future<?> row = execute(SettleSql.LOCK_QUEUE_ROW, Tuple.of(taskId));
    Future<?> link = execute(PullSql.LOCK_TOMBSTONE, remote);
    Future<Optional<Tombstone>> read =
        execute(
                PullSql.READ_TOMBSTONE,
                Tuple.of(accountId, seen.twin().id())
                    .addString(seen.twin().projectId())
                    .addValue(PgTimes.parameter(seen.readAt())))
            .map(rows -> Rows.first(rows, Tombstone::of));
    return Future.all(task, row, link, read)
        .compose(
            done ->
                read.result()
                    .filter(found -> !found.busy())
                    .map(found -> act(found, taskId))
                    .orElseGet(() -> Future.succeededFuture(Next.LATER)));
  }

  private Future<Next> act(Tombstone tombstone, long taskId) {
    if (tombstone.goesWithItsList()) {
      return Future.succeededFuture(Next.DONE);
    }
    Reappearance twin = tombstone.twin();
    return switch (twin.answer(seen)) {
      case IGNORE -> Future.succeededFuture(Next.DONE);
      case RELINK -> relink(tombstone, 0).map(Next.MERGE);
      case RESTORE -> relink(tombstone, 0).compose(done -> restore(taskId)).map(Next.MERGE);
      case DELETE_AGAIN ->
          relink(tombstone, twin.redeletes() + 1)
              .compose(
                  done ->
                      execute(PullSql.DELETE_AGAIN, Tuple.of(merge.userId(), taskId, accountId)))
              .map(Next.DONE);
      case LEAVE -> merge.log(List.of(notDone(twin))).map(Next.DONE);
      case IMPORT ->
          execute(PullSql.FORGET_TOMBSTONE, Tuple.of(tombstone.linkId())).map(Next.IMPORT);
    };
  }

  private Future<?> relink(Tombstone tombstone, int redeletes) {
    return execute(PullSql.RELINK, Tuple.of(tombstone.linkId(), redeletes));
  }

  /** It was deleted here because it was deleted there, so it comes back with it. */
  private Future<?> restore(long taskId) {
    return execute(PullSql.READ, Tuple.of(taskId))
        .map(rows -> QueueRow.first(rows).orElseThrow())
        .compose(
            row -> {
              QueueRow.LocalTask task = Objects.requireNonNull(row.task());
              Link link = Objects.requireNonNull(row.link());
              Fields before = link.base().here();
              Fields back = task.fields().but().status(before.status()).build();
              return merge.write(
                  task,
                  new LocalChange(back, Set.of(SyncField.STATUS), List.of()),
                  References.NONE,
                  false);
            });
  }

  private Conflict notDone(Reappearance twin) {
    Fields there = seen.twin().fields();
    return new Conflict(
        SyncField.STATUS,
        twin.link().base().there(),
        there.but().status(TaskStatus.DELETED).build(),
        there,
        Winner.REMOTE,
        Rule.DELETE_NOT_DONE,
        twin.endedAt(),
        null);
  }

  private Future<RowSet<Row>> execute(String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values);
  }
}
