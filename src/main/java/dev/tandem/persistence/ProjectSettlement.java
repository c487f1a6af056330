package dev.tandem.persistence;

import dev.tandem.persistence.ProjectRow.Queued;
import dev.tandem.persistence.ProjectRowWrites.Failure;
import dev.tandem.sync.CallEnd;
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
import dev.tandem.sync.RemoteProject;
import dev.tandem.sync.Settlement;
import dev.tandem.task.SyncError;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what became of a list's step, in one transaction and only under the claim it was made
 * with. What is to be pushed next is written into the row before it is sent.
 */
final class ProjectSettlement {
  private static final Logger log = LoggerFactory.getLogger(ProjectSettlement.class);

  private final ProjectWrites writes;
  private final ProjectRowWrites queueRow;
  private final ProjectJob job;
  private final ProjectOutcome outcome;
  private final Settlement.Limits limits;

  ProjectSettlement(SqlConnection connection, Settle settle, Settlement.Limits limits) {
    this.writes = new ProjectWrites(connection);
    this.job = settle.job();
    this.queueRow = new ProjectRowWrites(writes, job.projectId(), settle.lease());
    this.outcome = settle.outcome();
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
                    .orElseGet(() -> Future.succeededFuture(ProjectRowWrites.NOTHING_MORE)));
  }

  private Future<Settled> settle(ProjectRow row) {
    if (outcome instanceof ProjectOutcome.Shown shown) {
      return job.remoteId() == null
          ? creation().linked(row, job.local(), shown.project())
          : seen(row, shown.project());
    }
    if (outcome instanceof ProjectOutcome.Searched searched) {
      return creation().searched(row, searched.named());
    }
    if (outcome instanceof ProjectOutcome.Deleted) {
      return deleted(row);
    }
    return outcome instanceof ProjectOutcome.Failed failed
        ? failed(row, failed.verdict(), failed.end())
        : survived(row);
  }

  private ProjectCreation creation() {
    return new ProjectCreation(writes, queueRow, job);
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
        .compose(done -> queueRow.next(row, merge, row.queued().intent()));
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

  private Future<Settled> deleted(ProjectRow row) {
    String remoteId = row.remoteId();
    if (remoteId == null) {
      return queueRow.dropped();
    }
    RemoteProject last = row.base();
    return execute(ProjectQueueSql.END_TASKS, Tuple.of(job.accountId(), remoteId))
        .compose(
            done ->
                execute(
                    ProjectQueueSql.SETTLED,
                    Tuple.of(job.projectId()).addString(last == null ? null : Jsonb.write(last))))
        .compose(done -> queueRow.done());
  }

  private Future<Settled> survived(ProjectRow row) {
    if (!row.isDeleted()) {
      return queueRow.done();
    }
    log.info("List {} of user {} is kept in TickTick and comes back", row.id(), row.userId());
    return execute(ProjectQueueSql.REVIVE, Tuple.of(job.projectId()))
        .compose(done -> writes.logSurvival(row))
        .compose(done -> queueRow.done());
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
      return queueRow.dropped();
    }
    if (verdict instanceof PushVerdict.Postpone postponed) {
      int outages = postponed.outage() ? 1 : 0;
      return queueRow.putOff(
          queued, intent, postponed.delay(), new Failure(postponed.error(), 0, outages, false));
    }
    if (verdict instanceof PushVerdict.Retry retry && queued.attempts() + 1 < limits.attempts()) {
      return queueRow.putOff(
          queued, intent, retry.delay(), new Failure(retry.error(), 1, 0, false));
    }
    if (neverSeen) {
      // It may be there, and would come back with the next reading if nobody looked for it.
      return queueRow.putOff(
          queued, intent, limits.max(), new Failure(errorOf(verdict), 0, 0, false));
    }
    // A delete that TickTick does not do is undone: nobody could find it as a dead letter.
    return row.isDeleted()
        ? survived(row)
        : queueRow.putOff(queued, intent, Duration.ZERO, new Failure(errorOf(verdict), 1, 0, true));
  }

  private static SyncError errorOf(PushVerdict verdict) {
    return verdict instanceof PushVerdict.Retry retry
        ? retry.error()
        : ((PushVerdict.Abandon) verdict).error();
  }

  private Future<RowSet<Row>> execute(String sql, Tuple values) {
    return writes.execute(sql, values);
  }
}
