package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.PushJob;
import dev.tandem.sync.QueueRoutes.Renew;
import dev.tandem.task.Task;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Leases that are renewed while a run goes on. */
final class PgRenewalIT {
  private static final Duration LONGER = Duration.ofMinutes(5);

  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final QueueFixture queue = new QueueFixture(db);
  private long user;

  @BeforeEach
  void clear() {
    queue.clear();
    user = db.connectedUser();
  }

  @Test
  void aLiveLeaseIsRenewedAndNotDueBeforeItEnds() {
    Task task = db.insert(user, "live");
    PushJob job = queue.claimOne();
    assertThat(renew(job)).containsExactly(job.fence());
    assertThat(
            db.row(
                    "SELECT lease_until > now() + interval '4 minutes'"
                        + " AND next_attempt_at = lease_until FROM push_queue"
                        + " WHERE entity_id = $1",
                    task.id())
                .getBoolean(0))
        .isTrue();
    assertThat(queue.deliver(job).fenced()).isFalse();
  }

  @Test
  void anExpiredLeaseIsNot() {
    db.insert(user, "expired");
    PushJob job = queue.claimOne();
    queue.expireLeases();
    assertThat(renew(job)).isEmpty();
    assertThat(queue.claim(5)).hasSize(1);
  }

  @Test
  void aStolenLeaseIsNotAndStaysItsNewHolders() {
    Task task = db.insert(user, "stolen");
    PushJob lost = queue.claimOne();
    queue.expireLeases();
    PushJob holder = queue.claimed("another", 5).jobs().get(0);
    assertThat(renew(lost)).isEmpty();
    assertThat(db.queueRow(task).getLong("fence")).isEqualTo(holder.fence());
    assertThat(db.queueRow(task).getString("lease_owner")).isEqualTo("another");
  }

  @Test
  void theRestOfARunIsRenewedThoughSomeRowsOfItHaveEnded() {
    queue.many(user, 3);
    List<PushJob> run = queue.claim(1);
    queue.deliverAll(run.get(0));
    assertThat(renew(run.toArray(PushJob[]::new)))
        .containsExactlyInAnyOrder(run.get(1).fence(), run.get(2).fence());
  }

  private List<Long> renew(PushJob... jobs) {
    List<Long> fences = List.of(jobs).stream().map(PushJob::fence).toList();
    return result(queue.queue().renew(new Renew(fences, LONGER))).fences();
  }
}
