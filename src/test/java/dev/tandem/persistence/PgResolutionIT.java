package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.CallEnd;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.QueueRoutes.ReadIntents;
import dev.tandem.sync.QueueRoutes.Release;
import dev.tandem.sync.QueueRoutes.Settled;
import dev.tandem.sync.QueueRoutes.Sighted;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import io.vertx.core.Future;
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

  private Task begun(String title) {
    return lost.begun(user, title);
  }
}
