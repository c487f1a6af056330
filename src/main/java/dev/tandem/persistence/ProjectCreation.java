package dev.tandem.persistence;

import dev.tandem.persistence.ProjectRowWrites.Failure;
import dev.tandem.sync.CreateWaits;
import dev.tandem.sync.ProjectJob;
import dev.tandem.sync.ProjectJob.Create;
import dev.tandem.sync.ProjectJob.Step;
import dev.tandem.sync.ProjectMerge;
import dev.tandem.sync.ProjectMerge.Sent;
import dev.tandem.sync.ProjectMerge.Sides;
import dev.tandem.sync.ProjectRoutes.Settled;
import dev.tandem.sync.Reason;
import dev.tandem.sync.RemoteProject;
import dev.tandem.task.ProjectContent;
import dev.tandem.task.ProjectField;
import dev.tandem.task.SyncError;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A list gets its twin: of the answer to its create, or found where an answer was lost. */
record ProjectCreation(ProjectWrites writes, ProjectRowWrites queueRow, ProjectJob job) {
  /**
   * It has a twin now.
   *
   * @param carried what the create carried
   */
  Future<Settled> linked(ProjectRow row, ProjectContent carried, RemoteProject twin) {
    ProjectContent blank = new ProjectContent(carried.name(), null, 0, false);
    Set<ProjectField> given = EnumSet.of(ProjectField.NAME);
    given.addAll(row.queued().edited());
    // What was changed here since it was sent is newer than whatever the list was made with.
    Set<ProjectField> since = row.local().differing(carried);
    since.retainAll(row.queued().edited());
    ProjectMerge merge =
        ProjectMerge.of(
            new Sides(
                blank.taking(since, twin.content()),
                row.local(),
                row.queued().edited(),
                new Sent(carried, given, true),
                twin.content()));
    ProjectIntent intent = row.queued().intent().creating(null);
    Tuple list = Tuple.of(job.userId(), job.projectId());
    return execute(
            ProjectQueueSql.FOLD,
            Tuple.of(job.userId(), job.projectId(), job.accountId(), twin.id()))
        .compose(
            done ->
                execute(
                    ProjectQueueSql.LINK, Tuple.of(job.projectId(), job.accountId(), twin.id())))
        .compose(done -> writes.apply(row, merge, twin))
        .compose(
            done -> execute(ProjectQueueSql.SETTLED, Tuple.of(job.projectId()).addString(null)))
        .compose(done -> execute(ProjectQueueSql.REARM_TASKS, list))
        .compose(done -> queueRow.next(row, merge, intent))
        .map(settled -> new Settled(settled.next(), true));
  }

  /** The first that the create may have made and that nobody has is what it has made. */
  Future<Settled> searched(ProjectRow row, List<RemoteProject> named) {
    Create create = Objects.requireNonNull(row.queued().intent().create(), "it is looked for");
    String[] ids = named.stream().map(RemoteProject::id).toArray(String[]::new);
    return execute(ProjectQueueSql.KNOWN, Tuple.of(job.accountId()).addArrayOfString(ids))
        .compose(
            rows -> {
              Set<String> known = new HashSet<>(Rows.all(rows, found -> found.getString(0)));
              Optional<RemoteProject> made =
                  named.stream()
                      .filter(list -> !known.contains(list.id()) && create.mayHaveMade(list))
                      .min(Comparator.comparing(RemoteProject::id));
              return made.map(twin -> linked(row, create.content(), twin))
                  .orElseGet(() -> notFound(row, create));
            });
  }

  /**
   * Silence may be followed by its effect for a while: a second create would make a second list.
   */
  private Future<Settled> notFound(ProjectRow row, Create create) {
    Instant certain = create.certainFrom(queueRow.lease(), CreateWaits.STANDARD);
    if (row.readAt().isBefore(certain)) {
      SyncError error = Reason.LIST_UNCONFIRMED.at(row.readAt());
      return queueRow.putOff(
          row.queued(),
          row.queued().intent(),
          Duration.between(row.readAt(), certain),
          new Failure(error, 0, 0, false));
    }
    if (row.isDeleted()) {
      return queueRow.dropped();
    }
    Create again = new Create(row.local(), row.readAt());
    return queueRow.goOn(Step.CREATE, row.queued().edited(), row.queued().intent().creating(again));
  }

  private Future<RowSet<Row>> execute(String sql, Tuple values) {
    return writes.execute(sql, values);
  }
}
