package dev.tandem.persistence;

import dev.tandem.task.Fault;
import dev.tandem.task.Project;
import dev.tandem.task.Quadrant;
import dev.tandem.task.References;
import dev.tandem.task.Send;
import dev.tandem.task.SyncDetail;
import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskQuery;
import dev.tandem.task.TaskReply;
import dev.tandem.task.TaskStore;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tasks in PostgreSQL. */
public final class PgTaskStore implements TaskStore {
  /** How many cells stand before the task in the answer of an insert or update. */
  private static final int VERDICT_CELLS = 4;

  private final Session session;
  private final TaskPages pages;
  private final TaskArrangements arrangements;

  /** The pool stays its maker's, who closes it. */
  public PgTaskStore(Pool pool) {
    this(Session.on(pool));
  }

  PgTaskStore(Session session) {
    this.session = session;
    this.pages = new TaskPages(session);
    this.arrangements = new TaskArrangements(session);
  }

  @Override
  public Future<Optional<Task>> find(long userId, long taskId) {
    return run(TaskSql.FIND, Tuple.of(userId, taskId)).map(rows -> Rows.first(rows, Rows::task));
  }

  @Override
  public Future<List<Task>> subtasks(long userId, long taskId) {
    return run(TaskSql.SUBTASKS, Tuple.of(userId, taskId)).map(rows -> Rows.all(rows, Rows::task));
  }

  @Override
  public Future<TaskReply.Page> list(long userId, TaskQuery query) {
    return pages.page(userId, query);
  }

  @Override
  public Future<TaskReply.Summary> summarize(long userId) {
    return run(TaskSql.SUMMARY, Tuple.of(userId)).map(TaskSummary::of);
  }

  @Override
  public Future<List<Send>> sends(long userId, long taskId) {
    return run(TaskSql.SENDS, Tuple.of(userId, taskId)).map(rows -> Rows.all(rows, Rows::send));
  }

  @Override
  public Future<Optional<ProjectRef>> findProject(long userId, String remoteId) {
    return run(TaskSql.FIND_PROJECT, Tuple.of(userId, remoteId))
        .map(rows -> Rows.first(rows, row -> new ProjectRef(row.getLong(0))));
  }

  @Override
  public Future<TaskReply.Projects> listProjects(long userId, int limit, @Nullable String cursor) {
    ProjectCursor place;
    try {
      place = ProjectCursor.read(cursor);
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    return run(ProjectSql.LIST, Tuple.of(userId, place.sortOrder(), place.projectId(), limit + 1))
        .map(
            rows -> {
              List<Project> projects = Rows.all(rows, Rows::project);
              return projects.size() > limit
                  ? new TaskReply.Projects(
                      projects.subList(0, limit),
                      Cursors.write(ProjectCursor.behind(projects.get(limit - 1))))
                  : new TaskReply.Projects(projects, null);
            });
  }

  @Override
  public Future<Written> insert(long userId, TaskContent content, @Nullable Boolean push) {
    List<Fault> faults = TaskColumns.unstorable(content);
    if (!faults.isEmpty()) {
      return Future.succeededFuture(new Written.Refused(faults));
    }
    Set<TaskField> given = TaskField.changed(TaskContent.titled(""), content);
    given.add(TaskField.TITLE);
    return session
        .retrying(
            () ->
                run(
                    TaskWriteSql.INSERT,
                    TaskColumns.bind(
                        Tuple.of(userId).addBoolean(push).addValue(pushedNames(given)), content)))
        .map(PgTaskStore::written)
        .map(
            written -> {
              if (written instanceof Written.Outdated) {
                throw new IllegalStateException("there is no user " + userId);
              }
              return written;
            })
        .recover(PgTaskStore::refused);
  }

  @Override
  public Future<Written> update(Change change) {
    List<Fault> faults = TaskColumns.unstorable(change.content());
    if (!faults.isEmpty()) {
      return Future.succeededFuture(new Written.Refused(faults));
    }
    boolean newParent =
        change.changed().contains(TaskField.PARENT) && change.content().parentId() != null;
    return session
        .retrying(
            () ->
                newParent
                    ? session.inTransaction(transaction -> updateUnderParent(transaction, change))
                    : run(TaskWriteSql.UPDATE, values(change)))
        .map(PgTaskStore::written)
        .recover(PgTaskStore::refused);
  }

  private static Tuple values(Change change) {
    return TaskColumns.bind(
        Tuple.of(change.userId(), change.taskId(), change.fromVersion())
            .addString(nameOf(change.placement().override()))
            .addString(change.placement().reason())
            .addString(nameOf(change.placement().frozen()))
            .addBoolean(change.pushed())
            .addValue(pushedNames(change.changed()))
            .addBoolean(change.changed().contains(TaskField.PROJECT)),
        change.content());
  }

  private static Future<RowSet<Row>> updateUnderParent(SqlConnection transaction, Change change) {
    return run(transaction, TaskWriteSql.LOCK_FAMILY, Tuple.of(change.userId()))
        .compose(locked -> run(transaction, TaskWriteSql.UPDATE_UNDER_PARENT, values(change)));
  }

  @Override
  public Future<Written> remove(long userId, long taskId, long fromVersion) {
    return session.retrying(
        () ->
            session.inTransaction(transaction -> remove(transaction, userId, taskId, fromVersion)));
  }

  private static Future<Written> remove(
      SqlConnection transaction, long userId, long taskId, long fromVersion) {
    Tuple task = Tuple.of(userId, taskId);
    return run(transaction, TaskWriteSql.LOCK_TASK, Tuple.of(userId, taskId, fromVersion))
        .compose(
            locked ->
                locked.size() == 0
                    ? Future.succeededFuture(new Written.Outdated())
                    : run(transaction, TaskWriteSql.LOCK_QUEUE_ROW, task)
                        .compose(row -> run(transaction, CreateSql.REOPEN, task))
                        .compose(open -> run(transaction, TaskWriteSql.REMOVE, task))
                        .map(PgTaskStore::removed));
  }

  private static Written removed(RowSet<Row> rows) {
    return new Written.Removed(
        Rows.first(rows, row -> Objects.requireNonNull(row.getBoolean(0))).orElseThrow());
  }

  @Override
  public Future<Arranged> reorder(long userId, Quadrant quadrant, List<Long> taskIds) {
    return arrangements.reorder(userId, quadrant, taskIds);
  }

  @Override
  public Future<Arranged> sort(long userId, Optional<List<Long>> taskIds) {
    return arrangements.sort(userId, taskIds);
  }

  @Override
  public Future<Written> requestPush(long userId, long taskId) {
    Tuple task = Tuple.of(userId, taskId);
    return session
        .retrying(() -> run(TaskWriteSql.REQUEST_PUSH, task))
        .compose(
            rows ->
                Rows.first(rows, Rows::task)
                    .<Future<Written>>map(pushed -> Future.succeededFuture(new Written.Ok(pushed)))
                    .orElseGet(
                        () ->
                            find(userId, taskId)
                                .map(
                                    found ->
                                        found.isPresent()
                                            ? new Written.NotConnected()
                                            : new Written.Outdated())));
  }

  @Override
  public Future<Written> discard(long userId, long taskId) {
    return session.retrying(
        () -> session.inTransaction(transaction -> new Discard(transaction, userId, taskId).run()));
  }

  @Override
  public Future<SyncDetail> syncDetail(long userId, long taskId) {
    return run(TaskSql.SYNC_DETAIL, Tuple.of(userId, taskId))
        .map(rows -> Rows.first(rows, Rows::syncDetail).orElse(SyncDetail.NONE));
  }

  @Override
  public Future<Optional<Long>> requestPushOfLocalOnly(long userId) {
    // Lists first: once a task waits for its list, that is on its way.
    return session
        .retrying(() -> run(ProjectSql.REQUEST_PUSH_OF_LOCAL_ONLY, Tuple.of(userId)))
        .compose(
            lists ->
                session.retrying(
                    () -> run(TaskWriteSql.REQUEST_PUSH_OF_LOCAL_ONLY, Tuple.of(userId))))
        .map(
            rows -> {
              Cells cells = new Cells(rows.iterator().next(), 0);
              boolean connected = cells.flag();
              return connected ? Optional.of(cells.number()) : Optional.empty();
            });
  }

  /** The answer of an insert or update. */
  private static Written written(RowSet<Row> rows) {
    Row row = rows.iterator().next();
    Cells verdict = new Cells(row, 0);
    List<Fault> faults = new ArrayList<>();
    if (!verdict.flag()) {
      faults.add(References.unknownProject());
    }
    if (!verdict.flag()) {
      faults.add(References.unknownParent());
    }
    if (verdict.flag()) {
      faults.add(References.circularParent());
    }
    if (!faults.isEmpty()) {
      return new Written.Refused(faults);
    }
    if (!verdict.flag()) {
      return new Written.NotConnected();
    }
    return row.getLong(VERDICT_CELLS) == null
        ? new Written.Outdated()
        : new Written.Ok(Rows.task(row, VERDICT_CELLS));
  }

  private static Future<Written> refused(Throwable failure) {
    return PgErrors.faultOf(failure)
        .<Future<Written>>map(fault -> Future.succeededFuture(new Written.Refused(List.of(fault))))
        .orElseGet(() -> Future.failedFuture(failure));
  }

  private static String[] pushedNames(Set<TaskField> changed) {
    return TaskField.pushed(changed).stream().map(TaskField::wireName).toArray(String[]::new);
  }

  private static @Nullable String nameOf(@Nullable Quadrant quadrant) {
    return quadrant == null ? null : quadrant.name();
  }

  private Future<RowSet<Row>> run(String sql, Tuple values) {
    return session.run(sql, values);
  }

  private static Future<RowSet<Row>> run(SqlClient client, String sql, Tuple values) {
    return client.preparedQuery(sql).execute(values);
  }
}
