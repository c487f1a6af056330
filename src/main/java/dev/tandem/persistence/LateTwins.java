package dev.tandem.persistence;

import dev.tandem.sync.ConflictDetected;
import dev.tandem.sync.CreateIntent;
import dev.tandem.sync.CreateWaits;
import dev.tandem.sync.OrphanSearch;
import dev.tandem.sync.RemoteSnapshot;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people of tasks in TickTick that a create may have made which was given up: once, and
 * otherwise they are left alone. In its caller's transaction, and under {@link
 * CreateSql#LOCK_ORPHANS} where it has to be found out whose they are.
 *
 * @param open the creates whose outcome is looked for
 * @param linked ids of tasks that are nobody's orphans
 */
record LateTwins(SqlConnection connection, List<CreateIntent> open, Set<String> linked) {
  private static final Logger log = LoggerFactory.getLogger(LateTwins.class);

  /** Whose create it is. */
  record Create(long id, long userId, long taskId) {}

  /**
   * Of tasks that were seen, those that this create may have made and no open one. Answers what was
   * news; to be told once the transaction has committed.
   *
   * @param until how long it is watched
   */
  Future<List<ConflictDetected>> tell(
      Create create, CreateIntent given, Instant until, List<RemoteSnapshot> seen) {
    List<CreateIntent> others = open.stream().filter(each -> each.id() != given.id()).toList();
    List<Future<Optional<ConflictDetected>>> told = new ArrayList<>();
    for (RemoteSnapshot task : seen) {
      if (!linked.contains(task.id())
          && OrphanSearch.isLateTwin(given, task, until)
          && OrphanSearch.isNobodys(others, task, CreateWaits.STANDARD)) {
        told.add(tell(connection, create, task.id()));
      }
    }
    return Future.all(told)
        .map(done -> told.stream().flatMap(each -> each.result().stream()).toList());
  }

  /**
   * Of one that is known to be its twin, or may be. The task is locked before its create, as by all
   * who settle one.
   */
  static Future<Optional<ConflictDetected>> tell(
      SqlConnection connection, Create create, String remoteId) {
    return connection
        .preparedQuery(SettleSql.LOCK_TASK)
        .execute(Tuple.of(create.userId, create.taskId))
        .compose(
            locked ->
                connection.preparedQuery(CreateSql.REPORT).execute(Tuple.of(create.id, remoteId)))
        .compose(
            news -> {
              if (news.size() == 0) {
                return Future.succeededFuture(Optional.empty());
              }
              log.warn(
                  "Task {} of user {} may have a second twin in TickTick, {}: its create was"
                      + " answered late",
                  create.taskId,
                  create.userId,
                  remoteId);
              return connection
                  .preparedQuery(CreateSql.LOG_TWIN)
                  .execute(Tuple.of(create.userId, create.taskId, remoteId))
                  .map(
                      logged ->
                          Optional.of(
                              new ConflictDetected(create.userId, create.taskId, "remote_id")));
            });
  }
}
