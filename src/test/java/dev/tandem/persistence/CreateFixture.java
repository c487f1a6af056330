package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;

import dev.tandem.sync.CallEnd;
import dev.tandem.sync.CreateWaits;
import dev.tandem.sync.Fields;
import dev.tandem.sync.OrphanSearch.Listing;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushPlan;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.QueueRoutes.Intend;
import dev.tandem.sync.QueueRoutes.Intents;
import dev.tandem.sync.QueueRoutes.ReadIntents;
import dev.tandem.sync.QueueRoutes.Resolve;
import dev.tandem.sync.QueueRoutes.Settle;
import dev.tandem.sync.QueueRoutes.Settled;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.Settlement;
import dev.tandem.task.Task;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Creates of unknown outcome, and the part of a worker who looks for what they made. */
record CreateFixture(StoreFixture db, QueueFixture queue) {

  /** A new task, of which the only due row is claimed and its create begun. */
  Task begun(long user, String title) {
    Task task = db.insert(user, title);
    if (!intend(queue.claimOne())) {
      throw new AssertionError("the create was not granted");
    }
    return task;
  }

  /** One whose create was not understood and is not tried any more. */
  Task dead(long user, String title) {
    Task task = begun(user, title);
    settle(job(), new PushVerdict.Abandon(QueueFixture.error("refused")), CallEnd.BROKEN);
    return db.find(task);
  }

  /** The claimed row once more, as its worker has it. */
  PushJob job() {
    return db
        .rows(
            QueueSql.READ_JOB,
            db.number("SELECT entity_id FROM push_queue WHERE fence IS NOT NULL"))
        .stream()
        .map(row -> QueueRow.of(row, 0).job(false))
        .findFirst()
        .orElseThrow();
  }

  boolean intend(PushJob job) {
    Fields sent = Objects.requireNonNull(job.local());
    return result(creates().intend(new Intend(job.taskId(), job.fence(), sent))).granted();
  }

  Settled settle(PushJob job, PushVerdict verdict, CallEnd end) {
    PushStep create = PushPlan.create(job.local());
    return result(
        queue.settlement().settle(new Settle(job, create, verdict, QueueFixture.LEASE, 1, end)));
  }

  Settled resolve(PushJob job, RemoteSnapshot... tasks) {
    return result(resolving(job, tasks));
  }

  Future<Settled> resolving(PushJob job, RemoteSnapshot... tasks) {
    return new PgResolution(
            db.pool(),
            new Settlement.Limits(
                QueueFixture.ATTEMPTS, Duration.ofSeconds(1), Duration.ofMinutes(5)),
            CreateWaits.STANDARD,
            queue.told())
        .resolve(new Resolve(job, new Listing(now(), List.of(tasks)), QueueFixture.LEASE));
  }

  /** Two listings that agree, a minute apart; the second finds the one row that is due. */
  Settled resolveTwice(RemoteSnapshot... tasks) {
    longAgo();
    resolve(queue.claimOne(), tasks);
    longAgo();
    queue.makeDue();
    return resolve(queue.claimOne(), tasks);
  }

  PgCreates creates() {
    return new PgCreates(db.pool(), queue.told());
  }

  Intents read(long account) {
    return result(creates().read(new ReadIntents(account)));
  }

  long account() {
    return db.number("SELECT id FROM ticktick_accounts");
  }

  long intents() {
    return db.number("SELECT count(*) FROM create_intents");
  }

  long open() {
    return db.number("SELECT count(*) FROM create_intents WHERE watched_until IS NULL");
  }

  boolean flag(String sql) {
    return db.row(sql).getBoolean(0);
  }

  /** As if the call had ended a minute ago, and the first listing been made then. */
  void longAgo() {
    db.rows(
        "UPDATE create_intents SET ended_at = now() - interval '62 seconds',"
            + " listed_at = listed_at - interval '61 seconds'");
  }

  /** As if so many hours had passed since rows failed. */
  void deadFor(int hours) {
    db.rows(
        "UPDATE push_queue SET last_failure_at = last_failure_at - $1 * interval '1 hour'"
            + " WHERE is_dead",
        (double) hours);
  }

  /** A task that came into being now, without a link. */
  RemoteSnapshot orphan(int number, String title) {
    HexFormat hex = HexFormat.of();
    Fields fields = Fields.BLANK.but().title(title).projectId("inbox7").parentId("").build();
    return QueueFixture.snapshot(
        hex.toHexDigits(now().getEpochSecond(), 8) + hex.toHexDigits(number, 16), fields);
  }

  private Instant now() {
    return db.row("SELECT clock_timestamp()").getOffsetDateTime(0).toInstant();
  }
}
