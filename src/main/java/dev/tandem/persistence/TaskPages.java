package dev.tandem.persistence;

import dev.tandem.task.Task;
import dev.tandem.task.TaskQuery;
import dev.tandem.task.TaskReply;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads lists of tasks page by page. */
final class TaskPages {
  private final Session session;

  TaskPages(Session session) {
    this.session = session;
  }

  /** Fails with {@link IllegalArgumentException} for a cursor that is none of this list. */
  Future<TaskReply.Page> page(long userId, TaskQuery query) {
    Optional<TaskCursor> cursor;
    try {
      cursor = query.cursor().map(text -> TaskCursor.read(text, query));
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    return run(TaskListStatement.page(userId, query, cursor))
        .compose(
            rows -> {
              Optional<Instant> now =
                  Rows.first(rows, TaskPages::toldAt)
                      .or(() -> cursor.map(place -> PgTimes.ofMicros(place.now())));
              List<Task> tasks = Rows.all(rows, Rows::task);
              long found = Rows.first(rows, TaskPages::found).orElse(0L);
              List<Task> page = tasks.subList(0, Math.min(tasks.size(), query.limit()));
              String next =
                  found > page.size() ? behind(page.get(page.size() - 1), query, now) : null;
              return total(userId, query, now)
                  .map(total -> new TaskReply.Page(page, next, orNull(total)));
            });
  }

  private static String behind(Task last, TaskQuery query, Optional<Instant> now) {
    return Cursors.write(TaskCursor.behind(last, query, now.orElseThrow()));
  }

  /** Counted at the page's time; a first page that is empty has nothing to count. */
  private Future<Optional<Long>> total(long userId, TaskQuery query, Optional<Instant> now) {
    if (!query.count()) {
      return Future.succeededFuture(Optional.empty());
    }
    return now.map(
            time ->
                run(TaskListStatement.count(userId, query, time))
                    .map(rows -> Optional.of(Rows.number(rows))))
        .orElseGet(() -> Future.succeededFuture(Optional.of(0L)));
  }

  private Future<RowSet<Row>> run(TaskListStatement statement) {
    return session.run(statement.sql(), statement.parameters());
  }

  private static Long found(Row row) {
    return Objects.requireNonNull(row.getLong(row.size() - 2), "how many were found");
  }

  private static Instant toldAt(Row row) {
    OffsetDateTime last = row.getOffsetDateTime(row.size() - 1);
    return Objects.requireNonNull(last, "the time of the page").toInstant();
  }

  private static @Nullable Long orNull(Optional<Long> value) {
    return value.isPresent() ? value.get() : null;
  }
}
