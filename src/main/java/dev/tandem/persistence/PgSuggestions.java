package dev.tandem.persistence;

import dev.tandem.suggestion.Proposal;
import dev.tandem.suggestion.Suggestion;
import dev.tandem.suggestion.SuggestionCommand;
import dev.tandem.suggestion.SuggestionReply;
import dev.tandem.suggestion.SuggestionStatus;
import dev.tandem.suggestion.SuggestionStore;
import dev.tandem.suggestion.SuggestionType;
import dev.tandem.task.Task;
import dev.tandem.task.TaskEvents;
import dev.tandem.task.TaskService;
import dev.tandem.task.TaskStore.ProjectRef;
import dev.tandem.task.TaskTopics.TaskChanged;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The suggestions in PostgreSQL. */
final class PgSuggestions implements SuggestionStore {
  private final Session session;
  private final TaskEvents events;

  PgSuggestions(Session session, TaskEvents events) {
    this.session = session;
    this.events = events;
  }

  @Override
  public Future<Optional<SuggestionReply.Page>> list(SuggestionCommand.ListSuggestions query) {
    long before;
    try {
      before = IdCursor.before(query.cursor());
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    SuggestionStatus status = query.status();
    Tuple values =
        Tuple.of(
            query.userId(),
            query.taskId(),
            status == null ? null : status.wireName(),
            before,
            query.limit() + 1);
    Future<RowSet<Row>> task =
        session.run(SuggestionSql.HAS_TASK, Tuple.of(query.userId(), query.taskId()));
    Future<RowSet<Row>> rows = session.run(SuggestionSql.LIST, values);
    return Future.all(task, rows)
        .map(
            both ->
                task.result().size() == 0
                    ? Optional.empty()
                    : Optional.of(page(rows.result(), query.limit())));
  }

  private static SuggestionReply.Page page(RowSet<Row> rows, int limit) {
    List<Suggestion> fitting = Rows.all(rows, PgSuggestions::suggestion);
    long found = Rows.first(rows, row -> row.getLong(row.size() - 1)).orElse(0L);
    List<Suggestion> page = fitting.subList(0, Math.min(fitting.size(), limit));
    return new SuggestionReply.Page(
        page,
        found > page.size() ? Cursors.write(new IdCursor(page.get(page.size() - 1).id())) : null);
  }

  /**
   * The task's row is locked first, by everybody who writes its suggestions and by everybody who
   * changes or deletes the task; what is read afterwards is read by statements of their own, and so
   * as the one before has left it. Queue rows and lists come behind the task, as everywhere.
   */
  @Override
  public Future<SuggestionReply> underLock(
      long userId, long taskId, Function<Desk, Future<SuggestionReply>> work) {
    List<TaskChanged> told = new ArrayList<>();
    return session
        .retrying(
            () -> {
              told.clear();
              return session
                  .inTransaction(
                      transaction ->
                          locked(transaction, userId, taskId)
                              .compose(
                                  task ->
                                      task.map(
                                              found ->
                                                  work.apply(
                                                      new LockedTask(
                                                          transaction, found, told::add)))
                                          .orElseGet(
                                              () ->
                                                  Future.succeededFuture(
                                                      new SuggestionReply.Missing())))
                              .compose(PgSuggestions::orUndone))
                  .recover(failure -> Undone.answered(failure, SuggestionReply.class));
            })
        .onSuccess(done -> told.forEach(events::changed));
  }

  private static Future<SuggestionReply> orUndone(SuggestionReply reply) {
    return reply instanceof SuggestionReply.Refusal
        ? Future.failedFuture(new Undone(reply))
        : Future.succeededFuture(reply);
  }

  private static Future<Optional<Task>> locked(
      SqlConnection transaction, long userId, long taskId) {
    return transaction
        .preparedQuery(SuggestionSql.LOCK_TASK)
        .execute(Tuple.of(userId, taskId))
        .compose(
            found ->
                found.size() == 0
                    ? Future.succeededFuture(Optional.empty())
                    : new PgTaskStore(Session.within(transaction)).find(userId, taskId));
  }

  private static Suggestion suggestion(Row row) {
    Cells cells = new Cells(row, 0);
    return new Suggestion(
        cells.number(),
        cells.number(),
        cells.named(SuggestionType::of),
        cells.text(),
        cells.textOrNull(),
        cells.fractionOrNull(),
        cells.named(SuggestionStatus::of),
        cells.time(),
        cells.timeOrNull());
  }

  /** What may be done while the transaction holds the task. */
  private static final class LockedTask implements Desk {
    private final SqlConnection transaction;
    private final Task task;
    private final PgTaskStore store;
    private final TaskEvents events;

    LockedTask(SqlConnection transaction, Task task, TaskEvents events) {
      this.transaction = transaction;
      this.task = task;
      this.store = new PgTaskStore(Session.within(transaction));
      this.events = events;
    }

    @Override
    public Task task() {
      return task;
    }

    @Override
    public TaskService tasks() {
      return new TaskService(store, events);
    }

    @Override
    public Future<Boolean> hasProject(long projectId) {
      return transaction
          .preparedQuery(TaskBatchSql.LISTS)
          .execute(Tuple.of(task.userId()).addArrayOfLong(new Long[] {projectId}))
          .map(rows -> rows.size() > 0);
    }

    @Override
    public Future<Optional<ProjectRef>> findProject(String remoteId) {
      return store.findProject(task.userId(), remoteId);
    }

    @Override
    public Future<Suggestion> add(Proposal proposal) {
      String type = proposal.type().wireName();
      return run(SuggestionSql.SUPERSEDE, ofTask().addString(type))
          .compose(
              free ->
                  run(
                      SuggestionSql.INSERT,
                      ofTask()
                          .addString(type)
                          .addString(proposal.suggested())
                          .addString(proposal.reason())
                          .addDouble(proposal.confidence())))
          .map(rows -> suggestion(rows.iterator().next()))
          .compose(
              added ->
                  run(SuggestionSql.PRUNE, ofTask().addInteger(SuggestionSql.KEPT)).map(added));
    }

    @Override
    public Future<List<Suggestion>> pending(Set<SuggestionType> types) {
      String[] names = types.stream().map(SuggestionType::wireName).toArray(String[]::new);
      return run(SuggestionSql.PENDING, ofTask().addArrayOfString(names)).map(LockedTask::byType);
    }

    @Override
    public Future<List<Suggestion>> named(Set<Long> ids) {
      return run(SuggestionSql.NAMED, ofTask().addArrayOfLong(ids.toArray(Long[]::new)))
          .map(LockedTask::byType);
    }

    @Override
    public Future<?> decide(List<Suggestion> pending, SuggestionStatus status) {
      Long[] ids = pending.stream().map(Suggestion::id).toArray(Long[]::new);
      return run(SuggestionSql.DECIDE, ofTask().addArrayOfLong(ids).addString(status.wireName()))
          .map(
              decided -> {
                if (decided.rowCount() != ids.length) {
                  throw new IllegalStateException(
                      "a suggestion for task " + task.id() + " was decided although it was locked");
                }
                return decided;
              });
    }

    private static List<Suggestion> byType(RowSet<Row> rows) {
      return Rows.all(rows, PgSuggestions::suggestion).stream()
          .sorted(Comparator.comparing(Suggestion::type).thenComparing(Suggestion::id))
          .toList();
    }

    private Tuple ofTask() {
      return Tuple.of(task.userId(), task.id());
    }

    private Future<RowSet<Row>> run(String sql, Tuple values) {
      return transaction.preparedQuery(sql).execute(values);
    }
  }
}
