package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.QueueRoutes.Pull;
import dev.tandem.sync.QueueRoutes.QueueStatus;
import dev.tandem.sync.QueueRoutes.ReadQueue;
import dev.tandem.task.SyncError;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PgQueueStatusIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final QueueFixture queue = new QueueFixture(db);
  private long user;

  @BeforeEach
  void clear() {
    queue.clear();
    user = db.connectedUser();
  }

  @Test
  void anEmptyQueueHasNoFigures() {
    assertThat(status())
        .isEqualTo(
            new QueueStatus(
                0, 0, 0, 0, null, 90, 40, null, new Pull(null, null, null, null), 0, 0));
  }

  @Test
  void aUserWithoutAnAccountHasFiguresToo() {
    assertThat(status(db.user()).pending()).isZero();
  }

  @Test
  void countsWhatWaitsIsClaimedTriedAgainOrGivenUp() {
    db.insert(db.connectedUser(), "another's");
    db.rows("UPDATE push_queue SET is_dead = true");
    db.insert(user, "retrying");
    fail(QueueFixture.retry());
    db.insert(user, "outage");
    fail(QueueFixture.outage());
    db.insert(user, "given up");
    fail(new PushVerdict.Abandon(QueueFixture.error("forbidden")));
    db.insert(user, "claimed");
    queue.claimOne();
    db.insert(user, "waits");
    db.rows("UPDATE push_queue SET created_at = now() - interval '1 hour' WHERE attempts = 1");
    db.rows("UPDATE ticktick_accounts SET paused_until = now() + interval '1 minute'");

    QueueStatus status = status();
    assertThat(status.open()).isEqualTo(4);
    assertThat(status.pending()).isEqualTo(1);
    assertThat(status.leased()).isEqualTo(1);
    assertThat(status.retrying()).isEqualTo(2);
    assertThat(status.failed()).isEqualTo(1);
    assertThat(status.oldestAge()).isBetween(Duration.ofMinutes(60), Duration.ofMinutes(61));
    assertThat(status.pausedUntil()).isNotNull();
  }

  @Test
  void countsAFailedChangeThatIsTriedAgainJustNowOnce() {
    db.insert(user, "a");
    fail(QueueFixture.retry());
    db.rows("UPDATE push_queue SET next_attempt_at = now()");
    queue.claimOne();

    QueueStatus status = status();
    assertThat(status.leased()).isEqualTo(1);
    assertThat(status.open()).isEqualTo(1);
  }

  @Test
  void tellsOfPullsHeldDeletionsAndOpenConflictsOfThisUserAlone() {
    String times =
        """
        UPDATE ticktick_accounts SET last_pull_at = '2026-12-01T01:00:00Z',
          last_sweep_at = '2026-12-01T02:00:00Z', next_pull_at = '2026-12-01T03:00:00Z',
          last_pull_error = '{"code": "timeout", "detail": "d", "at": "2026-12-01T04:00:00Z"}'""";
    db.rows(times);
    for (long owner : new long[] {user, db.connectedUser()}) {
      long task = db.insert(owner, "t").id();
      db.rows(
          "INSERT INTO links (user_id, account_id, task_id, remote_id, remote_project_id, state,"
              + " base) SELECT user_id, id, $2, 'r', 'p', 'held', '{}' FROM ticktick_accounts"
              + " WHERE user_id = $1",
          owner,
          task);
      for (String reviewed : new String[] {"now()", "NULL"}) {
        db.rows(
            "INSERT INTO conflicts (user_id, task_id, field, winner, rule, reviewed_at)"
                + " VALUES ($1, $2, $3, 'local', 'r', "
                + reviewed
                + ")",
            owner,
            task,
            reviewed.equals("NULL") ? "title" : "status");
      }
    }

    QueueStatus status = status();
    assertThat(status.deletionsHeld()).isEqualTo(1);
    assertThat(status.openConflicts()).isEqualTo(1);
    assertThat(status.pull())
        .isEqualTo(
            new Pull(
                Instant.parse("2026-12-01T01:00:00Z"),
                Instant.parse("2026-12-01T02:00:00Z"),
                Instant.parse("2026-12-01T03:00:00Z"),
                new SyncError("timeout", "d", Instant.parse("2026-12-01T04:00:00Z"))));
  }

  private void fail(PushVerdict verdict) {
    PushJob job = queue.claimOne();
    queue.settle(job, QueueFixture.plan(job), verdict);
  }

  private QueueStatus status() {
    return status(user);
  }

  private static QueueStatus status(long user) {
    return result(new PgQueueStatus(db.pool(), 90).status(new ReadQueue(user)));
  }
}
