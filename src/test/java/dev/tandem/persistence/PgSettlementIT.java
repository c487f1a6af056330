package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.Fields;
import dev.tandem.sync.Link;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.QueueRoutes.Settle;
import dev.tandem.sync.QueueRoutes.Settled;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.SyncField;
import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskStatus;
import dev.tandem.task.TaskTopics.Change;
import dev.tandem.task.TaskTopics.TaskChanged;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a delivered step leaves behind: link, queue row, the task's times. */
final class PgSettlementIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final QueueFixture queue = new QueueFixture(db);
  private long user;

  @BeforeEach
  void clear() {
    queue.clear();
    user = db.connectedUser();
  }

  @Test
  void aDeliveredCreateLinksTheTaskAndEndsItsRow() {
    Task task = db.insert(user, "new");
    PushJob job = queue.claimOne();
    Settled settled = queue.deliver(job);
    assertThat(settled.next()).isNull();
    assertThat(settled.fenced()).isFalse();
    SyncResult result = settled.result();
    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(result.operation()).isEqualTo(Operation.CREATE);
    assertThat(result.remoteId()).isEqualTo("remote-" + task.id());
    assertThat(result.pushedFields()).contains("title", "due_date");
    assertThat(result.requests()).isEqualTo(1);

    Link link = queue.link(task.id());
    assertThat(link.base().there().title()).isEqualTo("new");
    assertThat(link.remoteProjectId()).isEqualTo("inbox7");
    assertThat(link.sight().confirmed()).isTrue();
    assertThat(link.sight().etag()).startsWith("etag-");
    Task synced = db.find(task);
    assertThat(synced.sync().state()).isEqualTo(SyncState.SYNCED);
    assertThat(synced.syncedAt()).isAfter(job.claimedAt()).isAfter(synced.modifiedAt());
    assertThat(synced.version()).isEqualTo(task.version());
  }

  @Test
  void aSettlementIsInTheFeedWithoutAChangeOfContent() {
    Task task = db.insert(user, "new");
    Row before = db.revisions(task);
    queue.deliver(queue.claimOne());
    Row after =
        db.row(
            "SELECT revision::text, content_revision::text, synced_revision::text FROM tasks"
                + " WHERE id = $1",
            task.id());
    assertThat(after.getString(0)).isEqualTo(after.getString(2)).isNotEqualTo(before.getString(0));
    assertThat(after.getString(1)).isEqualTo(before.getString(1));
  }

  @Test
  void changesMadeBeforeTheClaimGoOutTogether() {
    Task task = queue.linked(user, "one");
    for (int i = 0; i < 5; i++) {
      queue.retitle(task, "change " + i);
    }
    PushJob job = queue.claimOne();
    assertThat(job.local().title()).isEqualTo("change 4");
    assertThat(queue.deliver(job).next()).isNull();
    assertThat(db.isQueued(task)).isFalse();
  }

  @Test
  void anEditBetweenClaimAndSettlementIsPushedNext() {
    Task task = queue.linked(user, "before");
    queue.retitle(task, "first");
    PushJob job = queue.claimOne();
    queue.retitle(task, "second");
    Settled settled = queue.deliver(job);
    assertThat(settled.next()).isNotNull();
    assertThat(settled.next().local().title()).isEqualTo("second");
    assertThat(settled.next().fence()).isEqualTo(job.fence());
    assertThat(settled.result().outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(db.find(task).sync().state()).isEqualTo(SyncState.PUSHING);
    assertThat(db.find(task).sync().pendingFields()).containsExactly("title");
    assertThat(queue.deliver(settled.next()).next()).isNull();
    assertThat(queue.link(task.id()).base().there().title()).isEqualTo("second");
  }

  @Test
  void anEditThatGoesBackWhileTheOtherValueIsSentIsPushedToo() {
    Task task = queue.linked(user, "A");
    queue.retitle(task, "B");
    PushJob job = queue.claimOne();
    queue.retitle(task, "A");
    Settled settled = queue.deliver(job);
    assertThat(settled.next().local().title()).isEqualTo("A");
    assertThat(QueueFixture.plan(settled.next()).carries()).containsExactly(SyncField.TITLE);
    assertThat(queue.deliver(settled.next()).next()).isNull();
    assertThat(queue.link(task.id()).base().there().title()).isEqualTo("A");
  }

  @Test
  void aTaskDeletedForGoodWhileItIsCreatedHasItsTwinDeletedNext() {
    Task task = db.insert(user, "short-lived");
    PushJob job = queue.claimOne();
    result(db.store().remove(user, task.id(), task.version()));
    Settled created = queue.deliver(job);
    assertThat(created.next().local()).isNull();
    assertThat(created.next().link().remoteId()).isEqualTo("remote-" + task.id());
    Settled deleted = queue.deliver(created.next());
    assertThat(deleted.next()).isNull();
    assertThat(deleted.result().operation()).isEqualTo(Operation.DELETE);
    assertThat(db.isQueued(task)).isFalse();
    assertThat(queue.link(task.id())).isNull();
    assertThat(
            db.row(
                    "SELECT state || ' ' || ended_because FROM links"
                        + " WHERE task_id = $1 AND ended_at IS NOT NULL",
                    task.id())
                .getString(0))
        .isEqualTo("gone deleted_here");
  }

  @Test
  void aTaskRestoredWhileItsTwinIsDeletedIsCreatedAnew() {
    Task task = queue.linked(user, "back again");
    queue.setStatus(task, TaskStatus.DELETED);
    PushJob job = queue.claimOne();
    queue.setStatus(task, TaskStatus.ACTIVE);
    Settled deleted = queue.deliver(job);
    assertThat(deleted.result().outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(deleted.next().link()).isNull();
    assertThat(QueueFixture.plan(deleted.next()).operation()).isEqualTo(Operation.CREATE);
  }

  @Test
  void aDeletedTaskThatWasNeverSentIsSettledWithoutARequest() {
    Task task = db.insert(user, "never sent");
    queue.setStatus(task, TaskStatus.DELETED);
    Settled settled = queue.deliver(queue.claimOne());
    assertThat(settled.result().outcome()).isEqualTo(Outcome.SKIPPED);
    assertThat(db.isQueued(task)).isFalse();
    assertThat(queue.sends(task)).isEmpty();
  }

  @Test
  void anAnswerWithoutABodyLeavesTheLinkUnconfirmed() {
    Task task = queue.linked(user, "to do");
    String etag = queue.link(task.id()).sight().etag();
    queue.setStatus(task, TaskStatus.COMPLETED);
    Settled settled = queue.deliver(queue.claimOne());
    assertThat(settled.result().operation()).isEqualTo(Operation.COMPLETE);
    assertThat(settled.next()).isNull();
    Link link = queue.link(task.id());
    assertThat(link.base().there().status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(link.sight().confirmed()).isFalse();
    assertThat(link.sight().etag()).isEqualTo(etag);
  }

  @Test
  void aMoveIsSettledBeforeTheUpdateThatFollows() {
    Task task = queue.linked(user, "moves");
    long project = db.project(user, "list", "remote-list");
    Task now = db.find(task);
    db.update(now, Contents.retitled(now.content(), "moved").but().projectId(project).build());
    PushJob job = queue.claimOne();
    Settled moved = queue.deliver(job);
    assertThat(moved.result().operation()).isEqualTo(Operation.MOVE);
    assertThat(moved.result().pushedFields()).containsExactly("project_id");
    assertThat(moved.next().link().remoteProjectId()).isEqualTo("remote-list");
    assertThat(db.find(task).sync().pendingFields()).containsExactly("title");
    Settled updated = queue.deliver(moved.next());
    assertThat(updated.result().operation()).isEqualTo(Operation.UPDATE);
    assertThat(updated.next()).isNull();
  }

  @Test
  void somebodyElsesEditInTheAnswerIsMergedIntoTheTask() {
    Task task = queue.linked(user, "mine");
    queue.retitle(task, "mine, changed");
    PushJob job = queue.claimOne();
    PushStep step = QueueFixture.plan(job);
    RemoteSnapshot answer = QueueFixture.answer(job, step);
    Fields theirs =
        answer.fields().with(Set.of(SyncField.DESCRIPTION), QueueFixture.described("theirs"));
    RemoteSnapshot shown = QueueFixture.snapshot(answer.id(), theirs);
    long version = db.find(task).version();

    Settled settled = queue.settle(job, step, new PushVerdict.Delivered(shown));

    assertThat(settled.next()).isNull();
    Task now = db.find(task);
    assertThat(now.content().title()).isEqualTo("mine, changed");
    assertThat(now.content().description()).isEqualTo("theirs");
    assertThat(now.syncedAt()).as("not changed since").isAfter(now.modifiedAt());
    assertThat(now.version()).isEqualTo(version + 1);
    assertThat(queue.told().changes)
        .containsExactly(new TaskChanged(user, task.id(), Change.UPDATED, version + 1, false));
    Link link = queue.link(task.id());
    assertThat(link.sight().confirmed()).isTrue();
    assertThat(link.base().there().description()).isEqualTo("theirs");
    assertThat(link.sight().etag()).isEqualTo(shown.etag());
  }

  @Test
  void theLeaseIsRenewedForWhatIsStillToBeDone() {
    Task task = queue.linked(user, "one");
    queue.retitle(task, "two");
    PushJob job = queue.claimOne();
    queue.retitle(task, "three");
    db.rows("UPDATE push_queue SET lease_until = now() + interval '1 second'");
    PushStep step = QueueFixture.plan(job);
    result(
        queue
            .settlement()
            .settle(
                new Settle(
                    job,
                    step,
                    new PushVerdict.Delivered(QueueFixture.answer(job, step)),
                    Duration.ofMinutes(10),
                    1)));
    assertThat(
            db.row("SELECT lease_until > now() + interval '9 minutes' FROM push_queue")
                .getBoolean(0))
        .isTrue();
  }
}
