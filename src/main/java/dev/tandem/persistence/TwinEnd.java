package dev.tandem.persistence;

import dev.tandem.persistence.MergeWrites.References;
import dev.tandem.sync.DeletedThere;
import dev.tandem.sync.Fields;
import dev.tandem.sync.Link;
import dev.tandem.sync.LocalChange;
import dev.tandem.sync.Reappearance.Because;
import dev.tandem.sync.SyncField;
import dev.tandem.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ends a task's link because its twin was deleted in TickTick, in its caller's transaction. What it
 * makes of the task is decided under the locks of task, queue row and link: an edit that commits
 * before counts, one that comes later finds the task as it is left.
 */
final class TwinEnd {
  private final SqlConnection connection;
  private final MergeWrites merge;
  private final Ground ground;

  TwinEnd(SqlConnection connection, MergeWrites merge, Ground ground) {
    this.connection = connection;
    this.merge = merge;
    this.ground = ground;
  }

  /**
   * Why it ends.
   *
   * @param remoteId the twin's; null: whichever it is
   * @param lookedAt when the last look at it began; null: a person approved the end of what is held
   */
  record Ground(@Nullable String remoteId, @Nullable Instant lookedAt) {
    static final Ground APPROVED = new Ground(null, null);

    boolean isApproval() {
      return lookedAt == null;
    }

    /** Whether it still holds: nothing was heard of the twin since, and nobody works on it. */
    private boolean holds(QueueRow row, Link link, @Nullable Instant missingSince) {
      if (row.isClaimed()) {
        return false;
      }
      Instant looked = lookedAt;
      if (looked == null) {
        return link.state() == Link.State.HELD;
      }
      Instant settled = link.sight().settledAt();
      Instant read = link.sight().readAt();
      return link.state() == Link.State.LINKED
          && link.remoteId().equals(remoteId)
          && row.doubt().movedTo() == null
          && missingSince != null
          && missingSince.isBefore(looked)
          && (settled == null || settled.isBefore(looked))
          && (read == null || !read.isAfter(looked));
    }
  }

  /** What became of it. */
  enum Ending {
    DELETED,
    SURVIVED,
    /** The task was deleted here before. */
    FORGOTTEN,
    /** It does not hold any more, or not now. */
    NONE
  }

  Future<Ending> run() {
    Tuple task = Tuple.of(merge.taskId());
    Future<?> locked = execute(SettleSql.LOCK_TASK, Tuple.of(merge.userId(), merge.taskId()));
    Future<?> row = execute(SettleSql.LOCK_QUEUE_ROW, task);
    Future<RowSet<Row>> link = execute(DeletionSql.LOCK_LINK, task);
    Future<Optional<QueueRow>> read = execute(PullSql.READ, task).map(QueueRow::first);
    return Future.all(locked, row, link, read)
        .compose(
            done -> {
              Instant missingSince =
                  Rows.first(
                          link.result(),
                          found -> Optional.ofNullable(new Cells(found, 0).timeOrNull()))
                      .flatMap(since -> since)
                      .orElse(null);
              return read.result()
                  .filter(found -> holds(found, missingSince))
                  .map(this::end)
                  .orElseGet(() -> Future.succeededFuture(Ending.NONE));
            });
  }

  private boolean holds(QueueRow row, @Nullable Instant missingSince) {
    Link link = row.link();
    return link != null && ground.holds(row, link, missingSince);
  }

  private Future<Ending> end(QueueRow row) {
    DeletedThere twin = row.deletedThere();
    return switch (twin.answer()) {
      case FORGOTTEN ->
          endLink(Because.DELETED_HERE).compose(done -> removeRow()).map(Ending.FORGOTTEN);
      case DELETED ->
          endLink(Because.DELETED_THERE)
              .compose(done -> removeRow())
              .compose(done -> delete(row))
              .map(Ending.DELETED);
      case SURVIVES ->
          endLink(Because.DELETED_THERE)
              .compose(done -> merge.log(List.of(twin.survival())))
              .compose(done -> beginAnew(row, twin))
              .compose(done -> merge.touch())
              .map(Ending.SURVIVED);
    };
  }

  private Future<?> endLink(Because because) {
    return execute(
        DeletionSql.END_LINK, Tuple.of(merge.taskId(), because.wireName(), ground.isApproval()));
  }

  private Future<?> removeRow() {
    return execute(SettleSql.REMOVE_ROW, Tuple.of(merge.taskId()));
  }

  private Future<?> delete(QueueRow row) {
    QueueRow.LocalTask task = Objects.requireNonNull(row.task(), "it is there to be deleted");
    Fields deleted = task.fields().but().status(TaskStatus.DELETED).build();
    return merge.write(
        task,
        new LocalChange(deleted, Set.of(SyncField.STATUS), List.of()),
        References.NONE,
        false);
  }

  private Future<?> beginAnew(QueueRow row, DeletedThere twin) {
    JsonObject dirty = LinkRows.times(twin.surviving(), row.readAt());
    return execute(
        DeletionSql.BEGIN_ANEW, Tuple.of(merge.userId(), merge.taskId(), row.accountId(), dirty));
  }

  private Future<RowSet<Row>> execute(String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values);
  }
}
