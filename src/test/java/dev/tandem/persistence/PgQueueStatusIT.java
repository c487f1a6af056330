package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.QueueRoutes.QueueStatus;
import dev.tandem.sync.QueueRoutes.ReadQueue;
import java.time.Duration;
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
    assertThat(status()).isEqualTo(new QueueStatus(0, 0, 0, 0, null, 90, 40, null, null));
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
    assertThat(status.pending()).isEqualTo(4);
    assertThat(status.leased()).isEqualTo(1);
    assertThat(status.retrying()).isEqualTo(2);
    assertThat(status.failed()).isEqualTo(1);
    assertThat(status.oldestAge()).isBetween(Duration.ofMinutes(60), Duration.ofMinutes(61));
    assertThat(status.pausedUntil()).isNotNull();
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
