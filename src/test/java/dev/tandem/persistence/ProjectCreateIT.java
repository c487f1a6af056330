package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.CallEnd;
import dev.tandem.sync.ProjectJob;
import dev.tandem.sync.ProjectJob.Step;
import dev.tandem.sync.ProjectOutcome;
import dev.tandem.sync.ProjectRoutes;
import dev.tandem.sync.ProjectRoutes.Delete;
import dev.tandem.sync.ProjectRoutes.Fate;
import dev.tandem.sync.ProjectRoutes.Settled;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.RemoteProject;
import dev.tandem.sync.Settlement;
import dev.tandem.task.ProjectCommand;
import dev.tandem.task.ProjectContent;
import dev.tandem.task.ProjectField;
import dev.tandem.task.ProjectReply;
import dev.tandem.task.SyncError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens to a list here while it is being made in TickTick. */
final class ProjectCreateIT {
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final SyncError ERROR = new SyncError("refused", "by a test", Instant.EPOCH);

  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private PgProjectQueue queue;
  private PgProjectStore store;
  private long user;
  private long list;
  private ProjectJob create;

  @BeforeEach
  void beginToMakeAList() {
    new QueueFixture(db).clear();
    queue =
        new PgProjectQueue(
            db.pool(),
            new Settlement.Limits(3, Duration.ofMillis(1), Duration.ofMinutes(5)),
            event -> {});
    store = new PgProjectStore(db.pool(), event -> {});
    user = db.connectedUser();
    ProjectReply made =
        result(
            store.handle(
                new ProjectCommand.Create(user, content("Home", 0), Set.of(ProjectField.NAME))));
    list = ((ProjectReply.One) made).project().id();
    create = claim();
    assertThat(create.step()).isEqualTo(Step.CREATE);
  }

  private static ProjectContent content(String name, long sortOrder) {
    return new ProjectContent(name, null, sortOrder, false);
  }

  private ProjectJob claim() {
    db.rows("UPDATE push_queue SET next_attempt_at = now() WHERE lease_until IS NULL");
    List<ProjectJob> jobs = result(queue.claim(new ProjectRoutes.Claim("worker", 8, LEASE))).jobs();
    assertThat(jobs).hasSize(1);
    return jobs.get(0);
  }

  private Settled settle(ProjectJob job, ProjectOutcome outcome) {
    return result(queue.settle(new ProjectRoutes.Settle(job, outcome, LEASE)));
  }

  private void deleteHere() {
    Delete delete = new Delete(user, list, null, false, null);
    assertThat(
            result(
                    new PgProjectDeletion(db.pool(), event -> {}, new QueueFixture.Told())
                        .delete(delete))
                .fate())
        .isEqualTo(Fate.DELETED);
  }

  private void order(long sortOrder) {
    result(
        store.handle(
            new ProjectCommand.Update(
                user, list, Set.of(ProjectField.SORT_ORDER), content("", sortOrder))));
  }

  private void isForgotten() {
    assertThat(db.rows("SELECT 1 FROM projects")).isEmpty();
    assertThat(db.rows("SELECT 1 FROM push_queue")).isEmpty();
    assertThat(db.rows("SELECT 1 FROM conflicts")).isEmpty();
  }

  @Test
  void aListThatIsDeletedMeanwhileAndRefusedDoesNotComeBack() {
    deleteHere();

    settle(create, new ProjectOutcome.Failed(new PushVerdict.Abandon(ERROR), CallEnd.KNOWN));

    isForgotten();
  }

  @Test
  void aListThatIsDeletedMeanwhileAndCannotBeLookedForStaysDeletedAndIsLookedForOn() {
    deleteHere();
    ProjectOutcome refused =
        new ProjectOutcome.Failed(new PushVerdict.Retry(ERROR, Duration.ZERO), CallEnd.BROKEN);
    settle(create, refused);
    for (int i = 0; i < 5; i++) {
      ProjectJob search = claim();
      assertThat(search.step()).isEqualTo(Step.SEARCH);
      settle(search, refused);
      assertThat(db.rows("SELECT 1 FROM projects WHERE deleted_at IS NULL")).isEmpty();
    }
    assertThat(db.row("SELECT next_attempt_at > now() + interval '1 minute' FROM push_queue"))
        .satisfies(row -> assertThat(row.getBoolean(0)).as("rarely").isTrue());
    db.rows(
        "UPDATE push_queue SET intent = jsonb_set(intent, '{create,endedAt}',"
            + " to_jsonb(now() - interval '2 minutes'))");

    settle(claim(), new ProjectOutcome.Searched(List.of()));

    isForgotten();
  }

  @Test
  void anOrderThatIsSetMeanwhileIsPushedWhateverTheAnswerShows() {
    order(7);

    Settled settled =
        settle(
            create,
            new ProjectOutcome.Shown(RemoteProject.of("r1", content("Home", -1_099_511_627_776L))));

    assertThat(settled.next()).isNotNull();
    assertThat(settled.next().step()).isEqualTo(Step.UPDATE);
    assertThat(settled.next().open()).containsExactly(ProjectField.SORT_ORDER);
    assertThat(settled.next().local().sortOrder()).isEqualTo(7);
    assertThat(db.rows("SELECT 1 FROM conflicts")).isEmpty();
  }

  @Test
  void anOrderThatIsSetWhileTheListIsLookedForIsPushedToo() {
    settle(
        create,
        new ProjectOutcome.Failed(
            new PushVerdict.Postpone(ERROR, Duration.ZERO, true), CallEnd.SILENT));
    order(7);
    RemoteProject made =
        RemoteProject.of(
            "%08x0123456789abcdef".formatted(Instant.now().getEpochSecond()), content("Home", -5));

    Settled settled = settle(claim(), new ProjectOutcome.Searched(List.of(made)));

    assertThat(settled.next()).isNotNull();
    assertThat(settled.next().open()).containsExactly(ProjectField.SORT_ORDER);
    assertThat(settled.next().local().sortOrder()).isEqualTo(7);
  }

  @Test
  void anOrderThatNobodySetIsTakenFromTheAnswer() {
    Settled settled =
        settle(create, new ProjectOutcome.Shown(RemoteProject.of("r1", content("Home", -5))));

    assertThat(settled.next()).isNull();
    assertThat(db.number("SELECT sort_order FROM projects WHERE id = $1", list)).isEqualTo(-5);
  }
}
