package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.FieldsBuilder;
import dev.tandem.sync.ProjectJob;
import dev.tandem.sync.ProjectOutcome;
import dev.tandem.sync.ProjectRoutes;
import dev.tandem.sync.ProjectRoutes.Delete;
import dev.tandem.sync.ProjectRoutes.Fate;
import dev.tandem.sync.ProjectRoutes.Listing;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.Settlement;
import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Readings that still show a list's tasks after the list was deleted here. */
final class GoingListIT {
  private static final Duration LEASE = Duration.ofSeconds(30);

  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final QueueFixture queue = new QueueFixture(db);
  private final PullFixture pull = new PullFixture(db, queue);
  private long user;
  private Task task;
  private RemoteSnapshot twin;

  /** A list with one task; a while ago it was deleted here, and TickTick has yet to hear of it. */
  @BeforeEach
  void deleteList() {
    queue.clear();
    user = db.user();
    long account = db.account(user, "connected");
    long list = db.project(user, "Home", "list");
    db.rows("UPDATE projects SET account_id = $1", account);
    task = db.insert(user, TaskContent.titled("paint").but().projectId(list).build());
    queue.deliverAll(queue.claimOne());
    twin = pull.twin(task, UnaryOperator.identity());
    Listing listing = Listing.of(account, 0, List.of(twin));
    assertThat(
            result(
                    new PgProjectDeletion(db.pool(), event -> {}, new QueueFixture.Told())
                        .delete(new Delete(user, list, "list", false, listing)))
                .fate())
        .isEqualTo(Fate.DELETED);
    db.rows("UPDATE links SET ended_at = ended_at - interval '1 minute'");
  }

  private RemoteSnapshot shown(UnaryOperator<FieldsBuilder> edit) {
    return QueueFixture.snapshot(twin.id(), edit.apply(twin.fields().but()).build());
  }

  private void settleList(ProjectOutcome outcome) {
    PgProjectQueue lists =
        new PgProjectQueue(
            db.pool(),
            new Settlement.Limits(3, Duration.ofMillis(1), Duration.ofMillis(1)),
            event -> {});
    ProjectJob job = result(lists.claim(new ProjectRoutes.Claim("worker", 1, LEASE))).jobs().get(0);
    result(lists.settle(new ProjectRoutes.Settle(job, outcome, LEASE)));
  }

  private void isNoNews(Instant readAt, RemoteSnapshot seen) {
    assertThat(pull.compare(user, 0, readAt, seen).news()).isEmpty();
    assertThat(pull.apply(user, readAt, seen).unchanged()).isEqualTo(1);
    assertThat(queue.link(task.id())).isNull();
    assertThat(db.isQueued(task)).isFalse();
  }

  @Test
  void whatGoesWithItsListIsNotDeletedByItself() {
    isNoNews(pull.now(), twin);
  }

  @Test
  void whatWasChangedThereIsLeftToTheListsOwnLook() {
    isNoNews(pull.now(), shown(fields -> fields.title("varnish")));
  }

  @Test
  void aReadingOfBeforeTheListsEndShowsNoTaskAgain() {
    Instant before = pull.now();
    settleList(new ProjectOutcome.Deleted());

    isNoNews(before, twin);

    assertThat(pull.compare(user, twin).news()).as("it is there after all").hasSize(1);
    pull.apply(user, twin);
    assertThat(db.isQueued(task)).as("deleted once more").isTrue();
  }

  @Test
  void whatIsInAnotherListByNowIsNews() {
    RemoteSnapshot moved = shown(fields -> fields.projectId("other"));

    assertThat(pull.compare(user, moved).news()).containsExactly(twin.id());
    pull.apply(user, moved);
    assertThat(db.isQueued(task)).isTrue();
  }

  @Test
  void whatIsInAListThatCameBackIsNews() {
    settleList(new ProjectOutcome.Survived());

    assertThat(pull.compare(user, twin).news()).containsExactly(twin.id());
  }
}
