package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushJob.Blocker;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.QueueRoutes.Claim;
import dev.tandem.sync.QueueRoutes.Claimed;
import dev.tandem.sync.QueueRoutes.Inspect;
import dev.tandem.sync.QueueRoutes.Release;
import dev.tandem.sync.QueueRoutes.RowState;
import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PgPushQueueIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final QueueFixture queue = new QueueFixture(db);
  private long user;

  @BeforeEach
  void clear() {
    queue.clear();
    user = db.connectedUser();
  }

  @Test
  void twoWorkersAtOnceTakeAllRowsAndNoneTwice() {
    queue.many(user, 6);
    for (int accounts = 1; accounts < 50; accounts++) {
      queue.many(db.connectedUser(), 6);
    }
    Future<List<Long>> one = claimAll("one", new ArrayList<>());
    Future<List<Long>> two = claimAll("two", new ArrayList<>());
    List<Long> all = new ArrayList<>(result(one));
    all.addAll(result(two));
    assertThat(all).doesNotHaveDuplicates().hasSize(300);
  }

  /** Until nothing is left, not only nothing that the other does not hold at this moment. */
  private Future<List<Long>> claimAll(String owner, List<Long> taken) {
    return queue
        .queue()
        .claim(new Claim(owner, 10, QueueFixture.LEASE, List.of()))
        .compose(
            claimed -> {
              claimed.jobs().forEach(job -> taken.add(job.taskId()));
              return claimed.nextDue() == null
                  ? Future.succeededFuture(taken)
                  : claimAll(owner, taken);
            });
  }

  @Test
  void whatSomebodyWaitsForComesFirst() {
    queue.many(user, 50);
    Task awaited = db.insert(user, "awaited");
    List<PushJob> jobs = queue.claim(2, awaited.id());
    assertThat(jobs)
        .filteredOn(PushJob::interactive)
        .extracting(PushJob::taskId)
        .containsExactly(awaited.id());
    assertThat(queue.claim(1, db.insert(user, "awaited later").id()))
        .extracting(PushJob::interactive)
        .containsExactly(true);
  }

  @Test
  void whatSomebodyWaitsForIsNotClaimedBeforeItIsDue() {
    Task awaited = db.insert(user, "awaited");
    PushJob job = queue.claimOne();
    queue.settle(job, QueueFixture.plan(job), QueueFixture.postpone());
    assertThat(queue.claim(1, awaited.id())).isEmpty();
  }

  @Test
  void whatWaitsForTheBudgetAloneIsDueForAWaitingPerson() {
    Task task = db.insert(user, "waits for the budget");
    PushJob job = queue.claimOne();
    queue.settle(
        job,
        QueueFixture.plan(job),
        new PushVerdict.Postpone(QueueFixture.error("budget_spent"), Duration.ofMinutes(1), false));
    assertThat(queue.claim(5)).isEmpty();
    List<PushJob> jobs = queue.claim(5, task.id());
    assertThat(jobs).extracting(PushJob::taskId).containsExactly(task.id());
    assertThat(jobs.get(0).interactive()).isTrue();
  }

  @Test
  void aRowThatCannotBeReadDoesNotStopTheOthers() {
    Task bad = queue.linked(user, "bad");
    db.update(db.find(bad), Contents.retitled(db.find(bad).content(), "changed"));
    db.rows("UPDATE links SET base = '{}' WHERE task_id = $1", bad.id());
    Task good = db.insert(user, "good");
    assertThat(queue.claim(5)).extracting(PushJob::taskId).containsExactly(good.id());
    Row row = db.queueRow(bad);
    assertThat(row.getString("lease_owner")).isNull();
    assertThat(db.isDue(bad)).isFalse();
    assertThat(db.find(bad).sync().lastError().code()).isEqualTo("internal");
  }

  @Test
  void aJobShowsTheTaskAsItIsAndWhatChanged() {
    long project = db.project(user, "list", "remote-list");
    Task task = db.insert(user, Contents.full("all").but().projectId(project).build());
    PushJob job = queue.claimOne();
    assertThat(job.taskId()).isEqualTo(task.id());
    assertThat(job.userId()).isEqualTo(user);
    assertThat(job.local().title()).isEqualTo("all");
    assertThat(job.local().projectId()).isEqualTo("remote-list");
    assertThat(job.local().tags()).isEqualTo(task.content().tags());
    assertThat(job.local().items()).isEqualTo(task.content().items());
    assertThat(job.local().parentId()).isEmpty();
    assertThat(job.link()).isNull();
    assertThat(job.blocker()).isEqualTo(Blocker.NONE);
    assertThat(job.changedFields()).contains("title", "ticktick_tags");
    assertThat(job.inboxId()).isEqualTo("inbox" + user);
    assertThat(job.claimedAt()).isAfterOrEqualTo(task.modifiedAt());
    assertThat(job.attempts()).isZero();
  }

  @Test
  void aHardDeletedTaskWithATwinIsAJobWithoutATask() {
    Task task = queue.linked(user, "doomed");
    result(db.store().remove(user, task.id(), task.version()));
    PushJob job = queue.claimOne();
    assertThat(job.local()).isNull();
    assertThat(job.link().remoteId()).isEqualTo("remote-" + task.id());
  }

  @Test
  void aTaskWhoseListHasNoRemoteIdIsPutOffWithoutBeingClaimed() {
    long project = db.project(user, "new list", null);
    db.rows(
        "UPDATE projects p SET account_id = a.id FROM ticktick_accounts a"
            + " WHERE p.id = $1 AND a.user_id = p.user_id",
        project);
    Task task = db.insert(user, TaskContent.titled("waits").but().projectId(project).build());
    assertThat(queue.claim(5)).isEmpty();
    Row row = db.queueRow(task);
    assertThat(row.getInteger("attempts")).isZero();
    assertThat(row.getString("lease_owner")).isNull();
    assertThat(db.find(task).sync().lastError().code()).isEqualTo("project_pending");

    db.rows("UPDATE projects SET remote_id = 'now-known' WHERE id = $1", project);
    queue.makeDue();
    assertThat(queue.claimOne().local().projectId()).isEqualTo("now-known");
  }

  @Test
  void aDeletedTaskDoesNotWaitForItsList() {
    long project = db.project(user, "new list", null);
    Task task = queue.linked(user, "twin");
    db.rows("UPDATE tasks SET project_id = $2 WHERE id = $1", task.id(), project);
    db.update(db.find(task), db.find(task).content().but().status(TaskStatus.DELETED).build());
    PushJob job = queue.claimOne();
    assertThat(job.blocker()).isEqualTo(Blocker.NONE);
    assertThat(job.local().status()).isEqualTo(TaskStatus.DELETED);
  }

  @Test
  void aSubtaskNamesItsParentOnceThatHasATwin() {
    Task parent = db.insert(user, "parent");
    Task child = db.insert(user, Contents.below("child", parent.id()));
    List<PushJob> jobs = queue.claim(2);
    PushJob childJob =
        jobs.stream().filter(job -> job.taskId() == child.id()).findFirst().orElseThrow();
    assertThat(childJob.blocker()).isEqualTo(Blocker.PARENT);
    assertThat(childJob.local().parentId()).isNull();
  }

  @Test
  void aParentThatIsKeptLocalBlocksNothing() {
    Task parent =
        StoreFixture.task(result(db.store().insert(user, TaskContent.titled("local"), false)));
    db.insert(user, Contents.below("child", parent.id()));
    assertThat(queue.claimOne().blocker()).isEqualTo(Blocker.NONE);
  }

  @Test
  void claimsNothingOfAPausedOrUnconnectedAccount() {
    db.insert(user, "waits");
    db.rows("UPDATE ticktick_accounts SET paused_until = now() + interval '1 minute'");
    Claimed paused = queue.claimed("worker", 5);
    assertThat(paused.jobs()).isEmpty();
    assertThat(paused.nextDue()).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(60));

    db.rows("UPDATE ticktick_accounts SET paused_until = NULL");
    db.accountBecomes(user, "needs_reauthorization");
    Claimed unconnected = queue.claimed("worker", 5);
    assertThat(unconnected.jobs()).isEmpty();
    assertThat(unconnected.nextDue()).isNull();

    db.accountBecomes(user, "connected");
    assertThat(queue.claim(5)).hasSize(1);
  }

  @Test
  void saysWhenTheNextRowIsDue() {
    assertThat(queue.claimed("worker", 5).nextDue()).isNull();
    db.insert(user, "first");
    db.insert(db.connectedUser(), "another account's");
    assertThat(queue.claimed("worker", 1).nextDue()).isZero();
    assertThat(queue.claimed("worker", 1).nextDue()).as("all are claimed").isNull();
    db.insert(user, "second");
    assertThat(queue.claimed("worker", 1).nextDue())
        .as("a run is under way")
        .isBetween(Duration.ofMillis(1), Duration.ofMillis(250));
  }

  @Test
  void aDeadLetterIsNotClaimed() {
    Task task = db.insert(user, "dead");
    db.rows("UPDATE push_queue SET is_dead = true WHERE entity_id = $1", task.id());
    assertThat(queue.claim(5)).isEmpty();
    assertThat(queue.claim(5, task.id())).isEmpty();
  }

  @Test
  void aLeaseThatRanOutIsTakenOverUnderANewFence() {
    db.insert(user, "taken over");
    PushJob first = queue.claimOne();
    assertThat(queue.claim(5)).isEmpty();
    queue.expireLeases();
    PushJob second = queue.claimOne();
    assertThat(second.taskId()).isEqualTo(first.taskId());
    assertThat(second.fence()).isGreaterThan(first.fence());
  }

  @Test
  void aReleasedRowIsDueAtOnceAndOthersKeepTheirs() {
    db.insert(user, "mine");
    queue.claimed("mine", 1);
    db.insert(db.connectedUser(), "theirs");
    queue.claimed("theirs", 1);
    assertThat(result(queue.queue().release(new Release("mine"))).rows()).isEqualTo(1);
    assertThat(queue.claim(5)).hasSize(1);
  }

  @Test
  void inspectionTellsWaitersWhereTheRowStands() {
    Task task = db.insert(user, "watched");
    assertThat(inspect(task))
        .isEqualTo(
            new RowState(true, false, false, false, 0, inspect(task).nextAttemptAt(), null, null));

    PushJob job = queue.claimOne();
    assertThat(inspect(task).leased()).isTrue();
    assertThat(inspect(task).postponed()).isFalse();
    // The end of its lease, at which somebody else would try, is none of its own attempts.
    assertThat(inspect(task).nextAttemptAt()).isNull();
    assertThat(db.find(task).sync().state()).isEqualTo(SyncState.PUSHING);
    assertThat(db.find(task).sync().nextAttemptAt()).isNull();

    queue.settle(job, QueueFixture.plan(job), QueueFixture.retry());
    RowState failed = inspect(task);
    assertThat(failed.postponed()).isTrue();
    assertThat(failed.attempts()).isEqualTo(1);
    assertThat(failed.nextAttemptAt()).isAfter(job.claimedAt());
    assertThat(db.find(task).sync().nextAttemptAt()).isEqualTo(failed.nextAttemptAt());
    assertThat(failed.lastError()).isEqualTo(QueueFixture.error("refused"));

    queue.makeDue();
    queue.deliverAll(queue.claimOne());
    assertThat(inspect(task))
        .isEqualTo(new RowState(false, false, false, false, 0, null, null, "remote-" + task.id()));
  }

  @Test
  void inspectionTellsNothingOfAnothersTask() {
    Task task = queue.linked(user, "private");
    RowState state = result(queue.queue().inspect(new Inspect(db.connectedUser(), task.id())));
    assertThat(state.queued()).isFalse();
    assertThat(state.remoteId()).isNull();
  }

  private RowState inspect(Task task) {
    return result(queue.queue().inspect(new Inspect(user, task.id())));
  }
}
