package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.PullRoutes.Applied;
import dev.tandem.sync.PullRoutes.Apply;
import dev.tandem.sync.PullRoutes.Seen;
import dev.tandem.sync.PullRoutes.TwinsEnded;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.QueueRoutes.Claim;
import dev.tandem.sync.QueueRoutes.Claimed;
import dev.tandem.sync.QueueRoutes.Settled;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.Settlement;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.sync.SyncRoutes.DecideDeletions;
import dev.tandem.sync.SyncRoutes.Decision;
import dev.tandem.sync.SyncRoutes.DeletionsDecided;
import dev.tandem.task.Task;
import dev.tandem.task.TaskStatus;
import dev.tandem.task.TaskStore.Written;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The end of a twin against whatever else happens to its task at that moment. */
class DeletionRacesIT {
  private static final int ROUNDS = 25;

  @RegisterExtension static final StoreFixture db = new StoreFixture();
  private final QueueFixture queue = new QueueFixture(db);
  private VanishFixture vanish;

  @BeforeEach
  void begin() {
    queue.clear();
    vanish = new VanishFixture(db, queue);
    // So many others that nothing is held.
    vanish.manyLinked(1_000);
  }

  @Test
  void anEditAtTheSameMomentIsNeverLost() {
    for (int round = 0; round < ROUNDS; round++) {
      Task task = missing();
      Future<Written> edit =
          db.store().update(StoreFixture.change(task, Contents.described("ours", "edited")));
      Future<TwinsEnded> end = vanish.ending(20, List.of(task));
      result(Future.all(edit, end));

      Task now = db.find(task);
      if (edit.result() instanceof Written.Ok) {
        assertThat(now.content().description()).isEqualTo("edited");
        assertThat(end.result()).isEqualTo(new TwinsEnded(0, 1, 0, false));
        assertThat(now.content().status()).isEqualTo(TaskStatus.ACTIVE);
        assertThat(QueueFixture.plan(queue.claimOne()).operation()).isEqualTo(Operation.CREATE);
        db.settle(task);
      } else {
        assertThat(edit.result()).as("to be made again").isInstanceOf(Written.Outdated.class);
        assertThat(end.result().deleted()).isEqualTo(1);
        assertThat(now.content().status()).isEqualTo(TaskStatus.DELETED);
      }
      assertThat(vanish.state(task)).isEqualTo("gone");
    }
  }

  @Test
  void aSettlementAtTheSameMomentComesBeforeOrKeepsTheEndAway() {
    for (int round = 0; round < ROUNDS; round++) {
      Task task = missing();
      queue.retitle(task, "ours");
      PushJob job = queue.claimOne();
      PushStep step = QueueFixture.plan(job);
      Future<Settled> settling =
          queue.settling(job, step, new PushVerdict.Delivered(QueueFixture.answer(job, step)));
      Future<TwinsEnded> end = vanish.ending(20, List.of(task));
      result(Future.all(settling, end));

      // Settled, what was sent is unproven: either way the edit survives.
      assertThat(db.find(task).content().title()).isEqualTo("ours");
      assertThat(db.find(task).content().status()).isEqualTo(TaskStatus.ACTIVE);
      boolean ended = vanish.state(task).equals("gone");
      assertThat(end.result().survived()).isEqualTo(ended ? 1 : 0);
      assertThat(db.isQueued(task)).isEqualTo(ended);
      db.settle(task);
    }
  }

  @Test
  void aSightingAtTheSameMomentWinsInTheEnd() {
    PgPull pull =
        new PgPull(
            db.pool(),
            new Settlement.Limits(3, Duration.ofSeconds(1), Duration.ofMinutes(5)),
            queue.told());
    for (int round = 0; round < ROUNDS; round++) {
      Task task = missing();
      RemoteSnapshot twin =
          QueueFixture.snapshot(VanishFixture.twin(task), queue.link(task.id()).base().there());
      Apply seen = new Apply(vanish.account(), 0, List.of(new Seen(twin, vanish.at(30), true)));
      Future<Applied> apply = pull.apply(seen);
      Future<TwinsEnded> end = vanish.ending(20, List.of(task));
      result(Future.all(apply, end));
      result(pull.apply(seen));

      assertThat(vanish.state(task)).isEqualTo("linked");
      assertThat(vanish.missingSince(task)).isNull();
      assertThat(db.find(task).content().status()).isEqualTo(TaskStatus.ACTIVE);
      assertThat(db.number("SELECT count(*) FROM tasks WHERE title = 'Task 0'"))
          .as("no second task")
          .isEqualTo(round + 1);
    }
  }

  @Test
  void nothingIsEverHeldAndClaimed() {
    for (int round = 0; round < ROUNDS; round++) {
      db.rows("DELETE FROM push_queue");
      db.rows("DELETE FROM links");
      Task task = missing();
      // With two more it is too much.
      List<Task> all = List.of(task, missing(), missing());
      queue.retitle(task, "ours");
      Future<Claimed> claim =
          queue.queue().claim(new Claim("worker", 10, QueueFixture.LEASE, List.of()));
      Future<TwinsEnded> hold = vanish.ending(20, all);
      result(Future.all(claim, hold));

      boolean claimed = claim.result().jobs().stream().anyMatch(job -> job.taskId() == task.id());
      assertThat(vanish.state(task)).isEqualTo(claimed ? "linked" : "held");
    }
  }

  @Test
  void twoMessagesAtTheSameMomentAreCountedTogether() {
    for (int round = 0; round < 5; round++) {
      db.rows("DELETE FROM links");
      List<Task> tasks = vanish.linked(12);
      db.rows(
          "UPDATE links SET missing_since = $2 WHERE task_id <> $1",
          tasks.get(11).id(),
          PgTimes.parameter(vanish.at(0)));
      Future<TwinsEnded> one = vanish.ending(20, tasks.subList(0, 6));
      Future<TwinsEnded> other = vanish.ending(20, tasks.subList(6, 11));
      result(Future.all(one, other));
      assertThat(one.result().held() + other.result().held()).isIn(5L, 6L);
      assertThat(one.result().deleted() + other.result().deleted()).isIn(5L, 6L);
    }
  }

  @Test
  void anEditAtTheMomentOfAnApprovalIsNeverLost() {
    for (int round = 0; round < ROUNDS; round++) {
      Task task = queue.linked(vanish.user(), "Held");
      db.rows("UPDATE links SET state = 'held' WHERE task_id = $1", task.id());
      Future<Written> edit =
          db.store().update(StoreFixture.change(task, Contents.described("ours", "edited")));
      Future<DeletionsDecided> approval =
          vanish.held().decide(new DecideDeletions(vanish.user(), Decision.APPROVE));
      result(Future.all(edit, approval));

      boolean edited = edit.result() instanceof Written.Ok;
      assertThat(db.find(task).content().status())
          .isEqualTo(edited ? TaskStatus.ACTIVE : TaskStatus.DELETED);
      if (!edited) {
        assertThat(edit.result()).as("to be made again").isInstanceOf(Written.Outdated.class);
      }
      assertThat(vanish.state(task)).isEqualTo("gone");
      db.settle(task);
    }
  }

  @Test
  void approvedAndDismissedAtTheSameMomentEachTaskGetsOneOfTheTwo() {
    for (int round = 0; round < 5; round++) {
      List<Task> tasks = vanish.linked(5);
      for (Task task : tasks) {
        db.rows("UPDATE links SET state = 'held' WHERE task_id = $1", task.id());
      }
      Future<DeletionsDecided> approval =
          vanish.held().decide(new DecideDeletions(vanish.user(), Decision.APPROVE));
      Future<DeletionsDecided> dismissal =
          vanish.held().decide(new DecideDeletions(vanish.user(), Decision.DISMISS));
      result(Future.all(approval, dismissal));
      assertThat(approval.result().deleted() + dismissal.result().dismissed()).isEqualTo(5);
      for (Task task : tasks) {
        boolean deleted = db.find(task).content().status() == TaskStatus.DELETED;
        assertThat(vanish.link(task).getString("ended_because"))
            .isEqualTo(deleted ? "deleted_there" : "dismissed");
      }
    }
  }

  /** A task that two readings missed. */
  private Task missing() {
    Task task = vanish.linked(1).get(0);
    db.rows(
        "UPDATE links SET missing_since = $2 WHERE task_id = $1",
        task.id(),
        PgTimes.parameter(vanish.at(0)));
    return task;
  }
}
