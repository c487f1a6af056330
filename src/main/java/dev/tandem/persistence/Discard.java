package dev.tandem.persistence;

import dev.tandem.sync.CreateWaits;
import dev.tandem.task.TaskStore.Written;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/**
 * Gives a dead letter up, inside one transaction. With a twin the row is marked and due again: what
 * is claimed of it looks at the twin and settles with its values. Without one the task stays here
 * alone, and the row goes.
 *
 * <p>A dead letter is leased by nobody, and what a fenced worker may yet settle writes nothing. The
 * locks make the decision one with what is written: an edit that comes first revives the row, so
 * that it is no dead letter any more; one that comes later finds {@code dirty} empty, and what it
 * puts there is a new change.
 *
 * <p>A create of unknown outcome is given up with it: for a while its twin is told of if it comes,
 * and looked for if the task is pushed again ({@link CreateSql#REOPEN}), before anything is sent.
 */
final class Discard {
  /** {@code user, task}; the row that is read is the one that {@code LOCK_QUEUE_ROW} locked. */
  private static final String STATE =
      """
      SELECT coalesce(q.is_dead, false), coalesce(q.intent ? 'discard', false), l.id IS NOT NULL
      FROM tasks t
      LEFT JOIN push_queue q ON q.kind = 'task' AND q.entity_id = t.id
      LEFT JOIN links l ON l.task_id = t.id AND l.state <> 'gone'
      WHERE t.user_id = $1::bigint AND t.id = $2::bigint""";

  /** {@code task}. What waited until now is what is given up. */
  private static final String MARK =
      """
      UPDATE push_queue SET generation = generation + 1, dirty = '{}',
        intent = coalesce(intent, '{}') || jsonb_build_object('discard', dirty),
        attempts = 0, outages = 0, last_error = NULL, is_dead = false, next_attempt_at = now()
      WHERE kind = 'task' AND entity_id = $1::bigint""";

  /**
   * {@code user, task, whether it has a twin}: the delta feed tells of it; the content's version
   * stays.
   */
  private static final String TOUCH =
      """
      UPDATE tasks SET push = push AND $3::boolean, revision = pg_current_xact_id()
      WHERE user_id = $1::bigint AND id = $2::bigint""";

  private final SqlConnection transaction;
  private final long userId;
  private final long taskId;

  Discard(SqlConnection transaction, long userId, long taskId) {
    this.transaction = transaction;
    this.userId = userId;
    this.taskId = taskId;
  }

  Future<Written> run() {
    return execute(SettleSql.LOCK_TASK, Tuple.of(userId, taskId))
        .compose(
            task ->
                task.size() == 0
                    ? Future.succeededFuture(new Written.Outdated())
                    : execute(SettleSql.LOCK_QUEUE_ROW, Tuple.of(taskId))
                        .compose(row -> execute(SettleSql.LOCK_LINK, Tuple.of(taskId)))
                        .compose(link -> execute(STATE, Tuple.of(userId, taskId)))
                        .compose(this::decide));
  }

  private Future<Written> decide(RowSet<Row> state) {
    Cells cells = new Cells(state.iterator().next(), 0);
    boolean dead = cells.flag();
    boolean givenUp = cells.flag();
    boolean linked = cells.flag();
    if (!dead) {
      return Future.succeededFuture(new Written.NotFailed(givenUp));
    }
    return (linked ? execute(MARK, Tuple.of(taskId)) : giveUp())
        .compose(done -> execute(TOUCH, Tuple.of(userId, taskId, linked)))
        .compose(done -> execute(TaskSql.FIND, Tuple.of(userId, taskId)))
        .map(found -> new Written.Ok(Rows.first(found, Rows::task).orElseThrow()));
  }

  /**
   * Under the row's lock: nobody begins or opens a create meanwhile. A twin that a worker told of
   * which had lost its claim is there, beside the task that is to stay here alone.
   */
  private Future<?> giveUp() {
    return execute(CreateSql.GIVE_UP, Tuple.of(taskId, CreateWaits.STANDARD.watch().toMillis()))
        .compose(given -> Future.all(Rows.all(given, this::tellOfTwin)))
        .compose(told -> execute(SettleSql.REMOVE_ROW, Tuple.of(taskId)));
  }

  /** The change of the task is told anyway, and shows that it has an open conflict. */
  private Future<?> tellOfTwin(Row given) {
    Cells cells = new Cells(given, 0);
    LateTwins.Create create = new LateTwins.Create(cells.number(), userId, taskId);
    String twin = cells.textOrNull();
    return twin == null ? Future.succeededFuture() : LateTwins.tell(transaction, create, twin);
  }

  private Future<RowSet<Row>> execute(String sql, Tuple values) {
    return transaction.preparedQuery(sql).execute(values);
  }
}
