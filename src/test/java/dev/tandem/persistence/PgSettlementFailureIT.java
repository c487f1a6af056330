package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.QueueRoutes.Settled;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.SyncField;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.FeedQuery;
import dev.tandem.task.FeedReply.Changes;
import dev.tandem.task.Send;
import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What failed and late attempts leave behind. */
final class PgSettlementFailureIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final QueueFixture queue = new QueueFixture(db);
  private long user;

  @BeforeEach
  void clear() {
    queue.clear();
    user = db.connectedUser();
  }

  @Test
  void aLateWorkerWritesNothingButItsSend() {
    Task task = db.insert(user, "contested");
    PushJob late = queue.claimOne();
    queue.expireLeases();
    PushJob winner = queue.claimOne();

    Settled fenced = queue.deliver(late);
    assertThat(fenced.fenced()).isTrue();
    assertThat(fenced.next()).isNull();
    assertThat(queue.link(task.id())).isNull();
    assertThat(db.isQueued(task)).isTrue();
    assertThat(queue.sends(task)).extracting(Send::outcome).containsExactly("applied");

    assertThat(queue.deliver(winner).fenced()).isFalse();
    assertThat(queue.link(task.id())).isNotNull();
    assertThat(queue.deliver(winner).fenced()).as("settled once").isTrue();
    assertThat(queue.sends(task)).hasSize(3);
  }

  @Test
  void aFailureOfItsOwnIsCountedUntilTheRowIsADeadLetter() {
    Task task = db.insert(user, "poison");
    for (int attempt = 1; attempt < QueueFixture.ATTEMPTS; attempt++) {
      Settled settled = fail(QueueFixture.retry());
      assertThat(settled.result().outcome()).isEqualTo(Outcome.RETRYING);
      assertThat(settled.result().attempts()).isEqualTo(attempt);
      assertThat(queue.claim(1)).as("not before its time").isEmpty();
      queue.makeDue();
    }
    Settled last = fail(QueueFixture.retry());
    assertThat(last.result().outcome()).isEqualTo(Outcome.FAILED);
    assertThat(last.result().error()).isEqualTo(QueueFixture.error("refused"));
    queue.makeDue();
    assertThat(queue.claim(1)).isEmpty();
    assertThat(db.find(task).sync().state()).isEqualTo(SyncState.FAILED);

    queue.retitle(task, "edited");
    PushJob revived = queue.claimOne();
    assertThat(revived.attempts()).isZero();
    assertThat(queue.deliver(revived).next()).isNull();
  }

  @Test
  void aRefusalForGoodIsADeadLetterAtOnce() {
    Task task = db.insert(user, "forbidden");
    PgFeed feed = new PgFeed(db.pool());
    String before = changes(feed, null).cursor();
    Settled settled = fail(new PushVerdict.Abandon(QueueFixture.error("forbidden")));
    assertThat(changes(feed, before).changes())
        .as("what readers of the feed hear")
        .extracting(change -> change.task().sync().state())
        .containsExactly(SyncState.FAILED);
    assertThat(settled.result().outcome()).isEqualTo(Outcome.FAILED);
    assertThat(db.find(task).sync().state()).isEqualTo(SyncState.FAILED);
  }

  @Test
  void outagesAndPostponementsAreNeverCounted() {
    Task task = db.insert(user, "patient");
    for (int i = 1; i <= 2 * QueueFixture.ATTEMPTS; i++) {
      assertThat(fail(QueueFixture.outage()).result().outcome()).isEqualTo(Outcome.RETRYING);
      queue.makeDue();
      assertThat(fail(QueueFixture.postpone()).result().outcome()).isEqualTo(Outcome.PENDING);
      queue.makeDue();
      Row row = db.queueRow(task);
      assertThat(row.getInteger("attempts")).isZero();
      assertThat(row.getInteger("outages")).isEqualTo(i);
      assertThat(row.getBoolean("is_dead")).isFalse();
    }
    PushJob job = queue.claimOne();
    assertThat(job.outages()).isEqualTo(2 * QueueFixture.ATTEMPTS);
    assertThat(job.lastFailureAt()).isNotNull();
    assertThat(queue.deliver(job).next()).isNull();
  }

  @Test
  void theFailureOfAnOlderEditDoesNotKillANewerOne() {
    Task task = queue.linked(user, "fine");
    for (PushVerdict verdict :
        List.of(QueueFixture.retry(), new PushVerdict.Abandon(QueueFixture.error("forbidden")))) {
      queue.retitle(task, "bad");
      PushJob job = queue.claimOne();
      queue.retitle(task, "good");
      Settled settled = queue.settle(job, QueueFixture.plan(job), verdict);
      assertThat(settled.result().outcome()).isEqualTo(Outcome.RETRYING);
      PushJob again = queue.claimOne();
      assertThat(again.attempts()).isZero();
      assertThat(again.local().title()).isEqualTo("good");
      queue.settle(again, PushStep.nothing(), QueueFixture.postpone());
    }
    PushJob job = queue.claim(1, task.id()).stream().findFirst().orElse(null);
    assertThat(job).as("a postponement holds for the newer edit too").isNull();
  }

  @Test
  void whatTickTickDoesNotTakeOverIsCountedAndNotRepeatedAtOnce() {
    Task task = queue.linked(user, "old");
    queue.retitle(task, "ignored");
    PushJob job = queue.claimOne();
    RemoteSnapshot unchanged =
        QueueFixture.snapshot(job.link().remoteId(), job.link().base().there());
    Settled settled =
        queue.settle(job, QueueFixture.plan(job), new PushVerdict.Delivered(unchanged));
    assertThat(settled.next()).isNull();
    assertThat(settled.result().outcome()).isEqualTo(Outcome.RETRYING);
    assertThat(settled.result().error().code()).isEqualTo("not_applied");
    assertThat(settled.result().pushedFields()).isEmpty();
    assertThat(queue.claim(1)).isEmpty();
    assertThat(db.queueRow(task).getInteger("attempts")).isEqualTo(1);
  }

  @Test
  void keepsTheLastTwentySendsOfATaskAndNoneForLongerThanAWeek() {
    Task old = queue.linked(user, "old");
    db.rows("UPDATE sends SET at = now() - interval '8 days'");
    Task task = db.insert(user, "busy");
    for (int i = 0; i < 25; i++) {
      fail(QueueFixture.outage());
      queue.makeDue();
    }
    assertThat(queue.sends(task)).hasSize(20);
    assertThat(queue.sends(task)).extracting(Send::outcome).containsOnly("unknown");
    assertThat(queue.sends(task).get(0).errorCode()).isEqualTo("timeout");
    assertThat(queue.sends(task).get(0).operation()).isEqualTo("create");
    assertThat(db.number("SELECT count(*) FROM sends WHERE task_id = $1", task.id())).isEqualTo(20);
    assertThat(queue.sends(old)).isEmpty();
  }

  @Test
  void aSendKeepsWhatItCarriedAndNothingElse() {
    Task task = queue.linked(user, "title");
    Task now = db.find(task);
    db.update(now, Contents.described("title", "a long text"));
    queue.retitle(task, "another title");
    PushJob job = queue.claimOne();
    queue.settle(
        job,
        new PushStep(Operation.UPDATE, job.local(), Set.of(SyncField.TITLE)),
        QueueFixture.retry());
    assertThat(db.row("SELECT sent::text FROM sends WHERE outcome = 'refused'").getString(0))
        .contains("another title")
        .doesNotContain("a long text");
  }

  @Test
  void foreignTextThatPostgresCannotStoreDoesNotStopTheQueue() {
    Task task = db.insert(user, "hostile");
    PushJob job = queue.claimOne();
    RemoteSnapshot answer = QueueFixture.answer(job, QueueFixture.plan(job));
    RemoteSnapshot hostile =
        new RemoteSnapshot(
            answer.id(),
            answer.projectId(),
            answer.fields(),
            answer.etag(),
            answer.etimestamp(),
            null,
            "{\"a\":\"nul \\u0000, text \\\\u0000, half \\ud83d\"}");
    Settled settled = queue.settle(job, QueueFixture.plan(job), new PushVerdict.Delivered(hostile));
    assertThat(settled.fenced()).isFalse();
    assertThat(queue.link(task.id())).isNotNull();
    assertThat(db.row("SELECT raw ->> 'a' FROM links").getString(0))
        .startsWith("nul \uFFFD, text \\u0000, half ");
  }

  private Settled fail(PushVerdict verdict) {
    PushJob job = queue.claimOne();
    return queue.settle(job, QueueFixture.plan(job), verdict);
  }

  private Changes changes(PgFeed feed, @Nullable String since) {
    return (Changes) StoreFixture.result(feed.read(new FeedQuery(user, since, 10)));
  }
}
