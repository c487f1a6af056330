package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.CallEnd;
import dev.tandem.sync.CreateWaits;
import dev.tandem.sync.Fields;
import dev.tandem.sync.OrphanSearch.Listing;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushPlan;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.QueueRoutes.Intend;
import dev.tandem.sync.QueueRoutes.ReadIntents;
import dev.tandem.sync.QueueRoutes.Release;
import dev.tandem.sync.QueueRoutes.Resolve;
import dev.tandem.sync.QueueRoutes.Settle;
import dev.tandem.sync.QueueRoutes.Settled;
import dev.tandem.sync.QueueRoutes.Sighted;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.Settlement;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is kept of a create until its outcome is known, and how that is decided. */
final class PgResolutionIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final QueueFixture queue = new QueueFixture(db);
  private long user;

  @BeforeEach
  void clear() {
    queue.clear();
    user = db.connectedUser();
  }

  @Test
  void onlyAClaimThatHoldsMayCreate() {
    db.insert(user, "Milk");
    PushJob job = queue.claimOne();
    assertThat(intend(job)).isTrue();
    assertThat(intend(job)).as("one at a time").isFalse();
    db.rows("DELETE FROM create_intents");
    queue.expireLeases();
    assertThat(intend(job)).as("its lease has ended").isFalse();
    queue.claimOne();
    assertThat(intend(job)).as("somebody else has the row").isFalse();
  }

  @Test
  void itOutlivesReleaseEditAndBothDeletes() {
    Task task = begun("Milk");
    result(queue.queue().release(new Release("worker")));
    queue.retitle(task, "Oat milk");
    assertThat(queue.claimOne().intent().sent().title()).isEqualTo("Milk");
    queue.expireLeases();
    result(db.store().remove(user, task.id(), db.find(task).version()));
    PushJob job = queue.claimOne();
    assertThat(job.local()).isNull();
    assertThat(job.intent().sent().title()).isEqualTo("Milk");
  }

  @Test
  void anAnswerThatIsKnownEndsIt() {
    for (PushVerdict verdict : List.of(QueueFixture.retry(), QueueFixture.postpone())) {
      queue.clear();
      user = db.connectedUser();
      begun("Milk");
      PushJob job = job();
      settle(job, verdict, CallEnd.KNOWN);
      assertThat(intents()).isZero();
    }
  }

  @Test
  void aBrokenAnswerEndsTheCallAndSilenceIsAssumedWithoutOne() {
    begun("Milk");
    assertThat(flag("SELECT silent AND ended_at > now() FROM create_intents")).isTrue();
    settle(job(), QueueFixture.outage(), CallEnd.BROKEN);
    assertThat(flag("SELECT NOT silent AND ended_at <= now() FROM create_intents")).isTrue();
  }

  @Test
  void whatAWorkerHeardThatLostItsClaimIsTold() {
    Task task = begun("Milk");
    PushJob lost = job();
    queue.expireLeases();
    PushJob next = queue.claimOne();
    RemoteSnapshot made = orphan(1, "Renamed since");
    Settled settled = settle(lost, new PushVerdict.Delivered(made), CallEnd.KNOWN);
    assertThat(settled.fenced()).isTrue();
    assertThat(queue.link(task.id())).isNull();

    longAgo();
    resolve(next, made);
    longAgo();
    queue.makeDue();
    Settled adopted = resolve(queue.claimOne(), made);

    assertThat(adopted.result().outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(queue.link(task.id()).remoteId()).isEqualTo(made.id());
    assertThat(db.find(task).content().title()).isEqualTo("Renamed since");
  }

  @Test
  void workersThatDecideAtOnceAdoptEachTwinOnce() {
    int many = 8;
    for (int i = 0; i < many; i++) {
      db.insert(user, "Same");
    }
    List<PushJob> jobs = queue.claim(many);
    jobs.forEach(job -> assertThat(intend(job)).isTrue());
    jobs.forEach(job -> settle(job, QueueFixture.outage(), CallEnd.BROKEN));
    RemoteSnapshot[] tasks = new RemoteSnapshot[many - 1];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] = orphan(i, "Same");
    }
    longAgo();
    queue.makeDue();
    queue.claim(many).forEach(job -> resolve(job, tasks));
    longAgo();
    queue.makeDue();

    List<Future<Settled>> resolving =
        queue.claim(many).stream().map(job -> resolving(job, tasks)).toList();
    List<Settled> settled = resolving.stream().map(StoreFixture::result).toList();

    assertThat(settled).filteredOn(each -> each.next() == null).hasSize(many - 1);
    assertThat(settled)
        .filteredOn(each -> each.next() != null)
        .singleElement()
        .satisfies(each -> assertThat(each.next().intent()).as("to be sent again").isNull());
    assertThat(db.number("SELECT count(DISTINCT remote_id) FROM links")).isEqualTo(many - 1);
  }

  @Test
  void aListingOfBeforeADisconnectedClaimDecidesNothing() {
    begun("Milk");
    PushJob lost = job();
    longAgo();
    queue.expireLeases();
    queue.claimOne();
    assertThat(resolve(lost).fenced()).isTrue();
    assertThat(intents()).isEqualTo(1);
  }

  @Test
  void aLateTwinIsToldOfOnce() {
    Task task = begun("Milk");
    longAgo();
    resolve(job());
    longAgo();
    queue.makeDue();
    Settled given = resolve(queue.claimOne());
    assertThat(given.next().intent()).isNull();
    RemoteSnapshot twin = orphan(1, "Milk");
    Sighted sighted = new Sighted(account(), List.of(twin));

    assertThat(result(creates().sighted(sighted)).twins()).isEqualTo(1);
    assertThat(result(creates().sighted(sighted)).twins()).isZero();

    assertThat(db.find(task).sync().openConflicts()).isEqualTo(1);
    assertThat(queue.told().conflicts).extracting(each -> each.field()).contains("remote_id");
    assertThat(result(creates().read(new ReadIntents(account()))).watched()).hasSize(1);
  }

  private Task begun(String title) {
    Task task = db.insert(user, title);
    assertThat(intend(queue.claimOne())).isTrue();
    return task;
  }

  /** The claimed row once more, as its worker has it. */
  private PushJob job() {
    return db
        .rows(
            QueueSql.READ_JOB,
            db.number("SELECT entity_id FROM push_queue WHERE fence IS NOT NULL"))
        .stream()
        .map(row -> QueueRow.of(row, 0).job(false))
        .findFirst()
        .orElseThrow();
  }

  private boolean intend(PushJob job) {
    Fields sent = Objects.requireNonNull(job.local());
    return result(creates().intend(new Intend(job.taskId(), job.fence(), sent))).granted();
  }

  private Settled settle(PushJob job, PushVerdict verdict, CallEnd end) {
    PushStep create = PushPlan.create(job.local());
    return result(
        queue.settlement().settle(new Settle(job, create, verdict, QueueFixture.LEASE, 1, end)));
  }

  private Settled resolve(PushJob job, RemoteSnapshot... tasks) {
    return result(resolving(job, tasks));
  }

  private Future<Settled> resolving(PushJob job, RemoteSnapshot... tasks) {
    Instant now = db.row("SELECT clock_timestamp()").getOffsetDateTime(0).toInstant();
    return new PgResolution(
            db.pool(),
            new Settlement.Limits(
                QueueFixture.ATTEMPTS, Duration.ofSeconds(1), Duration.ofMinutes(5)),
            CreateWaits.STANDARD,
            queue.told())
        .resolve(new Resolve(job, new Listing(now, List.of(tasks)), QueueFixture.LEASE));
  }

  private PgCreates creates() {
    return new PgCreates(db.pool(), queue.told());
  }

  private long account() {
    return db.number("SELECT id FROM ticktick_accounts");
  }

  private long intents() {
    return db.number("SELECT count(*) FROM create_intents");
  }

  private boolean flag(String sql) {
    return db.row(sql).getBoolean(0);
  }

  /** As if the call had ended a minute ago, and the first listing been made then. */
  private void longAgo() {
    db.rows(
        "UPDATE create_intents SET ended_at = now() - interval '62 seconds',"
            + " listed_at = listed_at - interval '61 seconds'");
  }

  private RemoteSnapshot orphan(int number, String title) {
    Instant now = db.row("SELECT clock_timestamp()").getOffsetDateTime(0).toInstant();
    HexFormat hex = HexFormat.of();
    Fields fields = Fields.BLANK.but().title(title).projectId("inbox7").parentId("").build();
    return QueueFixture.snapshot(
        hex.toHexDigits(now.getEpochSecond(), 8) + hex.toHexDigits(number, 16), fields);
  }
}
