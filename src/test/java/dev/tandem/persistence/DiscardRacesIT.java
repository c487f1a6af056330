package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushJob.Look;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.QueueRoutes.Settled;
import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskStore.Written;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A discard against whatever else happens to the task at that moment. */
final class DiscardRacesIT {
  private static final int ROUNDS = 40;

  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final QueueFixture queue = new QueueFixture(db);
  private long user;

  @BeforeEach
  void clear() {
    queue.clear();
    user = db.connectedUser();
  }

  @Test
  void anEditAtTheSameMomentIsNeverGivenUp() {
    for (int round = 0; round < ROUNDS; round++) {
      Task task = dead("round " + round);
      Future<Written> edit =
          db.store().update(StoreFixture.change(task, Contents.described("ours", "edited")));
      Future<Written> discard = db.store().discard(user, task.id());
      result(Future.all(edit, discard));

      Row row = db.queueRow(task);
      assertThat(row.getJsonObject("dirty").fieldNames()).contains("description");
      assertThat(row.getBoolean("is_dead")).isFalse();
      if (discard.result() instanceof Written.Ok) {
        assertThat(row.getJsonObject("dirty").fieldNames()).containsExactly("description");
        assertThat(row.getJsonObject("intent").getJsonObject("discard").fieldNames())
            .containsExactly("title");
      } else {
        assertThat(discard.result()).isEqualTo(new Written.NotFailed(false));
        assertThat(intent(row).containsKey("discard")).isFalse();
      }
    }
  }

  @Test
  void aSettlementAtTheSameMomentComesBeforeOrWins() {
    for (int round = 0; round < ROUNDS; round++) {
      Task task = queue.linked(user, "round " + round);
      queue.retitle(task, "ours");
      PushJob job = queue.claimOne();
      Future<Settled> settling = queue.settling(job, QueueFixture.plan(job), abandon());
      Future<Written> discard = db.store().discard(user, task.id());
      result(Future.all(settling, discard));

      Row row = db.queueRow(task);
      boolean discarded = discard.result() instanceof Written.Ok;
      assertThat(row.getBoolean("is_dead")).isEqualTo(!discarded);
      assertThat(intent(row).containsKey("discard")).isEqualTo(discarded);
      db.settle(task);
    }
  }

  @Test
  void twoDiscardsAtTheSameMomentAreOne() {
    for (int round = 0; round < ROUNDS; round++) {
      Task task = dead("round " + round);
      Future<Written> one = db.store().discard(user, task.id());
      Future<Written> other = db.store().discard(user, task.id());
      result(Future.all(one, other));

      assertThat(one.result() instanceof Written.Ok)
          .isNotEqualTo(other.result() instanceof Written.Ok);
      assertThat(intent(db.queueRow(task)).getJsonObject("discard").fieldNames())
          .containsExactly("title");
    }
  }

  @Test
  void aTaskThatIsDeletedForGoodAtTheSameMomentStillLosesItsTwin() {
    for (int round = 0; round < ROUNDS; round++) {
      Task task = dead("round " + round);
      Future<Written> remove = db.store().remove(user, task.id(), task.version());
      Future<Written> discard = db.store().discard(user, task.id());
      result(Future.all(remove, discard));

      assertThat(remove.result()).isEqualTo(new Written.Removed(true));
      PushJob job = queue.claimOne();
      assertThat(job.local()).isNull();
      queue.deliverAll(job);
      assertThat(queue.link(task.id())).isNull();
      assertThat(db.isQueued(task)).isFalse();
    }
  }

  @Test
  void aClaimOfWhatIsGivenUpOnlyLooksAndKeepsTheMarkWhenItsWorkerDies() {
    Task task = dead("old");
    result(db.store().discard(user, task.id()));
    for (int i = 0; i < 3; i++) {
      PushJob job = queue.claimOne();
      assertThat(job.look()).isEqualTo(Look.FIRST);
      queue.expireLeases();
    }
    PushJob job = queue.claimOne();
    assertThat(intent(db.queueRow(task)).fieldNames())
        .as("nothing was sent")
        .contains("discard")
        .doesNotContain("deleted", "moved_to", "aim");
    assertThat(result(db.store().syncDetail(user, task.id())).discarding()).isTrue();
    queue.look(job, job.link().base().there());
    assertThat(db.find(task).content().title()).isEqualTo("old");
    assertThat(db.find(task).sync().state()).isEqualTo(SyncState.SYNCED);
  }

  @Test
  void aFailedLookKeepsTheMark() {
    Task task = dead("old");
    result(db.store().discard(user, task.id()));
    PushJob job = queue.claimOne();
    queue.settle(job, PushStep.nothing(), QueueFixture.outage());
    assertThat(intent(db.queueRow(task)).containsKey("discard")).isTrue();
    assertThat(db.find(task).content().title()).isEqualTo("ours");
  }

  /** A linked task whose new title was refused for good. */
  private Task dead(String title) {
    Task task = queue.linked(user, title);
    queue.retitle(task, "ours");
    PushJob job = queue.claim(1, task.id()).get(0);
    queue.settle(job, QueueFixture.plan(job), abandon());
    return db.find(task);
  }

  private static PushVerdict abandon() {
    return new PushVerdict.Abandon(QueueFixture.error("forbidden"));
  }

  private static JsonObject intent(Row row) {
    JsonObject intent = row.getJsonObject("intent");
    return intent == null ? new JsonObject() : intent;
  }
}
