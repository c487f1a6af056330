package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tandem.sync.CallEnd;
import dev.tandem.sync.ConflictDetected;
import dev.tandem.sync.Fields;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.QueueRoutes.ReadIntents;
import dev.tandem.sync.QueueRoutes.Release;
import dev.tandem.sync.QueueRoutes.Settled;
import dev.tandem.sync.QueueRoutes.Sighted;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is kept of a create until its outcome is known, and how that is decided. */
final class PgResolutionIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final QueueFixture queue = new QueueFixture(db);
  private final CreateFixture lost = new CreateFixture(db, queue);
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
    assertThat(lost.intend(job)).isTrue();
    assertThat(lost.intend(job)).as("one at a time").isFalse();
    db.rows("DELETE FROM create_intents");
    queue.expireLeases();
    assertThat(lost.intend(job)).as("its lease has ended").isFalse();
    queue.claimOne();
    assertThat(lost.intend(job)).as("somebody else has the row").isFalse();
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
      PushJob job = lost.job();
      lost.settle(job, verdict, CallEnd.KNOWN);
      assertThat(lost.intents()).isZero();
    }
  }

  @Test
  void aBrokenAnswerEndsTheCallAndSilenceIsAssumedWithoutOne() {
    begun("Milk");
    assertThat(lost.flag("SELECT silent AND ended_at > now() FROM create_intents")).isTrue();
    lost.settle(lost.job(), QueueFixture.outage(), CallEnd.BROKEN);
    assertThat(lost.flag("SELECT NOT silent AND ended_at <= now() FROM create_intents")).isTrue();
  }

  @Test
  void whatAWorkerHeardThatLostItsClaimIsTold() {
    Task task = begun("Milk");
    PushJob former = lost.job();
    queue.expireLeases();
    PushJob next = queue.claimOne();
    RemoteSnapshot made = lost.orphan(1, "Renamed since");
    Settled settled = lost.settle(former, new PushVerdict.Delivered(made), CallEnd.KNOWN);
    assertThat(settled.fenced()).isTrue();
    assertThat(queue.link(task.id())).isNull();

    lost.longAgo();
    lost.resolve(next, made);
    lost.longAgo();
    queue.makeDue();
    Settled adopted = lost.resolve(queue.claimOne(), made);

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
    jobs.forEach(job -> assertThat(lost.intend(job)).isTrue());
    jobs.forEach(job -> lost.settle(job, QueueFixture.outage(), CallEnd.BROKEN));
    RemoteSnapshot[] tasks = new RemoteSnapshot[many - 1];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] = lost.orphan(i, "Same");
    }
    lost.longAgo();
    queue.makeDue();
    queue.claim(many).forEach(job -> lost.resolve(job, tasks));
    lost.longAgo();
    queue.makeDue();

    List<Future<Settled>> resolving =
        queue.claim(many).stream().map(job -> lost.resolving(job, tasks)).toList();
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
    PushJob former = lost.job();
    lost.longAgo();
    queue.expireLeases();
    queue.claimOne();
    assertThat(lost.resolve(former).fenced()).isTrue();
    assertThat(lost.intents()).isEqualTo(1);
  }

  @Test
  void aLateTwinIsToldOfOnce() {
    Task task = begun("Milk");
    lost.longAgo();
    lost.resolve(lost.job());
    lost.longAgo();
    queue.makeDue();
    Settled given = lost.resolve(queue.claimOne());
    assertThat(given.next().intent()).isNull();
    RemoteSnapshot twin = lost.orphan(1, "Milk");
    Sighted sighted = new Sighted(lost.account(), List.of(twin));

    assertThat(result(lost.creates().sighted(sighted)).twins()).isEqualTo(1);
    assertThat(result(lost.creates().sighted(sighted)).twins()).isZero();

    assertThat(db.find(task).sync().openConflicts()).isEqualTo(1);
    assertThat(queue.told().conflicts).extracting(each -> each.field()).contains("remote_id");
    assertThat(result(lost.creates().read(new ReadIntents(lost.account()))).watched()).hasSize(1);
  }

  @Test
  void whatADeletedTaskMayHaveMadeIsToldOfAsItIsGivenUp() {
    Task task = begun("Milk");
    lost.settle(lost.job(), QueueFixture.outage(), CallEnd.BROKEN);
    result(db.store().remove(user, task.id(), db.find(task).version()));
    queue.makeDue();

    lost.resolveTwice(lost.orphan(1, "Milk"), lost.orphan(2, "Milk"), lost.orphan(3, "Bread"));

    assertThat(lost.open()).isZero();
    assertThat(lateTwins(task)).containsExactlyInAnyOrder(id(1), id(2));
    assertThat(queue.told().conflicts)
        .extracting(ConflictDetected::taskId, ConflictDetected::field)
        .containsExactly(tuple(task.id(), "remote_id"), tuple(task.id(), "remote_id"));
  }

  @Test
  void whatMayBeASecondTwinIsToldOfAsItIsGivenUp() {
    Task task = begun("Milk");
    lost.settle(lost.job(), QueueFixture.outage(), CallEnd.BROKEN);
    db.link(task, "linked");
    db.rows("UPDATE links SET base = $1", new JsonObject(Jsonb.write(Fields.BLANK)));
    queue.makeDue();
    Fields milk = lost.orphan(1, "Milk").fields();

    lost.resolve(
        queue.claimOne(),
        lost.orphan(1, "Milk"),
        QueueFixture.snapshot("remote-" + task.id(), milk));

    assertThat(lateTwins(task)).containsExactly(id(1));
    assertThat(lost.open()).isZero();
  }

  @Test
  void theTwinOfACreateThatIsOnlyWatchedIsToldOfAsSoonAsAWorkerHearsOfIt() {
    Task task = begun("Milk");
    PushJob former = lost.job();
    queue.expireLeases();
    lost.resolveTwice();
    assertThat(lost.open()).isZero();
    RemoteSnapshot made = lost.orphan(1, "Renamed since");

    for (int i = 0; i < 2; i++) {
      assertThat(lost.settle(former, new PushVerdict.Delivered(made), CallEnd.KNOWN).fenced())
          .isTrue();
      assertThat(lateTwins(task)).containsExactly(id(1));
      assertThat(queue.told().conflicts).as("once").hasSize(1);
    }
  }

  @Test
  void aDiscardTellsOfTheTwinThatAWorkerHeardOf() {
    Task task = begun("Milk");
    PushJob former = lost.job();
    queue.expireLeases();
    PushJob next = queue.claimOne();
    queue.settle(next, PushStep.nothing(), new PushVerdict.Abandon(QueueFixture.error("refused")));
    RemoteSnapshot made = lost.orphan(1, "Milk");
    lost.settle(former, new PushVerdict.Delivered(made), CallEnd.KNOWN);
    assertThat(lateTwins(task)).as("it is still looked for").isEmpty();

    result(db.store().discard(user, task.id()));

    assertThat(lateTwins(task)).containsExactly(id(1));
    assertThat(db.find(task).sync().openConflicts()).isEqualTo(1);
  }

  @Test
  void aCreateThatBeginsClearsThoseAwayThatWereWatchedLongEnough() {
    Task task = begun("Milk");
    for (String until : List.of("-2 days", "-1 second", "1 minute")) {
      db.rows(
          "INSERT INTO create_intents (user_id, account_id, task_id, fence, ended_at, sent,"
              + " watched_until) SELECT user_id, account_id, task_id, -1, now(), '{}',"
              + " now() + $1::text::interval FROM create_intents LIMIT 1",
          until);
    }
    SqlConnection connection = result(db.pool().getConnection());
    Transaction other = result(connection.begin());
    result(
        connection
            .query("SELECT FROM create_intents WHERE watched_until < now() LIMIT 1 FOR UPDATE")
            .execute());

    assertThat(lost.intend(queue.claim(1, db.insert(user, "Bread").id()).get(0))).isTrue();

    assertThat(db.number("SELECT count(*) FROM create_intents WHERE watched_until < now()"))
        .as("what somebody holds is left, and not waited for")
        .isEqualTo(1);
    result(other.rollback());
    result(connection.close());
    assertThat(lost.intend(queue.claim(1, db.insert(user, "Beer").id()).get(0))).isTrue();
    assertThat(db.rows("SELECT task_id FROM create_intents WHERE watched_until IS NOT NULL"))
        .singleElement()
        .extracting(row -> row.getLong(0))
        .isEqualTo(task.id());
  }

  private List<String> lateTwins(Task task) {
    return db
        .rows(
            "SELECT remote #>> '{}' FROM conflicts WHERE rule = 'late_twin' AND task_id = $1",
            task.id())
        .stream()
        .map(row -> row.getString(0).substring(8))
        .toList();
  }

  /** What follows the time in the id of an orphan. */
  private static String id(int number) {
    return HexFormat.of().toHexDigits(number, 16);
  }

  private Task begun(String title) {
    return lost.begun(user, title);
  }
}
