package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.CallEnd;
import dev.tandem.sync.PushJob;
import dev.tandem.task.SyncDetail;
import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the database tells of why a task is not synced, beside its sync block. */
final class SyncDetailIT {
  private static final SyncDetail IN_DOUBT = new SyncDetail(true, false, false, false, false, 0);

  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final QueueFixture queue = new QueueFixture(db);
  private long user;

  @BeforeEach
  void clear() {
    queue.clear();
    user = db.connectedUser();
  }

  @Test
  void nothingIsToldOfWhatIsInOrderOrNotThere() {
    Task task = queue.linked(user, "fine");
    assertThat(detail(task)).isEqualTo(SyncDetail.NONE);
    assertThat(result(db.store().syncDetail(user, task.id() + 1))).isEqualTo(SyncDetail.NONE);
    assertThat(result(db.store().syncDetail(user + 1, task.id()))).isEqualTo(SyncDetail.NONE);
  }

  @Test
  void aSendThatWasNotAnsweredIsInDoubt() {
    Task task = queue.linked(user, "old");
    queue.retitle(task, "new");
    assertThat(detail(task)).isEqualTo(SyncDetail.NONE);
    PushJob job = queue.claimOne();
    queue.settle(job, QueueFixture.plan(job), QueueFixture.outage());
    assertThat(detail(task)).isEqualTo(IN_DOUBT);
  }

  @Test
  void aSendThatWasRefusedIsNot() {
    Task task = queue.linked(user, "old");
    queue.retitle(task, "new");
    PushJob job = queue.claimOne();
    queue.settle(job, QueueFixture.plan(job), QueueFixture.retry());
    assertThat(detail(task)).isEqualTo(SyncDetail.NONE);
  }

  @Test
  void whatAWorkerThatDiedMayHaveSentIsInDoubt() {
    Task task = queue.linked(user, "old");
    queue.retitle(task, "new");
    queue.claimOne();
    queue.expireLeases();
    queue.claimOne();
    assertThat(detail(task)).isEqualTo(IN_DOUBT);
  }

  @Test
  void aListOfNoAccountIsDetachedAndANewOneIsNot() {
    long detached = db.project(user, "Theirs", null);
    Task task = db.insert(user, TaskContent.titled("t").but().projectId(detached).build());
    assertThat(detail(task)).isEqualTo(new SyncDetail(false, false, true, false, false, 0));
    db.rows(
        "UPDATE projects SET account_id = (SELECT id FROM ticktick_accounts WHERE user_id = $1)",
        user);
    assertThat(detail(task)).isEqualTo(SyncDetail.NONE);
  }

  @Test
  void aCreateWhoseOutcomeIsLookedForIsInDoubtAndOneUnderWayIsNot() {
    CreateFixture lost = new CreateFixture(db, queue);
    Task task = lost.begun(user, "Milk");
    assertThat(detail(task)).isEqualTo(SyncDetail.NONE);
    lost.settle(lost.job(), QueueFixture.outage(), CallEnd.SILENT);
    assertThat(detail(task)).isEqualTo(IN_DOUBT);
  }

  @Test
  void whatIsDueBeforeItIsCounted() {
    Task first = db.insert(user, "first");
    queue.many(user, 20);
    Task last = db.insert(user, "last");
    db.insert(db.connectedUser(), "another's");
    assertThat(detail(first).ahead()).isZero();
    assertThat(detail(last).ahead()).isEqualTo(21);
    queue.claim(1, first.id());
    assertThat(detail(last).ahead()).as("worked on").isEqualTo(20);
  }

  @Test
  void aListThatWasGivenUpIsTold() {
    long list = db.project(user, "Refused", null);
    db.rows(
        "UPDATE projects SET account_id = (SELECT id FROM ticktick_accounts WHERE user_id = $1)",
        user);
    Task task = db.insert(user, TaskContent.titled("t").but().projectId(list).build());
    db.rows(
        "INSERT INTO push_queue (kind, entity_id, user_id, is_dead) VALUES ('project', $1, $2, true)",
        list,
        user);
    assertThat(detail(task)).isEqualTo(new SyncDetail(false, false, false, true, false, 0));
    db.rows("UPDATE push_queue SET is_dead = false");
    assertThat(detail(task)).isEqualTo(SyncDetail.NONE);
  }

  @Test
  void aDeletedTaskIsToldAsOne() {
    Task task = queue.linked(user, "old");
    queue.setStatus(task, TaskStatus.DELETED);
    assertThat(detail(task)).isEqualTo(new SyncDetail(false, false, false, false, true, 0));
  }

  private SyncDetail detail(Task task) {
    return result(db.store().syncDetail(task.userId(), task.id()));
  }
}
