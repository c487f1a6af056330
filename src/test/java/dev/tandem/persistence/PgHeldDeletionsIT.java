package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.PullRoutes.Apply;
import dev.tandem.sync.PullRoutes.Compare;
import dev.tandem.sync.PullRoutes.Seen;
import dev.tandem.sync.PullRoutes.Sighting;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.Settlement;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.sync.SyncRoutes.Decision;
import dev.tandem.sync.SyncRoutes.DeletionsDecided;
import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskStatus;
import dev.tandem.task.TaskTopics.Change;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tasks whose deletion in TickTick waits for their person's decision. */
class PgHeldDeletionsIT {
  private static final DeletionsDecided NOTHING = new DeletionsDecided(0, 0, 0);

  @RegisterExtension static final StoreFixture db = new StoreFixture();
  private final QueueFixture queue = new QueueFixture(db);
  private VanishFixture vanish;
  private List<Task> tasks;

  @BeforeEach
  void hold() {
    queue.clear();
    vanish = new VanishFixture(db, queue);
    tasks = vanish.linked(4);
    vanish.missedTwice();
    assertThat(vanish.end(20, tasks).held()).isEqualTo(4);
  }

  @Test
  void deletesSoftlyWhatIsApproved() {
    queue.told().changes.clear();
    assertThat(vanish.decide(Decision.APPROVE)).isEqualTo(new DeletionsDecided(4, 0, 0));
    for (Task task : tasks) {
      assertThat(db.find(task).content().status()).isEqualTo(TaskStatus.DELETED);
      assertThat(db.find(task).version()).isEqualTo(task.version() + 1);
      assertThat(vanish.link(task).getString("ended_because")).isEqualTo("deleted_there");
      assertThat(db.isQueued(task)).isFalse();
    }
    assertThat(queue.told().changes)
        .hasSize(4)
        .allSatisfy(change -> assertThat(change.change()).isEqualTo(Change.DELETED));
    assertThat(vanish.decide(Decision.APPROVE)).as("once more").isEqualTo(NOTHING);
  }

  @Test
  void countsNothingThatWasApproved() {
    vanish.decide(Decision.APPROVE);
    Task another = queue.linked(vanish.user(), "Another");
    Task third = queue.linked(vanish.user(), "Third");
    vanish.missedTwice(third);
    assertThat(vanish.end(20, List.of(another)).deleted()).isEqualTo(1);
  }

  @Test
  void keepsWhatWasEditedHereAlthoughItIsApproved() {
    Task before = tasks.get(0);
    queue.retitle(before, "Edited");
    db.rows(
        "UPDATE links SET unproven = '{\"description\": \"2026-11-22T10:00:00Z\"}'"
            + " WHERE task_id = $1",
        tasks.get(1).id());
    Task restarted = tasks.get(2);
    queue.setStatus(restarted, TaskStatus.DELETED);
    Task dragged = db.find(tasks.get(3));
    db.update(dragged, dragged.content().but().sortOrder(7L).build());

    assertThat(vanish.decide(Decision.APPROVE)).isEqualTo(new DeletionsDecided(1, 2, 0));
    assertThat(db.find(before).content().title()).isEqualTo("Edited");
    assertThat(db.find(before).content().status()).isEqualTo(TaskStatus.ACTIVE);
    assertThat(db.find(tasks.get(1)).content().status()).isEqualTo(TaskStatus.ACTIVE);
    assertThat(db.find(dragged).content().status()).isEqualTo(TaskStatus.DELETED);
    assertThat(vanish.link(restarted).getString("ended_because")).isEqualTo("deleted_here");
    assertThat(queue.claim(10))
        .extracting(job -> QueueFixture.plan(job).operation())
        .as("both are created anew")
        .containsExactly(Operation.CREATE, Operation.CREATE);
    assertThat(queue.told().conflicts).hasSize(2);
  }

  @Test
  void unlinksWhatIsDismissedAndPushesNothingByItself() {
    assertThat(vanish.decide(Decision.DISMISS)).isEqualTo(new DeletionsDecided(0, 0, 4));
    for (Task task : tasks) {
      assertThat(db.find(task).content().status()).isEqualTo(TaskStatus.ACTIVE);
      assertThat(db.find(task).sync().state()).isEqualTo(SyncState.LOCAL_ONLY);
      assertThat(vanish.link(task).getString("ended_because")).isEqualTo("dismissed");
    }
    assertThat(queue.claim(10)).isEmpty();
    assertThat(vanish.decide(Decision.DISMISS)).as("once more").isEqualTo(NOTHING);

    queue.retitle(tasks.get(0), "Edited");
    PushJob job = queue.claimOne();
    assertThat(QueueFixture.plan(job).operation()).isEqualTo(Operation.CREATE);
  }

  @Test
  void goesOnWithWhatWaitedBeforeItWasDismissed() {
    Task edited = tasks.get(0);
    queue.retitle(edited, "Edited");
    Task deleted = tasks.get(1);
    queue.setStatus(deleted, TaskStatus.DELETED);
    Task removed = tasks.get(2);
    result(db.store().remove(vanish.user(), removed.id(), removed.version()));
    Task discarded = tasks.get(3);
    queue.retitle(discarded, "Given up");
    db.rows("UPDATE push_queue SET is_dead = true WHERE entity_id = $1", discarded.id());
    result(db.store().discard(vanish.user(), discarded.id()));
    assertThat(queue.claim(10)).as("held").isEmpty();

    vanish.decide(Decision.DISMISS);
    assertThat(db.isQueued(deleted)).isFalse();
    assertThat(db.isQueued(removed)).isFalse();
    assertThat(db.isQueued(discarded)).isFalse();
    PushJob job = queue.claimOne();
    assertThat(job.taskId()).isEqualTo(edited.id());
    assertThat(QueueFixture.plan(job).operation()).isEqualTo(Operation.CREATE);
  }

  @Test
  void pushesNothingOfWhatIsHeld() {
    queue.retitle(tasks.get(0), "Edited");
    assertThat(queue.claim(10, tasks.get(0).id())).as("a person waits").isEmpty();
    assertThat(db.queueRow(tasks.get(0)).getJsonObject("last_error").getString("code"))
        .isEqualTo("deletion_held");
    assertThat(db.isDue(tasks.get(0))).as("it does not come again and again").isFalse();
    result(db.store().requestPush(vanish.user(), tasks.get(0).id()));
    assertThat(queue.claim(10)).isEmpty();
    assertThat(db.find(tasks.get(0)).sync().state()).isEqualTo(SyncState.HELD);
  }

  @Test
  void letsGoWhatIsSeenAgain() {
    Task task = tasks.get(0);
    queue.retitle(task, "Edited");
    queue.claim(10);
    RemoteSnapshot twin =
        QueueFixture.snapshot(VanishFixture.twin(task), queue.link(task.id()).base().there());
    Sighting sighting = new Sighting(twin.id(), twin.projectId(), twin.etag(), 1L, vanish.at(30));
    PgPull pull =
        new PgPull(
            db.pool(),
            new Settlement.Limits(3, Duration.ofSeconds(1), Duration.ofMinutes(5)),
            queue.told());
    assertThat(result(pull.compare(new Compare(vanish.account(), 0, List.of(sighting)))).news())
        .containsExactly(twin.id());
    result(
        pull.apply(new Apply(vanish.account(), 0, List.of(new Seen(twin, vanish.at(30), true)))));

    assertThat(vanish.state(task)).isEqualTo("linked");
    assertThat(queue.claimOne().taskId()).as("what waited goes on").isEqualTo(task.id());
    assertThat(vanish.decide(Decision.APPROVE).deleted()).isEqualTo(3);
    assertThat(db.find(task).content().status()).isEqualTo(TaskStatus.ACTIVE);
  }

  @Test
  void decidesWithoutAConnection() {
    db.accountBecomes(vanish.user(), "disconnected");
    assertThat(vanish.decide(Decision.APPROVE).deleted()).isEqualTo(4);
  }

  @Test
  void decidesAboutOnesOwnOnly() {
    VanishFixture other = new VanishFixture(db, queue);
    assertThat(other.decide(Decision.APPROVE)).isEqualTo(NOTHING);
    assertThat(other.decide(Decision.DISMISS)).isEqualTo(NOTHING);
    assertThat(vanish.state(tasks.get(0))).isEqualTo("held");
  }

  @Test
  void decidesAboutMoreThanAPortion() {
    vanish.manyLinked(2 * HeldSql.PORTION);
    db.rows("UPDATE links SET state = 'held' WHERE state = 'linked'");
    for (Task task : tasks) {
      queue.retitle(task, "Edited");
    }
    assertThat(vanish.decide(Decision.APPROVE))
        .isEqualTo(new DeletionsDecided(2 * HeldSql.PORTION, 4, 0));
  }
}
