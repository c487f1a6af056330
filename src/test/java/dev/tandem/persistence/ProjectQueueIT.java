package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.CallEnd;
import dev.tandem.sync.ProjectJob;
import dev.tandem.sync.ProjectJob.Step;
import dev.tandem.sync.ProjectOutcome;
import dev.tandem.sync.ProjectRoutes;
import dev.tandem.sync.ProjectRoutes.Claimed;
import dev.tandem.sync.ProjectRoutes.Delete;
import dev.tandem.sync.ProjectRoutes.Fate;
import dev.tandem.sync.ProjectRoutes.Listing;
import dev.tandem.sync.ProjectRoutes.Settled;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.RemoteProject;
import dev.tandem.sync.Settlement;
import dev.tandem.task.ProjectCommand;
import dev.tandem.task.ProjectContent;
import dev.tandem.task.ProjectField;
import dev.tandem.task.ProjectReply;
import dev.tandem.task.SyncError;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskStore.Written;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The lists' rows of the queue under several workers, and lists that go while tasks come. */
final class ProjectQueueIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();
  private static final Duration LEASE = Duration.ofSeconds(30);

  private PgProjectQueue queue;
  private PgProjectStore store;
  private long user;
  private long account;

  @BeforeEach
  void connect() {
    db.rows("DELETE FROM push_queue");
    queue =
        new PgProjectQueue(
            db.pool(),
            new Settlement.Limits(3, Duration.ofMillis(1), Duration.ofMillis(1)),
            event -> {});
    store = new PgProjectStore(db.pool(), event -> {});
    user = db.user();
    account = db.account(user, "connected");
  }

  private long list(long owner, String name) {
    ProjectReply made =
        result(
            store.handle(
                new ProjectCommand.Create(
                    owner, new ProjectContent(name, null, 0, false), Set.of(ProjectField.NAME))));
    return ((ProjectReply.One) made).project().id();
  }

  private List<ProjectJob> claim(String owner) {
    return result(queue.claim(new ProjectRoutes.Claim(owner, 8, LEASE))).jobs();
  }

  private Settled settle(ProjectJob job, ProjectOutcome outcome) {
    return result(queue.settle(new ProjectRoutes.Settle(job, outcome, LEASE)));
  }

  private void link(ProjectJob job, String remoteId) {
    settle(job, new ProjectOutcome.Shown(RemoteProject.of(remoteId, job.local())));
  }

  @Test
  void oneListOfEachAccountIsUnderWayAtATime() {
    long first = list(user, "a");
    long second = list(user, "b");
    long other = db.connectedUser();
    long third = list(other, "c");

    List<ProjectJob> jobs = claim("one");

    assertThat(jobs).extracting(ProjectJob::projectId).containsExactlyInAnyOrder(first, third);
    assertThat(claim("two")).isEmpty();
    link(jobs.stream().filter(job -> job.projectId() == first).findFirst().orElseThrow(), "r1");
    assertThat(claim("two")).extracting(ProjectJob::projectId).containsExactly(second);
  }

  @Test
  void claimsAtTheSameMomentGetNoListTwiceAndNoAccountTwice() {
    List<Long> users = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      long owner = db.connectedUser();
      users.add(owner);
      list(owner, "a");
      list(owner, "b");
    }
    List<Future<Claimed>> claims =
        IntStream.range(0, 12)
            .mapToObj(i -> queue.claim(new ProjectRoutes.Claim("w" + i, 8, LEASE)))
            .toList();
    List<Long> claimed =
        claims.stream()
            .flatMap(asked -> result(asked).jobs().stream())
            .map(ProjectJob::userId)
            .toList();
    assertThat(claimed).doesNotHaveDuplicates();
    assertThat(users).containsAll(claimed);
    assertThat(claimed).isNotEmpty();
  }

  @Test
  void aWorkerThatLostItsClaimWritesNothing() {
    list(user, "a");
    ProjectJob lost = claim("one").get(0);
    db.rows(
        "UPDATE push_queue SET next_attempt_at = now(), lease_until = now() - interval '1 second'");
    ProjectJob taken = claim("two").get(0);
    assertThat(taken.step())
        .as("what the first may have made is looked for")
        .isEqualTo(Step.SEARCH);

    link(lost, "r1");

    assertThat(
            db.number(
                "SELECT count(*) FROM projects WHERE user_id = $1 AND remote_id IS NOT NULL", user))
        .isZero();
    assertThat(db.number("SELECT count(*) FROM push_queue WHERE fence = $1", taken.fence()))
        .isEqualTo(1);
  }

  @Test
  void aCreateThatWasCertainlyNotSentIsSentAtOnceAndOneInDoubtIsLookedFor() {
    long id = list(user, "a");
    SyncError error = new SyncError("timeout", "late", Instant.now());
    PushVerdict later = new PushVerdict.Postpone(error, Duration.ZERO, true);

    settle(claim("one").get(0), new ProjectOutcome.Failed(later, CallEnd.KNOWN));
    ProjectJob again = claim("one").get(0);
    assertThat(again.step()).isEqualTo(Step.CREATE);
    settle(again, new ProjectOutcome.Failed(later, CallEnd.SILENT));

    ProjectJob search = claim("one").get(0);
    assertThat(search.step()).isEqualTo(Step.SEARCH);
    assertThat(search.projectId()).isEqualTo(id);
    assertThat(settle(search, new ProjectOutcome.Searched(List.of())).next()).isNull();
    assertThat(claim("one")).as("it may still come").isEmpty();
  }

  @Test
  void aRowThatCannotBeReadIsSetAsideAndCostsNoOther() {
    long bad = list(user, "a");
    long next = list(user, "b");
    long other = list(db.connectedUser(), "c");
    db.rows("UPDATE push_queue SET intent = '{\"create\": 7}' WHERE entity_id = $1", bad);

    assertThat(claim("one")).extracting(ProjectJob::projectId).containsExactly(other);

    assertThat(
            db.row(
                "SELECT last_error ->> 'code', lease_owner, fence,"
                    + " next_attempt_at > now() + interval '30 minutes', is_dead"
                    + " FROM push_queue WHERE kind = 'project' AND entity_id = $1",
                bad))
        .satisfies(
            row -> {
              assertThat(row.getString(0)).isEqualTo("internal");
              assertThat(row.getString(1)).isNull();
              assertThat(row.getLong(2)).isNull();
              assertThat(row.getBoolean(3)).isTrue();
              assertThat(row.getBoolean(4)).isFalse();
            });
    assertThat(claim("one")).extracting(ProjectJob::projectId).containsExactly(next);
  }

  @Test
  void ofSeveralListsTheOneThatNobodyHasAndThatIsYoungEnoughIsAdopted() {
    String known = idOf(Instant.now());
    String old = idOf(Instant.now().minusSeconds(86_400));
    String ours = idOf(Instant.now().plusSeconds(1));
    db.rows(
        "INSERT INTO projects (user_id, account_id, remote_id, name) VALUES ($1, $2, $3, 'a')",
        user,
        account,
        known);
    long id = list(user, "a");
    SyncError error = new SyncError("timeout", "late", Instant.now());
    settle(
        claim("one").get(0),
        new ProjectOutcome.Failed(
            new PushVerdict.Postpone(error, Duration.ZERO, true), CallEnd.SILENT));
    List<RemoteProject> named = List.of(remote(known), remote(old), remote(ours));

    assertThat(settle(claim("one").get(0), new ProjectOutcome.Searched(named)).freesTasks())
        .isTrue();

    assertThat(db.row("SELECT remote_id FROM projects WHERE id = $1", id).getString(0))
        .isEqualTo(ours);
  }

  private static RemoteProject remote(String id) {
    return new RemoteProject(id, "a", null, 0, false);
  }

  private static String idOf(Instant at) {
    return "%08x%016x".formatted(at.getEpochSecond(), System.nanoTime());
  }

  @Test
  void tasksThatComeWhileTheirListGoesAreNotLeftInIt() {
    for (int round = 0; round < 20; round++) {
      long id = list(user, "a" + round);
      link(claim("one").get(0), "r" + round);
      TaskContent inList = TaskContent.titled("t").but().projectId(id).build();
      List<Future<Written>> inserts = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        inserts.add(db.store().insert(user, inList, null));
      }
      Future<ProjectRoutes.Deletion> deletion =
          new PgProjectDeletion(db.pool(), event -> {}, new QueueFixture.Told())
              .delete(new Delete(user, id, "r" + round, false, Listing.of(account, 0, List.of())));
      for (int i = 0; i < 4; i++) {
        inserts.add(db.store().insert(user, inList, null));
      }
      assertThat(result(deletion).fate()).isEqualTo(Fate.DELETED);
      inserts.forEach(insert -> result(insert));
      assertThat(
              db.number(
                  "SELECT count(*) FROM tasks WHERE user_id = $1 AND project_id = $2", user, id))
          .isZero();
      db.rows("DELETE FROM push_queue");
    }
  }
}
