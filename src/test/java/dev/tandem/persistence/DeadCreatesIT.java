package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.CallEnd;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.QueueRoutes.Intents;
import dev.tandem.sync.QueueRoutes.ReadIntents;
import dev.tandem.sync.QueueRoutes.Settled;
import dev.tandem.sync.QueueRoutes.Sighted;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import dev.tandem.task.TaskStatus;
import dev.tandem.task.TaskStore.Written;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Creates of unknown outcome whose task is a dead letter, or was given up: they end, and return.
 */
final class DeadCreatesIT {
  private static final int ROUNDS = 30;

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
  void aDiscardOnlyWatchesTheCreate() {
    Task task = discarded("Milk");

    assertThat(lost.open()).isZero();
    assertThat(
            lost.flag(
                "SELECT watched_until BETWEEN now() + interval '23 hours 59 minutes'"
                    + " AND now() + interval '24 hours' FROM create_intents"))
        .isTrue();
    Sighted twin = new Sighted(lost.account(), List.of(lost.orphan(1, "Milk")));
    assertThat(result(lost.creates().sighted(twin)).twins()).isEqualTo(1);
    assertThat(db.find(task).sync().openConflicts()).isEqualTo(1);
  }

  @Test
  void whoPushesADiscardedTaskAgainLooksForItsTwinFirst() {
    Task task = discarded("Milk");
    RemoteSnapshot twin = lost.orphan(1, "Milk");
    result(lost.creates().sighted(new Sighted(lost.account(), List.of(twin))));

    assertThat(result(db.store().requestPush(user, task.id()))).isInstanceOf(Written.Ok.class);

    assertThat(lost.flag("SELECT ended_at > now() - interval '5 seconds' FROM create_intents"))
        .as("its twin may have come until now, and older listings do not count")
        .isTrue();
    Settled settled = lost.resolveTwice(twin);
    assertThat(settled.result().outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(queue.link(task.id()).remoteId()).isEqualTo(twin.id());
    assertThat(lost.intents()).isZero();
    assertThat(db.find(task).sync().openConflicts()).as("it is no second twin").isZero();
  }

  @Test
  void soDoesWhoPushesAllThatIsHereAlone() {
    discarded("Milk");
    discarded("Bread");

    assertThat(result(db.store().requestPushOfLocalOnly(user))).contains(2L);

    assertThat(queue.claim(10)).hasSize(2).allMatch(job -> job.intent() != null);
  }

  @Test
  void soDoesAnEditThatRevivesADeadLetterAndWhoRestoresTheTask() {
    Task dead = ended("Milk");
    queue.retitle(dead, "Oat milk");
    assertThat(queue.claimOne().intent().sent().title()).isEqualTo("Milk");

    queue.clear();
    user = db.connectedUser();
    Task deleted = lost.begun(user, "Milk");
    lost.settle(lost.job(), QueueFixture.outage(), CallEnd.BROKEN);
    queue.setStatus(deleted, TaskStatus.DELETED);
    queue.makeDue();
    lost.resolveTwice();
    queue.deliverAll(lost.job());
    assertThat(db.isQueued(deleted)).isFalse();
    queue.setStatus(deleted, TaskStatus.ACTIVE);
    assertThat(queue.claimOne().intent()).isNotNull();
  }

  @Test
  void onlyTheNewestReturns() {
    Task task = discarded("Milk");
    result(db.store().requestPush(user, task.id()));
    lost.resolveTwice();
    assertThat(lost.intend(lost.job())).isTrue();
    lost.settle(lost.job(), abandon(), CallEnd.BROKEN);
    result(db.store().discard(user, task.id()));
    assertThat(lost.intents()).isEqualTo(2);

    result(db.store().requestPush(user, task.id()));

    assertThat(queue.claimOne().intent().id())
        .isEqualTo(db.number("SELECT max(id) FROM create_intents"));
    assertThat(lost.open()).isEqualTo(1);
  }

  @Test
  void noneReturnsAfterItsWatchBesideATwinOrToAChangeThatOnlyWaits() {
    Task late = discarded("Milk");
    db.rows("UPDATE create_intents SET watched_until = now() - interval '1 second'");
    result(db.store().requestPush(user, late.id()));
    assertThat(queue.claimOne().intent()).as("too late").isNull();

    queue.clear();
    user = db.connectedUser();
    Task task = lost.begun(user, "Milk");
    lost.settle(lost.job(), QueueFixture.outage(), CallEnd.BROKEN);
    queue.makeDue();
    lost.resolveTwice();
    PushJob anew = lost.job();
    queue.retitle(task, "Oat milk");
    assertThat(lost.open()).as("it is just about to be sent").isZero();
    assertThat(lost.intend(anew)).isTrue();
    queue.deliver(anew);
    queue.deliverAll(lost.job());
    queue.retitle(task, "Soy milk");
    assertThat(queue.claimOne().intent()).as("it has a twin").isNull();
    assertThat(lost.intents()).isEqualTo(1);
  }

  @Test
  void whoDeletesADiscardedTaskForGoodLooksForItsTwin() {
    Task task = discarded("Milk");

    assertThat(result(db.store().remove(user, task.id(), db.find(task).version())))
        .isEqualTo(new Written.Removed(true));

    RemoteSnapshot twin = lost.orphan(1, "Milk");
    Settled settled = lost.resolveTwice(twin);
    assertThat(settled.next().local()).isNull();
    assertThat(settled.next().link().remoteId()).isEqualTo(twin.id());
  }

  @Test
  void aTaskThatIsDeletedForGoodBeforeItIsSentAgainIsNotSent() {
    Task task = lost.begun(user, "Milk");
    lost.settle(lost.job(), QueueFixture.outage(), CallEnd.BROKEN);
    queue.makeDue();
    lost.resolveTwice();
    PushJob anew = lost.job();

    result(db.store().remove(user, task.id(), db.find(task).version()));

    assertThat(lost.intend(anew)).isFalse();
    queue.expireLeases();
    assertThat(queue.claimOne().intent()).isNotNull();
  }

  @Test
  void aDeadLettersCreateIsOnlyWatchedAfterADay() {
    lost.dead(user, "Milk");
    lost.deadFor(23);
    assertThat(lost.read(lost.account()).open()).hasSize(1);

    lost.deadFor(1);
    Intents after = lost.read(lost.account());

    assertThat(after.open()).isEmpty();
    assertThat(after.watched()).hasSize(1);
    assertThat(lost.open()).isZero();
  }

  @Test
  void noListingLooksBackForADeadLetterUntilItIsRetried() {
    Task dead = lost.dead(user, "Milk");
    db.rows("UPDATE create_intents SET begun_at = begun_at - interval '3 hours'");
    Intents none = lost.read(lost.account());
    assertThat(none.from()).isEqualTo(none.now());
    assertThat(none.open()).as("it may have made what others look for").hasSize(1);
    assertThat(none.sought()).isEmpty();

    lost.begun(user, "Bread");
    Intents bread = lost.read(lost.account());
    assertThat(bread.from()).isAfter(bread.now().minusSeconds(60));
    assertThat(bread.sought()).hasSize(1);

    result(db.store().requestPush(user, dead.id()));
    Intents both = lost.read(lost.account());
    assertThat(both.from()).isBefore(both.now().minusSeconds(3 * 3600));
    assertThat(both.sought()).hasSize(2);
  }

  @Test
  void itIsLookedBackForWhileItIsWatched() {
    discarded("Milk");
    db.rows("UPDATE create_intents SET begun_at = begun_at - interval '3 hours'");
    Intents watched = lost.read(lost.account());
    assertThat(watched.from()).isBefore(watched.now().minusSeconds(3 * 3600));
  }

  @Test
  void aDiscardAndARetryAtTheSameMomentLeaveTheCreateToBeLookedFor() {
    for (int round = 0; round < ROUNDS; round++) {
      Task task = lost.dead(user, "round " + round);
      Future<Written> discard = db.store().discard(user, task.id());
      Future<Written> push = db.store().requestPush(user, task.id());
      result(Future.all(discard, push));

      assertThat(queue.claimOne().intent()).isNotNull();
      db.rows("TRUNCATE push_queue, create_intents");
    }
  }

  /** The retry has begun, and waits for the discard to commit: what it read by then is old. */
  @Test
  void aRetryThatWaitedForADiscardSeesWhatItGaveUp() {
    Task task = lost.dead(user, "Milk");
    SqlConnection connection = result(db.pool().getConnection());
    Transaction transaction = result(connection.begin());
    result(new Discard(connection, user, task.id()).run());
    Future<Written> push = db.store().requestPush(user, task.id());
    db.untilSomebodyWaits();

    result(transaction.commit());
    result(connection.close());

    assertThat(result(push)).isInstanceOf(Written.Ok.class);
    assertThat(queue.claimOne().intent()).isNotNull();
  }

  @Test
  void theEndOfADeadLetterAndARetryAtTheSameMomentLeaveTheCreateToBeLookedFor() {
    for (int round = 0; round < ROUNDS; round++) {
      Task task = lost.dead(user, "round " + round);
      lost.deadFor(24);
      Future<Intents> ended = lost.creates().read(new ReadIntents(lost.account()));
      Future<Written> push = db.store().requestPush(user, task.id());
      result(Future.all(ended, push));

      assertThat(queue.claimOne().intent()).isNotNull();
      db.rows("TRUNCATE push_queue, create_intents");
    }
  }

  @Test
  void whoEndsADeadLettersCreateWaitsForNobody() {
    Task task = lost.dead(user, "Milk");
    lost.deadFor(24);
    SqlConnection connection = result(db.pool().getConnection());
    Transaction retry = result(connection.begin());
    result(connection.preparedQuery(SettleSql.LOCK_QUEUE_ROW).execute(Tuple.of(task.id())));

    assertThat(lost.read(lost.account()).open()).hasSize(1);

    result(retry.rollback());
    result(connection.close());
    assertThat(lost.read(lost.account()).open()).isEmpty();
  }

  private Task discarded(String title) {
    Task task = lost.dead(user, title);
    assertThat(result(db.store().discard(user, task.id()))).isInstanceOf(Written.Ok.class);
    return db.find(task);
  }

  /** A dead letter whose create is only watched. */
  private Task ended(String title) {
    Task task = lost.dead(user, title);
    lost.deadFor(24);
    lost.read(lost.account());
    assertThat(lost.open()).isZero();
    return task;
  }

  private static PushVerdict abandon() {
    return new PushVerdict.Abandon(QueueFixture.error("refused"));
  }
}
