package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tandem.sync.PushJob;
import dev.tandem.sync.QueueRoutes.Claim;
import dev.tandem.sync.QueueRoutes.Claimed;
import dev.tandem.task.Task;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An account's rows under way: one run, and eight that somebody waits for. */
final class ClaimRunsIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final QueueFixture queue = new QueueFixture(db);
  private long user;

  @BeforeEach
  void clear() {
    queue.clear();
    user = db.connectedUser();
  }

  @Test
  void aRunIsTwoHundredRowsAndTakesOneSlot() {
    queue.many(user, 300);
    assertThat(queue.claim(1)).hasSize(200).noneMatch(PushJob::interactive);
  }

  @Test
  void anAccountHasOneRunAtATime() {
    queue.many(user, 300);
    List<PushJob> run = queue.claim(32);
    Claimed none = queue.claimed("another", 32);
    assertThat(none.jobs()).isEmpty();
    assertThat(none.nextDue()).isBetween(Duration.ofMillis(1), Duration.ofMillis(250));

    run.forEach(job -> queue.settle(job, QueueFixture.plan(job), QueueFixture.postpone()));
    assertThat(queue.claimed("another", 32).jobs()).hasSize(100);
  }

  @Test
  void oneLiveRowKeepsARunAlive() {
    queue.many(user, 3);
    List<PushJob> run = queue.claim(32);
    queue.many(user, 1);
    run.subList(1, 3).forEach(queue::deliverAll);
    assertThat(queue.claim(32)).isEmpty();
    queue.deliverAll(run.get(0));
    assertThat(queue.claim(32)).hasSize(1);
  }

  @Test
  void aRunWhoseWorkerDiedIsTakenOverAsOne() {
    queue.many(user, 20);
    List<PushJob> lost = queue.claim(32);
    queue.expireLeases();
    List<PushJob> again = queue.claimed("another", 32).jobs();
    assertThat(again).hasSize(20);
    assertThat(queue.deliver(lost.get(0)).fenced()).isTrue();
    assertThat(db.number("SELECT count(*) FROM links")).as("the late one wrote nothing").isZero();
    assertThat(queue.deliver(again.get(0)).fenced()).isFalse();
  }

  @Test
  void aWaitingPersonNeedsNoEndOfTheRun() {
    queue.many(user, 300);
    queue.claim(32);
    Task awaited = db.insert(user, "awaited");
    assertThat(queue.claimed("another", 32, awaited.id()).jobs())
        .extracting(PushJob::taskId, PushJob::interactive)
        .containsExactly(tuple(awaited.id(), true));
  }

  @Test
  void eightAreWorkedOnOneByOneAndTheOtherWaitersAreARun() {
    List<PushJob> jobs = queue.claim(32, awaited(40));
    assertThat(jobs).filteredOn(PushJob::interactive).hasSize(8);
    assertThat(jobs).filteredOn(job -> !job.interactive()).hasSize(32);
    assertThat(queue.claim(32, awaited(1))).as("all seats are taken").isEmpty();

    queue.deliverAll(jobs.stream().filter(PushJob::interactive).findFirst().orElseThrow());
    assertThat(queue.claim(32, awaited(2))).hasSize(1);
  }

  @Test
  void waitersWithoutASeatComeFirstInTheRun() {
    queue.many(user, 300);
    Long[] awaited = awaited(10);
    List<PushJob> jobs = queue.claim(32, awaited);
    assertThat(jobs).hasSize(8 + 200).extracting(PushJob::taskId).contains(awaited);
  }

  @Test
  void singleRowsTakeASlotEach() {
    queue.many(db.connectedUser(), 5);
    List<PushJob> jobs = queue.claim(3, awaited(5));
    assertThat(jobs).hasSize(3).allMatch(PushJob::interactive);
  }

  @Test
  void waitingPeopleOfOneAccountDoNotHoldBackAnother() {
    Task other = db.insert(db.connectedUser(), "another account's");
    assertThat(queue.claim(32, awaited(40))).extracting(PushJob::taskId).contains(other.id());
  }

  @Test
  void theRowsOfAClaimAreSpreadOverItsAccounts() {
    for (int i = 0; i < 20; i++) {
      queue.many(db.connectedUser(), 100);
    }
    queue.many(user, 7);
    List<PushJob> jobs = queue.claim(32);
    assertThat(jobs).hasSize(512);
    Map<Long, Long> ofEach = jobs.stream().collect(groupingBy(PushJob::userId, counting()));
    assertThat(ofEach.get(user)).isEqualTo(7);
    assertThat(ofEach).hasSize(21);
    assertThat(ofEach.values()).allMatch(rows -> rows == 7 || rows == 25 || rows == 26);
  }

  @Test
  void whoseLastRunIsLongestAgoGoesNext() {
    long[] many = IntStream.range(0, 4).mapToLong(i -> db.connectedUser()).toArray();
    for (long each : many) {
      queue.many(each, 1_000);
    }
    queue.many(user, 1_000);
    List<Long> served = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      List<PushJob> run = queue.claim(1);
      served.add(run.get(0).userId());
      db.rows("UPDATE push_queue SET lease_owner = NULL, lease_until = NULL, fence = NULL");
    }
    assertThat(served).as("though older rows of the others wait").doesNotHaveDuplicates();
  }

  /** Each round all claim at once, and some of what they have ends. */
  @Test
  void claimsAtTheSameMomentNeverHaveTwoRunsOrNineSeatsOfAnAccount() {
    long other = db.connectedUser();
    for (int round = 0; round < 25; round++) {
      queue.many(user, 250);
      queue.many(other, 3);
      Long[] awaited = awaited(6);
      List<Future<Claimed>> claims =
          IntStream.range(0, 6)
              .mapToObj(
                  i ->
                      queue
                          .queue()
                          .claim(
                              new Claim(
                                  "worker " + i,
                                  i % 2 == 0 ? 32 : 4,
                                  QueueFixture.LEASE,
                                  List.of(awaited))))
              .toList();
      List<PushJob> jobs = claims.stream().flatMap(claim -> result(claim).jobs().stream()).toList();
      assertThat(jobs).as("somebody gets something").isNotEmpty();
      assertNoAccountHasTooMuch();
      db.rows(
          "DELETE FROM push_queue WHERE lease_until IS NOT NULL AND NOT interactive"
              + " OR interactive AND entity_id % 3 = $1",
          (long) round % 3);
    }
  }

  private static void assertNoAccountHasTooMuch() {
    assertThat(
            db.rows(
                "SELECT account_id FROM push_queue WHERE lease_until > now() AND NOT interactive"
                    + " GROUP BY account_id HAVING count(DISTINCT lease_owner) > 1"))
        .as("accounts with two runs")
        .isEmpty();
    assertThat(
            db.rows(
                "SELECT account_id FROM push_queue WHERE lease_until > now() AND interactive"
                    + " GROUP BY account_id HAVING count(*) > 8"))
        .as("accounts with nine seats taken")
        .isEmpty();
  }

  private Long[] awaited(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> db.insert(user, "awaited " + i).id())
        .toArray(Long[]::new);
  }
}
