package dev.tandem.persistence;

import dev.tandem.persistence.TwinEnd.Ending;
import dev.tandem.persistence.TwinEnd.Ground;
import dev.tandem.sync.MergeEvents;
import dev.tandem.sync.SyncRoutes.DecideDeletions;
import dev.tandem.sync.SyncRoutes.Decision;
import dev.tandem.sync.SyncRoutes.DeletionsDecided;
import dev.tandem.task.TaskTopics.Change;
import dev.tandem.task.TaskTopics.TaskChanged;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * Carries out what a person decided about deletions that are held. About those only that were held
 * when it was asked: of what comes meanwhile the person knows nothing. Portion after portion, each
 * in a transaction of its own: what is left when the process dies is still held, and to be decided
 * on again.
 *
 * <p>An approval does not take away what was written here and never got to TickTick: as with any
 * deletion there, such a task stays and is created anew.
 */
public final class PgHeldDeletions {
  private final Pool pool;
  private final MergeEvents events;
  private final TwinEndings endings;

  /** The pool stays its maker's, who closes it. */
  public PgHeldDeletions(Pool pool, MergeEvents events) {
    this.pool = pool;
    this.events = events;
    this.endings = new TwinEndings(pool, events);
  }

  /** Serves {@code SyncRoutes.DELETIONS}. */
  public Future<DeletionsDecided> decide(DecideDeletions decide) {
    return pool.preparedQuery(SettleSql.NOW)
        .execute()
        .map(PgSettlement::now)
        .compose(
            now -> {
              Decided decided = new Decided(decide.userId(), now);
              return decide.decision() == Decision.APPROVE
                  ? decided
                      .portions(true, 0, decided::delete)
                      .compose(plain -> decided.portions(false, 0, decided::endEach))
                      .map(all -> decided.told())
                  : decided.portions(false, 0, decided::dismiss).map(all -> decided.told());
            });
  }

  /** One decision, and what it did so far. */
  private final class Decided {
    private final long userId;
    private final Instant asked;
    private long deleted;
    private long survived;
    private long dismissed;

    Decided(long userId, Instant asked) {
      this.userId = userId;
      this.asked = asked;
    }

    DeletionsDecided told() {
      return new DeletionsDecided(deleted, survived, dismissed);
    }

    /**
     * @param asTheyStand only tasks of which nothing waits
     * @param behind the last task of the portion before
     */
    Future<?> portions(boolean asTheyStand, long behind, Function<List<Long>, Future<?>> carryOut) {
      return pool.preparedQuery(HeldSql.PICK)
          .execute(Tuple.of(userId, PgTimes.parameter(asked), asTheyStand, behind))
          .map(rows -> Rows.all(rows, row -> row.getLong(0)))
          .compose(
              tasks ->
                  tasks.isEmpty()
                      ? Future.succeededFuture()
                      : carryOut
                          .apply(tasks)
                          .compose(
                              done ->
                                  tasks.size() < HeldSql.PORTION
                                      ? Future.succeededFuture()
                                      : portions(
                                          asTheyStand, tasks.get(tasks.size() - 1), carryOut)));
    }

    Future<?> delete(List<Long> tasks) {
      return locked(
              tasks,
              connection ->
                  connection
                      .preparedQuery(HeldSql.DELETE)
                      .execute(values(tasks))
                      .map(rows -> Rows.all(rows, row -> deletion(new Cells(row, 0)))))
          .onSuccess(
              changes -> {
                deleted += changes.size();
                changes.forEach(events::changed);
              });
    }

    private TaskChanged deletion(Cells cells) {
      long task = cells.number();
      return new TaskChanged(userId, task, Change.DELETED, cells.number(), false);
    }

    Future<?> endEach(List<Long> tasks) {
      Future<?> before = Future.succeededFuture();
      for (long task : tasks) {
        before =
            before
                .compose(
                    done ->
                        endings.end(
                            userId, task, Ground.APPROVED, last -> Future.succeededFuture()))
                .onSuccess(this::count);
      }
      return before;
    }

    private void count(Ending ending) {
      if (ending == Ending.DELETED) {
        deleted++;
      } else if (ending == Ending.SURVIVED) {
        survived++;
      }
    }

    Future<?> dismiss(List<Long> tasks) {
      return locked(
              tasks,
              connection ->
                  connection
                      .preparedQuery(HeldSql.DISMISS)
                      .execute(values(tasks))
                      .map(Rows::number))
          .onSuccess(count -> dismissed += count);
    }

    private <T> Future<T> locked(List<Long> tasks, Function<SqlConnection, Future<T>> carryOut) {
      return PgErrors.retrying(
          () ->
              pool.withTransaction(
                  connection ->
                      TaskLocks.take(connection, tasks)
                          .compose(locked -> carryOut.apply(connection))));
    }

    private Tuple values(List<Long> tasks) {
      return Tuple.of(userId).addArrayOfLong(tasks.toArray(Long[]::new));
    }
  }
}
