package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.Fields;
import dev.tandem.sync.Link;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushJob.Look;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.QueueRoutes.Settled;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.SyncField;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.Task;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A request of unknown outcome is settled before anything that was written since. */
final class PgDoubtIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final QueueFixture queue = new QueueFixture(db);
  private long user;

  @BeforeEach
  void clear() {
    queue.clear();
    user = db.connectedUser();
  }

  @Test
  void aLostSendThatArrivedIsOursAlthoughThePersonWentBack() {
    Task task = lost("A", "B", "A");
    PushJob again = queue.claimOne();
    assertThat(again.look()).isEqualTo(Look.FIRST);

    Settled looked = queue.look(again, titled(again, "B"));

    PushStep step = QueueFixture.plan(looked.next());
    assertThat(step.carries()).containsExactly(SyncField.TITLE);
    assertThat(step.sent().title()).isEqualTo("A");
    assertThat(looked.next().look()).isEqualTo(Look.IF_STALE);
    assertThat(conflicts()).isZero();
    assertThat(queue.link(task.id()).watch()).as("it has come").isNull();
    assertThat(queue.deliver(looked.next()).next()).isNull();
    assertThat(db.isQueued(task)).isFalse();
  }

  @Test
  void aLostSendThatDidNotArriveIsWatched() {
    Task task = lost("A", "B", "A");
    PushJob again = queue.claimOne();

    Settled looked = queue.look(again, titled(again, "A"));

    assertThat(looked.next()).as("nothing is left to send").isNull();
    Link.Watch watch = queue.link(task.id()).watch();
    assertThat(watch.fields()).containsExactly(SyncField.TITLE);
    assertThat(watch.sent().title()).isEqualTo("B");

    queue.retitle(task, "C");
    PushJob later = queue.claimOne();
    Settled seen = queue.look(later, titled(later, "B"));

    assertThat(conflicts()).as("what arrives late is nobody's edit").isZero();
    assertThat(QueueFixture.plan(seen.next()).sent().title()).isEqualTo("C");
    assertThat(queue.link(task.id()).watch()).isNull();
  }

  @Test
  void whatArrivesAfterItsTimeIsSomebodysEdit() {
    Task task = lost("A", "B", "A");
    PushJob again = queue.claimOne();
    queue.look(again, titled(again, "A"));
    db.rows(
        "UPDATE links SET watch = jsonb_set(watch, '{until}', to_jsonb(now() - interval '1 s'))");
    queue.retitle(task, "C");
    PushJob later = queue.claimOne();

    queue.look(later, titled(later, "B"));

    assertThat(conflicts()).isEqualTo(1);
  }

  @Test
  void anEditThatGoesBackAfterAWorkerDiedIsPushedStill() {
    Task task = queue.linked(user, "A");
    queue.retitle(task, "B");
    queue.claimOne();
    queue.retitle(task, "A");
    queue.expireLeases();
    PushJob again = queue.claimOne();
    queue.settle(again, QueueFixture.plan(again), QueueFixture.postpone());
    queue.makeDue();
    PushJob third = queue.claimOne();
    assertThat(third.look()).isEqualTo(Look.FIRST);

    RemoteSnapshot shown =
        new RemoteSnapshot(
            third.link().remoteId(), "inbox7", titled(third, "B"), "etag", 2L, Instant.EPOCH, "{}");
    Settled looked = queue.settle(third, PushStep.nothing(), new PushVerdict.Delivered(shown));

    assertThat(QueueFixture.plan(looked.next()).sent().title()).isEqualTo("A");
    assertThat(queue.deliver(looked.next()).next()).isNull();
    assertThat(db.isQueued(task)).isFalse();
  }

  /** A change whose send was lost, and what the task says since. */
  private Task lost(String before, String sent, String after) {
    Task task = queue.linked(user, before);
    queue.retitle(task, sent);
    PushJob job = queue.claimOne();
    queue.settle(job, QueueFixture.plan(job), QueueFixture.outage());
    queue.retitle(task, after);
    return task;
  }

  private static Fields titled(PushJob job, String title) {
    return job.link().base().there().but().title(title).build();
  }

  private long conflicts() {
    return db.number("SELECT count(*) FROM conflicts");
  }

  @Test
  void aTaskRestoredAfterADeleteOfUnknownOutcomeGetsAnotherTwin() {
    Task task = queue.linked(user, "restored");
    queue.setStatus(task, TaskStatus.DELETED);
    PushJob job = queue.claimOne();
    queue.settle(job, QueueFixture.plan(job), QueueFixture.outage());
    queue.setStatus(task, TaskStatus.ACTIVE);
    isDeletedAndMadeAnew(task, queue.claimOne());
  }

  @Test
  void aTaskRestoredWhileTheWorkerThatDeletesItDiedGetsAnotherTwin() {
    Task task = queue.linked(user, "restored");
    queue.setStatus(task, TaskStatus.DELETED);
    queue.claimOne();
    queue.setStatus(task, TaskStatus.ACTIVE);
    queue.expireLeases();
    isDeletedAndMadeAnew(task, queue.claimOne());
  }

  @Test
  void aTaskRestoredBeforeItsDeleteWasSentKeepsItsTwin() {
    Task task = queue.linked(user, "restored");
    queue.setStatus(task, TaskStatus.DELETED);
    PushJob job = queue.claimOne();
    queue.settle(job, QueueFixture.plan(job), QueueFixture.postpone());
    queue.setStatus(task, TaskStatus.ACTIVE);
    queue.makeDue();
    assertThat(queue.deliver(queue.claimOne()).result().operation()).isEqualTo(Operation.NONE);
    assertThat(queue.link(task.id())).isNotNull();
  }

  private void isDeletedAndMadeAnew(Task task, PushJob job) {
    Settled deleted = queue.deliver(job);
    assertThat(deleted.result().operation()).isEqualTo(Operation.DELETE);
    assertThat(QueueFixture.plan(deleted.next()).operation()).isEqualTo(Operation.CREATE);
    Fields local = deleted.next().local();
    queue.settle(
        deleted.next(),
        QueueFixture.plan(deleted.next()),
        new PushVerdict.Delivered(
            QueueFixture.snapshot(
                "another",
                QueueFixture.answer(deleted.next(), QueueFixture.plan(deleted.next())).fields())));
    assertThat(local.title()).isEqualTo("restored");
    assertThat(queue.link(task.id()).remoteId()).isEqualTo("another");
    assertThat(db.isQueued(task)).isFalse();
  }

  @Test
  void aMoveThatGoesBackAfterASendOfUnknownOutcomeIsPushedStill() {
    Task task = queue.linked(user, "moved");
    queue.move(task, db.project(user, "there", "there"));
    PushJob job = queue.claimOne();
    queue.settle(job, QueueFixture.plan(job), QueueFixture.outage());
    queue.move(task, null);
    isMovedFromThereToTheInbox(task, queue.claimOne());
  }

  @Test
  void aMoveThatGoesBackAfterAWorkerDiedIsPushedStill() {
    Task task = queue.linked(user, "moved");
    queue.move(task, db.project(user, "there", "there"));
    queue.claimOne();
    queue.move(task, null);
    queue.expireLeases();
    isMovedFromThereToTheInbox(task, queue.claimOne());
  }

  private void isMovedFromThereToTheInbox(Task task, PushJob job) {
    PushStep step = QueueFixture.plan(job);
    assertThat(step.operation()).isEqualTo(Operation.MOVE);
    assertThat(job.link().remoteProjectId()).isEqualTo("there");
    assertThat(step.sent().projectId()).isEqualTo("inbox7");
    queue.deliverAll(job);
    assertThat(queue.link(task.id()).remoteProjectId()).isEqualTo("inbox7");
    assertThat(db.isQueued(task)).isFalse();
  }

  @Test
  void aTaskMovedOnAfterASendOfUnknownOutcomeIsFirstMovedBack() {
    Task task = queue.linked(user, "moved");
    queue.move(task, db.project(user, "there", "there"));
    PushJob job = queue.claimOne();
    queue.settle(job, QueueFixture.plan(job), QueueFixture.outage());
    queue.move(task, db.project(user, "elsewhere", "elsewhere"));
    Settled back = queue.deliver(queue.claimOne());
    assertThat(back.next().link().remoteProjectId()).isEqualTo("inbox7");
    assertThat(queue.deliver(back.next()).next()).isNull();
    assertThat(queue.link(task.id()).remoteProjectId()).isEqualTo("elsewhere");
  }
}
