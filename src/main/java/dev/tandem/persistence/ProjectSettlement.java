package dev.tandem.persistence;

import dev.tandem.persistence.ProjectRow.Queued;
import dev.tandem.persistence.ProjectRowWrites.Failure;
import dev.tandem.sync.CallEnd;
import dev.tandem.sync.CreateWaits;
import dev.tandem.sync.ProjectJob;
import dev.tandem.sync.ProjectJob.Create;
import dev.tandem.sync.ProjectJob.Step;
import dev.tandem.sync.ProjectMerge;
import dev.tandem.sync.ProjectMerge.Sent;
import dev.tandem.sync.ProjectMerge.Sides;
import dev.tandem.sync.ProjectOutcome;
import dev.tandem.sync.ProjectRoutes.Settle;
import dev.tandem.sync.ProjectRoutes.Settled;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.Reason;
import dev.tandem.sync.RemoteProject;
import dev.tandem.sync.Settlement;
import dev.tandem.task.ProjectContent;
import dev.tandem.task.ProjectField;
import dev.tandem.task.SyncError;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what became of a list's step, in one transaction and only under the claim it was made
 * with. What is to be pushed next is written into the row before it is sent.
 */
final class ProjectSettlement {
  private static final Logger log = LoggerFactory.getLogger(ProjectSettlement.class);
  private static final Settled NOTHING_MORE = new Settled(null, false);

  private final ProjectWrites writes;
  private final ProjectRowWrites queueRow;
  private final ProjectJob job;
  private final ProjectOutcome outcome;
  private final Duration lease;
  private final Settlement.Limits limits;

  ProjectSettlement(SqlConnection connection, Settle settle, Settlement.Limits limits) {
    this.writes = new ProjectWrites(connection);
    this.job = settle.job();
    this.queueRow = new ProjectRowWrites(writes, job.projectId());
    this.outcome = settle.outcome();
    this.lease = settle.lease();
    this.limits = limits;
  }

  Future<Settled> run() {
    return writes
        .locked(job.projectId())
        .compose(
            found ->
                found
                    .filter(row -> row.queue() != null)
                    .filter(row -> Objects.equals(row.queued().fence(), job.fence()))
                    .map(this::settle)
                    // Somebody else has the row: what a create has made is found by its search.
                    .orElseGet(() -> Future.succeededFuture(NOTHING_MORE)));
  }

  private Future<Settled> settle(ProjectRow row) {
    if (outcome instanceof ProjectOutcome.Shown shown) {
      return job.remoteId() == null
          ? linked(row, job.local(), shown.project())
          : seen(row, shown.project());
    }
    if (outcome instanceof ProjectOutcome.Searched searched) {
      return searched(row, searched.named());
    }
    if (outcome instanceof ProjectOutcome.Deleted) {
      return deleted(row);
    }
    return outcome instanceof ProjectOutcome.Failed failed
        ? failed(row, failed.verdict(), failed.end())
        : survived(row);
  }

  /**
   * The answer to a look, which changes nothing there, or to an update. A look that shows what was
   * there before our last write may be an old one, and tells nothing.
   */
  private Future<Settled> seen(ProjectRow row, RemoteProject answered) {
    boolean wrote = job.step() == Step.UPDATE;
    RemoteProject base = row.base();
    RemoteProject shown =
        base != null && !wrote && answered.equals(row.replaced()) ? base : answered;
    ProjectIntent.Update sent = row.queued().intent().sent();
    ProjectMerge merge =
        ProjectMerge.of(
            new Sides(
                row.baseContent(),
                row.local(),
                row.queued().edited(),
                sent == null ? null : new Sent(sent.values(), sent.fields(), wrote),
                shown.content()));
    return writes
        .apply(row, merge, shown)
        .compose(applied -> noted(row, shown, wrote))
        .compose(done -> goOn(row, merge));
  }

  private Future<?> noted(ProjectRow row, RemoteProject shown, boolean wrote) {
    if (wrote) {
      return settledThere(row, shown);
    }
    return row.replaced() == null
        ? Future.succeededFuture()
        : execute(ProjectReadingSql.SEEN_ONCE, Tuple.of(row.id()));
  }

  /** If the first reading after this shows what was there before, it is an old one. */
  private Future<?> settledThere(ProjectRow row, RemoteProject shown) {
    RemoteProject before = row.base();
    String replaced = before == null || before.equals(shown) ? null : Jsonb.write(before);
    return execute(ProjectQueueSql.SETTLED, Tuple.of(job.projectId()).addString(replaced));
  }

  private Future<Settled> goOn(ProjectRow row, ProjectMerge merge) {
    if (row.isDeleted()) {
      return goOn(Step.DELETE, Set.of(), row.queued().intent().sending(null));
    }
    if (merge.open().isEmpty()) {
      return removeRow();
    }
    ProjectIntent.Update next = new ProjectIntent.Update(merge.local(), merge.open());
    return goOn(Step.UPDATE, merge.open(), row.queued().intent().sending(next));
  }

  /**
   * It has a twin now.
   *
   * @param carried what the create carried
   */
  private Future<Settled> linked(ProjectRow row, ProjectContent carried, RemoteProject twin) {
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
        .compose(
            done -> {
              if (row.isDeleted()) {
                return goOn(Step.DELETE, Set.of(), intent);
              }
              ProjectIntent.Update next = new ProjectIntent.Update(merge.local(), merge.open());
              return merge.open().isEmpty()
                  ? removeRow()
                  : goOn(Step.UPDATE, merge.open(), intent.sending(next));
            })
        .map(settled -> new Settled(settled.next(), true));
  }

  /** The first that the create may have made and that nobody has is what it has made. */
  private Future<Settled> searched(ProjectRow row, List<RemoteProject> named) {
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
    Instant certain = create.certainFrom(lease, CreateWaits.STANDARD);
    if (row.readAt().isBefore(certain)) {
      SyncError error = Reason.LIST_UNCONFIRMED.at(row.readAt());
      return end(
          row.queued(),
          row.queued().intent(),
          Duration.between(row.readAt(), certain),
          new Failure(error, 0, 0, false));
    }
    if (row.isDeleted()) {
      return dropped();
    }
    Create again = new Create(row.local(), row.readAt());
    return goOn(Step.CREATE, row.queued().edited(), row.queued().intent().creating(again));
  }

  private Future<Settled> deleted(ProjectRow row) {
    String remoteId = row.remoteId();
    if (remoteId == null) {
      return dropped();
    }
    RemoteProject last = row.base();
    return execute(ProjectQueueSql.END_TASKS, Tuple.of(job.accountId(), remoteId))
        .compose(
            done ->
                execute(
                    ProjectQueueSql.SETTLED,
                    Tuple.of(job.projectId()).addString(last == null ? null : Jsonb.write(last))))
        .compose(done -> removeRow());
  }

  private Future<Settled> dropped() {
    return removeRow()
        .compose(done -> execute(ProjectQueueSql.DROP_PROJECT, Tuple.of(job.projectId())))
        .map(done -> NOTHING_MORE);
  }

  private Future<Settled> survived(ProjectRow row) {
    if (!row.isDeleted()) {
      return removeRow();
    }
    log.info("List {} of user {} is kept in TickTick and comes back", row.id(), row.userId());
    return execute(ProjectQueueSql.REVIVE, Tuple.of(job.projectId()))
        .compose(done -> writes.logSurvival(row))
        .compose(done -> removeRow());
  }

  private Future<Settled> failed(ProjectRow row, PushVerdict verdict, CallEnd callEnd) {
    Queued queued = row.queued();
    boolean unknown = callEnd != CallEnd.KNOWN;
    ProjectIntent intent = queued.intent();
    Create create = intent.create();
    if (job.step() == Step.CREATE && create != null) {
      intent = intent.creating(unknown ? create.ended(row.readAt(), callEnd) : null);
    } else if (job.step() == Step.UPDATE && !unknown) {
      intent = intent.sending(null);
    }
    boolean neverSeen = row.isDeleted() && row.remoteId() == null;
    if (neverSeen && intent.create() == null) {
      return dropped();
    }
    if (verdict instanceof PushVerdict.Postpone postponed) {
      int outages = postponed.outage() ? 1 : 0;
      return end(
          queued, intent, postponed.delay(), new Failure(postponed.error(), 0, outages, false));
    }
    if (verdict instanceof PushVerdict.Retry retry && queued.attempts() + 1 < limits.attempts()) {
      return end(queued, intent, retry.delay(), new Failure(retry.error(), 1, 0, false));
    }
    if (neverSeen) {
      // It may be there, and would come back with the next reading if nobody looked for it.
      return end(queued, intent, limits.max(), new Failure(errorOf(verdict), 0, 0, false));
    }
    // A delete that TickTick does not do is undone: nobody could find it as a dead letter.
    return row.isDeleted()
        ? survived(row)
        : end(queued, intent, Duration.ZERO, new Failure(errorOf(verdict), 1, 0, true));
  }

  private static SyncError errorOf(PushVerdict verdict) {
    return verdict instanceof PushVerdict.Retry retry
        ? retry.error()
        : ((PushVerdict.Abandon) verdict).error();
  }

  private Future<Settled> end(
      Queued queued, ProjectIntent intent, Duration delay, Failure failure) {
    return queueRow.putOff(queued, intent, delay, failure).map(done -> NOTHING_MORE);
  }

  private Future<Settled> goOn(Step step, Set<ProjectField> open, ProjectIntent intent) {
    return queueRow.goOn(open, intent, lease).map(found -> new Settled(found.job(step), false));
  }

  private Future<Settled> removeRow() {
    return queueRow.remove().map(done -> NOTHING_MORE);
  }

  private Future<RowSet<Row>> execute(String sql, Tuple values) {
    return writes.execute(sql, values);
  }
}
