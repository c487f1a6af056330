package dev.tandem.persistence;

import dev.tandem.sync.Link;
import dev.tandem.sync.ProjectRoutes.Blocking;
import dev.tandem.sync.ProjectRoutes.Delete;
import dev.tandem.sync.ProjectRoutes.Deletion;
import dev.tandem.sync.ProjectRoutes.Fate;
import dev.tandem.sync.ProjectRoutes.Listing;
import dev.tandem.sync.ProjectRoutes.Why;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.task.TaskTopics.Change;
import dev.tandem.task.TaskTopics.TaskChanged;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Deletes a list and its tasks in one transaction, if nothing is lost by it that is not known here.
 * What TickTick showed is as old as a request takes; what comes into the list after that is noticed
 * when the delete is pushed, which looks once more, for what is accepted here.
 */
final class ProjectDeletion {
  private final SqlConnection connection;
  private final Delete delete;
  private final Tuple list;
  private final List<TaskChanged> changes = new ArrayList<>();

  ProjectDeletion(SqlConnection connection, Delete delete) {
    this.connection = connection;
    this.delete = delete;
    this.list = Tuple.of(delete.userId(), delete.projectId());
  }

  /** What is to be told of tasks once the transaction has committed. */
  List<TaskChanged> changes() {
    return List.copyOf(changes);
  }

  Future<Deletion> run() {
    Listing listing = delete.listing();
    Future<Boolean> sameAccount =
        listing == null
            ? Future.succeededFuture(true)
            : ReadAccount.lock(connection, listing.accountId(), listing.generation())
                .map(rows -> rows.size() > 0);
    return sameAccount.compose(
        same -> same ? lock() : Future.succeededFuture(Deletion.of(Fate.OUTDATED)));
  }

  private Future<Deletion> lock() {
    return execute(ProjectDeletionSql.LOCK_TASKS, list)
        .compose(tasks -> execute(ProjectDeletionSql.LOCK_ROWS, list))
        .compose(rows -> execute(ProjectDeletionSql.LOCK_LINKS, list))
        .compose(links -> execute(ProjectDeletionSql.LOCK_PROJECT, list))
        .compose(
            found -> {
              Optional<Cells> project = Rows.first(found, row -> new Cells(row, 0));
              if (project.isEmpty()) {
                return Future.succeededFuture(Deletion.of(Fate.MISSING));
              }
              Long accountId = project.get().numberOrNull();
              String remoteId = project.get().textOrNull();
              boolean missing = project.get().flag();
              if (!Objects.equals(remoteId, delete.remoteId())) {
                return Future.succeededFuture(Deletion.of(Fate.OUTDATED));
              }
              Listing listing = delete.listing();
              return listing == null || listing.told() || missing
                  ? decide(accountId, remoteId)
                  : Future.succeededFuture(Deletion.of(Fate.UNTOLD));
            });
  }

  private Future<Deletion> decide(@Nullable Long accountId, @Nullable String remoteId) {
    if (accountId == null || remoteId == null) {
      return end(accountId, remoteId);
    }
    return leaving(accountId, remoteId)
        .compose(
            leaving ->
                leaving.isEmpty() && !delete.force()
                    ? unknown(accountId, remoteId)
                    : Future.succeededFuture(leaving))
        .compose(
            blocking ->
                blocking.isEmpty()
                    ? end(accountId, remoteId)
                    : Future.succeededFuture(new Deletion(Fate.BLOCKED, blocking)));
  }

  /** Their twins would go with the list, although they live on here. */
  private Future<List<Blocking>> leaving(long accountId, String remoteId) {
    Listing listing = delete.listing();
    return blocking(
        ProjectDeletionSql.LEAVING,
        inList(accountId, remoteId, listing == null ? null : ids(listing)),
        Why.MOVING);
  }

  private Future<List<Blocking>> unknown(long accountId, String remoteId) {
    Listing listing = delete.listing();
    if (listing == null) {
      return Future.succeededFuture(List.of());
    }
    String[] ids = ids(listing);
    return execute(ProjectDeletionSql.LISTED, Tuple.of(accountId).addArrayOfString(ids))
        .map(rows -> news(listing, rows))
        .compose(
            news ->
                blocking(ProjectDeletionSql.UNSEEN, inList(accountId, remoteId, ids), Why.CHANGED)
                    .map(unseen -> Stream.concat(news.stream(), unseen.stream()).toList()));
  }

  private static String[] ids(Listing listing) {
    return listing.tasks().stream().map(RemoteSnapshot::id).toArray(String[]::new);
  }

  private Tuple inList(long accountId, String remoteId, String @Nullable [] listed) {
    return Tuple.of(accountId, remoteId, delete.projectId()).addArrayOfString(listed);
  }

  private Future<List<Blocking>> blocking(String sql, Tuple values, Why why) {
    return execute(sql, values)
        .map(
            rows ->
                Rows.all(
                    rows,
                    row -> new Blocking(row.getString(0), row.getLong(1), row.getString(2), why)));
  }

  private static List<Blocking> news(Listing listing, RowSet<Row> linked) {
    Map<String, Linked> links = new HashMap<>();
    linked.forEach(
        row -> {
          Linked found = Linked.of(row);
          links.put(found.link.remoteId(), found);
        });
    List<Blocking> blocking = new ArrayList<>();
    for (RemoteSnapshot task : listing.tasks()) {
      blocking(task, links.get(task.id())).ifPresent(blocking::add);
    }
    return blocking;
  }

  private record Linked(Link link, long taskId) {
    static Linked of(Row row) {
      Cells cells = new Cells(row, 0);
      return new Linked(Objects.requireNonNull(LinkRows.read(cells)), cells.number());
    }
  }

  private static Optional<Blocking> blocking(RemoteSnapshot task, @Nullable Linked linked) {
    String title = Objects.requireNonNullElse(task.fields().title(), "");
    if (linked == null) {
      return Optional.of(new Blocking(task.id(), null, title, Why.UNKNOWN));
    }
    boolean changed = !linked.link.base().editedThere(task.fields()).isEmpty();
    return changed
        ? Optional.of(new Blocking(task.id(), linked.taskId, title, Why.CHANGED))
        : Optional.empty();
  }

  private Future<Deletion> end(@Nullable Long accountId, @Nullable String remoteId) {
    return execute(
            ProjectDeletionSql.DELETE_TASKS,
            Tuple.of(delete.userId(), delete.projectId(), remoteId))
        .onSuccess(rows -> rows.forEach(row -> note(new Cells(row, 0))))
        .compose(tasks -> execute(ProjectDeletionSql.MAY_BE_MADE, Tuple.of(delete.projectId())))
        .compose(
            made -> {
              boolean hasTwin = remoteId != null || made.size() > 0;
              return accountId != null && hasTwin ? queue(accountId) : drop();
            })
        .map(done -> Deletion.of(Fate.DELETED));
  }

  private void note(Cells cells) {
    long taskId = cells.number();
    long version = cells.number();
    changes.add(new TaskChanged(delete.userId(), taskId, Change.DELETED, version, cells.flag()));
  }

  private Future<RowSet<Row>> queue(long accountId) {
    return execute(ProjectDeletionSql.MARK, Tuple.of(delete.projectId()))
        .compose(
            done ->
                execute(
                    ProjectDeletionSql.QUEUE,
                    Tuple.of(delete.userId(), delete.projectId(), accountId).addValue(accepted())));
  }

  /** A list that is only being made has nothing in it that could be accepted. */
  private @Nullable JsonObject accepted() {
    Listing listing = delete.listing();
    if (listing == null && delete.remoteId() != null) {
      return null;
    }
    JsonObject tasks = new JsonObject();
    if (listing != null) {
      for (RemoteSnapshot task : listing.tasks()) {
        tasks.put(task.id(), Objects.requireNonNullElse(task.etag(), ""));
      }
    }
    return new JsonObject().put("accepted", tasks);
  }

  private Future<RowSet<Row>> drop() {
    return execute(ProjectQueueSql.REMOVE_ROW, Tuple.of(delete.projectId()))
        .compose(done -> execute(ProjectQueueSql.DROP_PROJECT, Tuple.of(delete.projectId())));
  }

  private Future<RowSet<Row>> execute(String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values);
  }
}
