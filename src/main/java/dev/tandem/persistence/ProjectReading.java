package dev.tandem.persistence;

import dev.tandem.persistence.ProjectRow.Queued;
import dev.tandem.sync.ProjectJob.Create;
import dev.tandem.sync.ProjectMerge;
import dev.tandem.sync.ProjectMerge.Sent;
import dev.tandem.sync.ProjectMerge.Sides;
import dev.tandem.sync.ProjectRoutes.ProjectsStored;
import dev.tandem.sync.ProjectRoutes.StoreProjects;
import dev.tandem.sync.RemoteProject;
import dev.tandem.task.ProjectField;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges one reading of an account's lists into those here, in its caller's transaction. A list
 * that says the same as before is neither locked nor written.
 *
 * <p>Not believed is what was begun to be read before our last write to a list was settled, and the
 * first that shows again what was there before it. A list whose row is being worked on is left to
 * another reading.
 */
final class ProjectReading {
  private static final Logger log = LoggerFactory.getLogger(ProjectReading.class);

  /** So long a list that was deleted here may still be shown by what TickTick keeps ready. */
  private static final Duration AFTERGLOW = Duration.ofSeconds(60);

  private final ProjectWrites writes;
  private final StoreProjects told;
  private final Map<String, RemoteProject> lists;
  private final String[] ids;
  private long created;
  private long updated;

  /**
   * @param lists by their ids
   */
  ProjectReading(SqlConnection connection, StoreProjects told, Map<String, RemoteProject> lists) {
    this.writes = new ProjectWrites(connection);
    this.told = told;
    this.lists = lists;
    this.ids = lists.keySet().toArray(String[]::new);
  }

  Future<ProjectsStored> run() {
    return execute(ProjectReadingSql.BEGUN_AT, Tuple.of(told.age().toMillis()))
        .map(rows -> Rows.first(rows, row -> new Cells(row, 0).time()).orElseThrow())
        .compose(
            begunAt ->
                mergeKnown(begunAt)
                    .compose(done -> execute(ProjectReadingSql.THERE, named()))
                    .compose(done -> importUnknown(begunAt))
                    .compose(done -> absent(begunAt)))
        .map(
            absent ->
                new ProjectsStored(created, updated, lists.size() - created - updated, absent));
  }

  private Tuple named() {
    return Tuple.of(told.accountId()).addArrayOfString(ids);
  }

  private Tuple all() {
    return named()
        .addArrayOfString(lists.values().stream().map(Jsonb::write).toArray(String[]::new));
  }

  private Future<?> mergeKnown(Instant begunAt) {
    return execute(ProjectReadingSql.LOCK_NEWS, all())
        .compose(
            news -> {
              if (news.size() == 0) {
                return Future.succeededFuture();
              }
              Tuple locked = Tuple.of(Rows.all(news, row -> row.getLong(0)).toArray(Long[]::new));
              return execute(ProjectQueueSql.LOCK_ROWS, locked)
                  .compose(rows -> execute(ProjectQueueSql.READ, locked))
                  .compose(
                      rows ->
                          Future.all(
                              readable(rows, row -> ProjectRow.of(row, 0)).stream()
                                  .map(project -> merge(project, begunAt))
                                  .toList()));
            });
  }

  /**
   * A row that cannot be read must not keep the other lists. What is in it may be a person's text.
   */
  private <T> List<T> readable(RowSet<Row> rows, Function<Row, T> reading) {
    List<T> read = new ArrayList<>();
    for (Row row : rows) {
      try {
        read.add(reading.apply(row));
      } catch (RuntimeException e) {
        log.error(
            "A list of TickTick account {} cannot be read here: {} at {}",
            told.accountId(),
            e.getClass().getName(),
            e.getStackTrace()[0]);
      }
    }
    return read;
  }

  private Future<?> merge(ProjectRow project, Instant begunAt) {
    Queued queued = project.queue();
    Instant settledAt = project.settledAt();
    boolean tooEarly = settledAt != null && !begunAt.isAfter(settledAt);
    if (tooEarly || (queued != null && queued.isLeased())) {
      return Future.succeededFuture();
    }
    RemoteProject shown = lists.get(project.remoteId());
    if (shown == null) {
      return Future.succeededFuture();
    }
    Future<?> seen =
        project.replaced() == null
            ? Future.succeededFuture()
            : execute(ProjectReadingSql.SEEN_ONCE, Tuple.of(project.id()));
    return shown.equals(project.replaced()) ? seen : seen.compose(done -> take(project, shown));
  }

  private Future<?> take(ProjectRow project, RemoteProject shown) {
    Queued queued = project.queue();
    ProjectIntent.Update sent = queued == null ? null : queued.intent().sent();
    ProjectMerge merge =
        ProjectMerge.of(
            new Sides(
                project.baseContent(),
                project.local(),
                queued == null ? Set.of() : queued.edited(),
                sent == null ? null : new Sent(sent.values(), sent.fields(), false),
                shown.content()));
    updated++;
    return writes.apply(project, merge, shown).compose(done -> narrow(project, merge));
  }

  /** A row that is still in doubt stays, even if nothing is left of its change. */
  private Future<?> narrow(ProjectRow project, ProjectMerge merge) {
    Queued queued = project.queue();
    if (queued == null || queued.edited().equals(merge.open())) {
      return Future.succeededFuture();
    }
    return merge.open().isEmpty() && queued.intent().write() == null
        ? execute(ProjectQueueSql.REMOVE_ROW, Tuple.of(project.id()))
        : execute(
            ProjectReadingSql.NARROW_ROW,
            Tuple.of(project.id()).addArrayOfString(ProjectField.wireNames(merge.open())));
  }

  private Future<?> importUnknown(Instant begunAt) {
    return execute(ProjectReadingSql.UNKNOWN, all())
        .compose(
            unknown -> {
              if (unknown.size() == 0) {
                return Future.succeededFuture();
              }
              // After the lists: a create that was settled in between has its list among them.
              return execute(ProjectReadingSql.CREATING, Tuple.of(told.accountId()))
                  .map(
                      rows ->
                          readable(
                              rows,
                              row ->
                                  Objects.requireNonNull(
                                      ProjectIntent.read(row.getJsonObject(0)).create())))
                  .compose(
                      creating ->
                          Future.all(
                              Rows.all(
                                  unknown, row -> take(new Cells(row, 0), creating, begunAt))));
            });
  }

  private Future<?> take(Cells cells, List<Create> creating, Instant begunAt) {
    RemoteProject shown = Objects.requireNonNull(lists.get(cells.text()));
    Long deletedId = cells.numberOrNull();
    Instant settledAt = cells.timeOrNull();
    boolean firstSight = cells.flag();
    boolean isQueued = cells.flag();
    if (deletedId != null && mayBeOld(settledAt, begunAt, isQueued)) {
      return Future.succeededFuture();
    }
    if (deletedId != null && firstSight) {
      return execute(ProjectReadingSql.SEEN_ONCE, Tuple.of(deletedId));
    }
    // What may be ours becomes ours by the search of its create, or a list of its own after that.
    boolean mayBeOurs = creating.stream().anyMatch(create -> create.mayHaveMade(shown));
    return mayBeOurs ? Future.succeededFuture() : create(shown);
  }

  /** Of a list that was deleted here: it is gone, or will be, whatever this reading shows. */
  private static boolean mayBeOld(@Nullable Instant settledAt, Instant begunAt, boolean isQueued) {
    return isQueued || settledAt == null || !begunAt.isAfter(settledAt.plus(AFTERGLOW));
  }

  private Future<?> create(RemoteProject shown) {
    return execute(
            ProjectReadingSql.IMPORT,
            Tuple.of(
                told.accountId(),
                shown.id(),
                shown.name(),
                shown.color(),
                shown.sortOrder(),
                shown.archived(),
                Jsonb.write(shown)))
        .onSuccess(made -> created += made.size());
  }

  private Future<List<String>> absent(Instant begunAt) {
    if (!told.complete()) {
      return Future.succeededFuture(List.of());
    }
    Tuple values = named().addValue(PgTimes.parameter(begunAt));
    return execute(ProjectReadingSql.ABSENT_TWICE, values)
        .map(rows -> Rows.all(rows, row -> row.getString(0)))
        .compose(absent -> execute(ProjectReadingSql.MARK_MISSING, values).map(done -> absent));
  }

  private Future<RowSet<Row>> execute(String sql, Tuple values) {
    return writes.execute(sql, values);
  }
}
