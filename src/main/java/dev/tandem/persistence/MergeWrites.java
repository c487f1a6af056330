package dev.tandem.persistence;

import dev.tandem.sync.Base;
import dev.tandem.sync.Conflict;
import dev.tandem.sync.ConflictDetected;
import dev.tandem.sync.Fields;
import dev.tandem.sync.Inbox;
import dev.tandem.sync.Link;
import dev.tandem.sync.LocalChange;
import dev.tandem.sync.LocalFields;
import dev.tandem.sync.MergeEvents;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.SyncField;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskStatus;
import dev.tandem.task.TaskTopics.Change;
import dev.tandem.task.TaskTopics.TaskChanged;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a merge changes of one task, written in its caller's transaction and under its locks; what
 * there is to tell is kept until that has committed.
 */
final class MergeWrites {
  private final SqlConnection connection;
  private final long userId;
  private final long taskId;
  private final List<TaskChanged> changes = new ArrayList<>();
  private final List<ConflictDetected> conflicts = new ArrayList<>();

  MergeWrites(SqlConnection connection, long userId, long taskId) {
    this.connection = connection;
    this.userId = userId;
    this.taskId = taskId;
  }

  /**
   * What the list and the parent that a body names are here.
   *
   * @param projectId null: the Inbox, or a list that is not known
   * @param parentId null: none, or one that is not known or cannot be
   * @param unknown the fields that name what is not known here
   */
  record References(@Nullable Long projectId, @Nullable Long parentId, Set<SyncField> unknown) {
    static final References NONE = new References(null, null, Set.of());

    /** What of a body that is merged into a task stays for who knows more. */
    Set<SyncField> unknownIn(Fields remote, QueueRow row) {
      return row.isGivenUp() ? unknown : unknownIn(remote, row.link());
    }

    /** A field that nobody changed there need not be understood. */
    Set<SyncField> unknownIn(Fields remote, @Nullable Link link) {
      return link == null ? Set.of() : unknownIn(remote, link.base());
    }

    Set<SyncField> unknownIn(Fields remote, Base base) {
      Set<SyncField> relevant = EnumSet.noneOf(SyncField.class);
      relevant.addAll(base.editedThere(remote));
      relevant.retainAll(unknown);
      return relevant;
    }
  }

  /** Before the task's own lock: two new parents at once could make a circle that neither sees. */
  Future<?> lockFamily() {
    return execute(TaskWriteSql.LOCK_FAMILY, Tuple.of(userId));
  }

  /**
   * @param remoteList TickTick's id of the list that the twin is in
   */
  Future<References> resolve(long accountId, String remoteList, Fields twin) {
    return execute(
            MergeSql.RESOLVE, Tuple.of(userId, accountId, taskId, remoteList, twin.parentId()))
        .map(rows -> Rows.first(rows, row -> references(row, remoteList, twin)).orElseThrow());
  }

  private static References references(Row row, String remoteList, Fields twin) {
    Cells cells = new Cells(row, 0);
    Long projectId = cells.numberOrNull();
    Long parentId = cells.numberOrNull();
    Set<SyncField> unknown = EnumSet.noneOf(SyncField.class);
    if (projectId == null && !Inbox.is(remoteList)) {
      unknown.add(SyncField.PROJECT);
    }
    boolean hasParent = !Objects.requireNonNullElse(twin.parentId(), "").isEmpty();
    if (parentId == null && hasParent) {
      unknown.add(SyncField.PARENT);
    }
    return new References(projectId, parentId, unknown);
  }

  /**
   * @param pushWaits whether something is left to push afterwards
   */
  Future<?> apply(TaskContent task, LocalChange change, References references, boolean pushWaits) {
    if (change.taken().isEmpty()) {
      return Future.succeededFuture();
    }
    TaskContent merged =
        LocalFields.into(
            task, change.fields(), change.taken(), references.projectId(), references.parentId());
    Change what = merged.status() == TaskStatus.DELETED ? Change.DELETED : Change.UPDATED;
    return execute(MergeSql.APPLY, TaskColumns.bind(Tuple.of(userId, taskId), merged))
        .onSuccess(rows -> noteChange(rows, what, pushWaits));
  }

  /**
   * What a settlement or a reading changes of the task.
   *
   * @param task null after a hard delete
   * @param change null: nothing
   * @param pushWaits whether something is left to push afterwards
   */
  Future<?> write(
      QueueRow.@Nullable LocalTask task,
      @Nullable LocalChange change,
      References references,
      boolean pushWaits) {
    if (change == null) {
      return Future.succeededFuture();
    }
    Future<?> applied =
        task == null
            ? Future.succeededFuture()
            : apply(task.content(), change, references, pushWaits);
    return Future.all(log(change.conflicts()), applied);
  }

  /**
   * What a body tells beside the mapped fields, once the link is written.
   *
   * @param changed whether {@link #write} changed the task
   */
  Future<?> take(RemoteSnapshot.Beside beside, boolean changed) {
    return execute(
            MergeSql.TAKE_BESIDE,
            Tuple.of(userId, taskId, beside.estimateMinutes(), beside.focusMinutes(), changed))
        .onSuccess(
            rows -> {
              if (!changed) {
                noteChange(rows, Change.UPDATED, false);
              }
            });
  }

  /** How many conflicts were news. */
  int newConflicts() {
    return conflicts.size();
  }

  /** A conflict may outlive its task. */
  Future<?> log(List<Conflict> found) {
    return Future.all(found.stream().map(this::log).toList());
  }

  /** A conflict that was logged elsewhere in the transaction is told with the others. */
  void note(ConflictDetected conflict) {
    conflicts.add(conflict);
  }

  /** Once the transaction has committed. */
  void tell(MergeEvents events) {
    changes.forEach(events::changed);
    conflicts.forEach(events::conflicted);
  }

  long userId() {
    return userId;
  }

  long taskId() {
    return taskId;
  }

  /** The task is new here. */
  void noteCreated(long version) {
    changes.add(new TaskChanged(userId, taskId, Change.CREATED, version, false));
  }

  /** What belongs to the task changed, and is to be pushed: its content stays. */
  Future<?> touch() {
    return execute(MergeSql.TOUCH, Tuple.of(userId, taskId))
        .onSuccess(rows -> noteChange(rows, Change.UPDATED, true));
  }

  private void noteChange(RowSet<Row> rows, Change what, boolean pushWaits) {
    Rows.first(rows, row -> row.getLong(0))
        .ifPresent(
            version -> changes.add(new TaskChanged(userId, taskId, what, version, pushWaits)));
  }

  private Future<?> log(Conflict conflict) {
    SyncField field = conflict.field();
    Tuple values =
        Tuple.from(
            new @Nullable Object[] {
              userId,
              taskId,
              nameOf(field),
              ConflictValues.of(field, conflict.base()),
              ConflictValues.of(field, conflict.local()),
              ConflictValues.of(field, conflict.remote()),
              conflict.winner().wireName(),
              conflict.rule().wireName(),
              PgTimes.parameter(conflict.localAt()),
              PgTimes.parameter(conflict.remoteAt()),
              conflict.isDecided()
            });
    return execute(MergeSql.LOG_CONFLICT, values)
        .onSuccess(
            rows -> {
              if (rows.rowCount() > 0 && !conflict.isDecided()) {
                conflicts.add(new ConflictDetected(userId, taskId, nameOf(field)));
              }
            });
  }

  /** The date group goes by its due date. */
  private static String nameOf(SyncField field) {
    return field == SyncField.DATES
        ? TaskField.DUE_DATE.wireName()
        : field.fields().iterator().next().wireName();
  }

  private Future<RowSet<Row>> execute(String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values);
  }
}
