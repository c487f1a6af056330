package dev.tandem.persistence;

import dev.tandem.task.BatchStore;
import dev.tandem.task.Fault;
import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskField;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Many tasks in PostgreSQL, written with a number of statements that does not depend on theirs. */
final class PgTaskBatches implements BatchStore {
  private static final PushSetting NO_SETTING = new PushSetting(false, false);

  private final Session session;

  PgTaskBatches(Session session) {
    this.session = session;
  }

  @Override
  public List<Fault> unstorable(TaskContent content) {
    return TaskColumns.unstorable(content);
  }

  @Override
  public Future<List<Task>> findAll(long userId, Collection<Long> taskIds) {
    return session
        .run(TaskBatchSql.FIND_ALL, Tuple.of(userId).addArrayOfLong(ids(taskIds)))
        .map(rows -> Rows.all(rows, Rows::task));
  }

  @Override
  public <D extends Decision> Future<Rewritten<D>> rewrite(
      long userId, Sought sought, Function<Found, D> rule) {
    return session.retrying(
        () ->
            session.inTransaction(
                transaction ->
                    find(transaction, userId, sought)
                        .map(rule)
                        .compose(
                            decision ->
                                write(transaction, userId, decision.writes())
                                    .map(written -> new Rewritten<>(decision, written)))));
  }

  /** What is not sought costs no statement. The order is that of {@link TaskBatchSql}. */
  private static Future<Found> find(SqlConnection transaction, long userId, Sought sought) {
    Future<?> family =
        sought.reparents()
            ? run(transaction, TaskWriteSql.LOCK_FAMILY, Tuple.of(userId))
            : Future.succeededFuture();
    return family
        .compose(locked -> parents(transaction, userId, sought.parentIds()))
        .compose(
            parents ->
                tasks(transaction, TaskBatchSql.LOCK_ALL, userId, sought.taskIds())
                    .compose(
                        tasks ->
                            remoteLists(transaction, userId, sought.lists().remoteIds())
                                .compose(
                                    remote ->
                                        lists(transaction, userId, sought.lists().ids(), remote)
                                            .compose(
                                                lists ->
                                                    pushSetting(transaction, userId, sought)
                                                        .map(
                                                            push ->
                                                                new Found(
                                                                    tasks, parents, lists, remote,
                                                                    push))))));
  }

  private static Future<Map<Long, Optional<Long>>> parents(
      SqlConnection transaction, long userId, Set<Long> ids) {
    if (ids.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return run(transaction, TaskBatchSql.PARENTS, Tuple.of(userId).addArrayOfLong(ids(ids)))
        .map(
            rows -> {
              Map<Long, Optional<Long>> parents = new HashMap<>();
              for (Row row : rows) {
                Cells cells = new Cells(row, 0);
                parents.put(cells.number(), Optional.ofNullable(cells.numberOrNull()));
              }
              return parents;
            });
  }

  private static Future<Map<Long, Task>> tasks(
      SqlConnection transaction, String sql, long userId, Set<Long> ids) {
    if (ids.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return run(transaction, sql, Tuple.of(userId).addArrayOfLong(ids(ids)))
        .map(
            rows -> {
              Map<Long, Task> tasks = new HashMap<>();
              Rows.all(rows, Rows::task).forEach(task -> tasks.put(task.id(), task));
              return tasks;
            });
  }

  private static Future<Map<String, Optional<Long>>> remoteLists(
      SqlConnection transaction, long userId, Set<String> remoteIds) {
    if (remoteIds.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return run(
            transaction,
            TaskBatchSql.REMOTE_LISTS,
            Tuple.of(userId).addArrayOfString(remoteIds.toArray(String[]::new)))
        .map(
            rows -> {
              Map<String, Optional<Long>> lists = new HashMap<>();
              for (Row row : rows) {
                Cells cells = new Cells(row, 0);
                lists.put(cells.text(), Optional.ofNullable(cells.numberOrNull()));
              }
              return lists;
            });
  }

  private static Future<Set<Long>> lists(
      SqlConnection transaction, long userId, Set<Long> ids, Map<String, Optional<Long>> remote) {
    Set<Long> all = new HashSet<>(ids);
    remote.values().forEach(id -> id.ifPresent(all::add));
    if (all.isEmpty()) {
      return Future.succeededFuture(Set.of());
    }
    return run(transaction, TaskBatchSql.LISTS, Tuple.of(userId).addArrayOfLong(ids(all)))
        .map(rows -> new HashSet<>(Rows.all(rows, row -> new Cells(row, 0).number())));
  }

  private static Future<PushSetting> pushSetting(
      SqlConnection transaction, long userId, Sought sought) {
    if (!sought.creates()) {
      return Future.succeededFuture(NO_SETTING);
    }
    return run(transaction, TaskBatchSql.PUSH_SETTING, Tuple.of(userId))
        .map(
            rows ->
                Rows.first(
                        rows,
                        row -> {
                          Cells cells = new Cells(row, 0);
                          return new PushSetting(cells.flag(), cells.flag());
                        })
                    .orElseThrow(() -> new IllegalStateException("there is no user " + userId)));
  }

  private static Future<Written> write(SqlConnection transaction, long userId, Writes writes) {
    return insert(transaction, userId, writes.creates())
        .compose(
            made ->
                update(transaction, userId, writes.updates())
                    .compose(
                        updated -> {
                          Set<Long> touched = new HashSet<>(writes.reads());
                          touched.addAll(made);
                          writes.updates().forEach(state -> touched.add(state.taskId()));
                          return tasks(transaction, TaskBatchSql.FIND_ALL, userId, touched)
                              .map(tasks -> new Written(made, tasks));
                        }));
  }

  private static Future<List<Long>> insert(
      SqlConnection transaction, long userId, List<NewTask> creates) {
    if (creates.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    JsonArray rows = new JsonArray();
    creates.forEach(
        task ->
            rows.add(
                TaskColumns.json(task.content())
                    .put("push", task.push())
                    .put("names", names(task.named()))));
    return run(transaction, TaskBatchSql.INSERT, Tuple.of(userId, rows))
        .map(made -> Rows.all(made, row -> new Cells(row, 0).number()));
  }

  private static Future<?> update(SqlConnection transaction, long userId, List<NewState> updates) {
    if (updates.isEmpty()) {
      return Future.succeededFuture();
    }
    JsonArray rows = new JsonArray();
    updates.forEach(
        state ->
            rows.add(
                TaskColumns.json(state.content())
                    .put("id", state.taskId())
                    .put("versions", state.versions())
                    .put("completion", state.completion().name())
                    .put("names", names(state.changed()))));
    return run(transaction, TaskBatchSql.UPDATE, Tuple.of(userId, rows))
        .map(
            count -> {
              if (Rows.number(count) != updates.size()) {
                throw new IllegalStateException(
                    "a task of user " + userId + " is gone although it was locked");
              }
              return count;
            });
  }

  private static JsonArray names(Set<TaskField> fields) {
    List<String> names = new ArrayList<>();
    TaskField.pushed(fields).forEach(field -> names.add(field.wireName()));
    return new JsonArray(names);
  }

  private static Long[] ids(Collection<Long> ids) {
    return ids.toArray(Long[]::new);
  }

  private static Future<RowSet<Row>> run(SqlClient client, String sql, Tuple values) {
    return client.preparedQuery(sql).execute(values);
  }
}
