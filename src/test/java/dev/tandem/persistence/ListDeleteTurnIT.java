package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.ProjectJob;
import dev.tandem.sync.ProjectJob.Step;
import dev.tandem.sync.ProjectRoutes;
import dev.tandem.sync.Settlement;
import dev.tandem.task.Task;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long a list's delete waits for what was under way in it. */
final class ListDeleteTurnIT {
  private static final Duration LEASE = Duration.ofSeconds(30);

  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final QueueFixture queue = new QueueFixture(db);
  private long user;
  private long list;
  private Task task;

  /** A list that was deleted here, with a task whose own delete failed and is not due for long. */
  @BeforeEach
  void deleteList() {
    queue.clear();
    user = db.user();
    long account = db.account(user, "connected");
    list = db.project(user, "Home", "list");
    task = db.insert(user, "paint");
    db.link(task, "linked");
    db.rows("UPDATE tasks SET status = 'deleted' WHERE id = $1", task.id());
    db.rows("UPDATE push_queue SET next_attempt_at = now() + interval '1 day'");
    db.rows("UPDATE projects SET account_id = $1, deleted_at = now()", account);
    db.rows(
        "INSERT INTO push_queue (kind, entity_id, user_id, account_id)"
            + " VALUES ('project', $1, $2, $3)",
        list,
        user,
        account);
  }

  private List<ProjectJob> claim() {
    db.rows("UPDATE push_queue SET next_attempt_at = now() WHERE kind = 'project'");
    PgProjectQueue lists =
        new PgProjectQueue(
            db.pool(),
            new Settlement.Limits(3, Duration.ofMillis(1), Duration.ofMillis(1)),
            event -> {});
    return result(lists.claim(new ProjectRoutes.Claim("worker", 8, LEASE))).jobs();
  }

  private void deletedFor(String time) {
    db.rows("UPDATE projects SET deleted_at = now() - $1::text::interval", time);
  }

  private void isDeletedNow() {
    assertThat(claim()).extracting(ProjectJob::step).containsExactly(Step.DELETE);
  }

  @Test
  void aTaskOnItsWayOutGoesFirst() {
    assertThat(claim()).isEmpty();
    deletedFor("9 minutes");
    assertThat(claim()).isEmpty();
    db.settle(task);
    isDeletedNow();
  }

  @Test
  void aTaskThatIsRefusedForEverIsNotWaitedForForEver() {
    deletedFor("11 minutes");

    isDeletedNow();
  }

  @Test
  void aCreateThatIsNeverFoundIsNotWaitedForForEver() {
    db.rows("DELETE FROM links");
    db.rows(
        "INSERT INTO create_intents (user_id, account_id, task_id, fence, ended_at, sent)"
            + " SELECT user_id, account_id, entity_id, 1, now(), '{\"projectId\": \"list\"}'"
            + " FROM push_queue WHERE kind = 'task'");
    assertThat(claim()).isEmpty();

    deletedFor("11 minutes");

    isDeletedNow();
  }

  @Test
  void aRequestThatIsUnderWayIsWaitedForHoweverLate() {
    deletedFor("11 minutes");
    db.rows(
        "UPDATE push_queue SET lease_owner = 'other', fence = nextval('push_fence'),"
            + " lease_until = now() + interval '20 seconds' WHERE kind = 'task'");
    assertThat(claim()).isEmpty();

    db.rows("UPDATE push_queue SET lease_until = now() WHERE kind = 'task'");

    isDeletedNow();
  }

  @Test
  void aDeadLetterIsNotWaitedFor() {
    db.rows("UPDATE push_queue SET is_dead = true WHERE kind = 'task'");

    isDeletedNow();
  }
}
