package dev.tandem.persistence;

import dev.tandem.sync.Conflict;
import dev.tandem.sync.ProjectMerge;
import dev.tandem.sync.RemoteProject;
import dev.tandem.task.ProjectContent;
import dev.tandem.task.ProjectField;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is written of lists in their callers' transactions, under the locks of list and row. */
record ProjectWrites(SqlConnection connection) {
  /** Its lock, its row's lock, and then what they hold. */
  Future<Optional<ProjectRow>> locked(long projectId) {
    Tuple one = Tuple.of(new Long[] {projectId});
    return execute(ProjectQueueSql.LOCK_PROJECT, Tuple.of(projectId))
        .compose(list -> execute(ProjectQueueSql.LOCK_ROWS, one))
        .compose(row -> execute(ProjectQueueSql.READ, one))
        .map(rows -> Rows.first(rows, found -> ProjectRow.of(found, 0)));
  }

  /** The list as merged, with what TickTick shows as its next base, and what gave way. */
  Future<?> apply(ProjectRow project, ProjectMerge merge, RemoteProject shown) {
    ProjectContent local = merge.local();
    List<Future<?>> writes = new ArrayList<>();
    writes.add(
        execute(
            ProjectQueueSql.APPLY,
            Tuple.of(
                project.id(),
                local.name(),
                local.color(),
                local.sortOrder(),
                local.archived(),
                Jsonb.write(shown))));
    for (ProjectMerge.Lost lost : merge.lost()) {
      writes.add(
          log(
              project,
              lost.field().wireName(),
              new Values(
                  of(lost.field(), lost.base()),
                  of(lost.field(), lost.local()),
                  of(lost.field(), lost.remote())),
              Conflict.Rule.NO_REMOTE_TIME));
    }
    return Future.all(writes);
  }

  /** A list that was deleted here and is kept, as TickTick holds what was not known here. */
  Future<?> logSurvival(ProjectRow project) {
    return log(
        project,
        "is_deleted",
        new Values("false", "true", "false"),
        Conflict.Rule.EDIT_BEATS_DELETE);
  }

  /** As JSON; null: none. */
  private record Values(@Nullable String base, @Nullable String local, @Nullable String remote) {}

  private Future<?> log(ProjectRow project, String field, Values values, Conflict.Rule rule) {
    return execute(
        ProjectQueueSql.LOG_CONFLICT,
        Tuple.of(project.userId(), project.id(), field)
            .addString(values.base)
            .addString(values.local)
            .addString(values.remote)
            .addString(Conflict.Winner.REMOTE.wireName())
            .addString(rule.wireName()));
  }

  private static @Nullable String of(ProjectField field, @Nullable ProjectContent content) {
    Object value = content == null ? null : field.of(content);
    return value == null ? null : Jsonb.write(value);
  }

  Future<RowSet<Row>> execute(String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values);
  }
}
