package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.Fields;
import dev.tandem.sync.PushJob;
import dev.tandem.task.Task;
import dev.tandem.task.TaskStatus;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a worker sent before it died is ours, although nobody is left to tell of it. */
final class DeadSenderIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final QueueFixture queue = new QueueFixture(db);
  private Task task;

  @BeforeEach
  void link() {
    queue.clear();
    task = queue.linked(db.connectedUser(), "linked");
  }

  @Test
  void tagsThatWereReplacedSinceDoNotComeBack() {
    tag("home");
    Fields there = sendAndDie();
    tag("work");

    queue.look(queue.claimOne(), there);

    assertThat(db.find(task).content().tags()).isEqualTo(List.of("work"));
  }

  @Test
  void aDeleteHoldsAlthoughTheTaskWasEditedSince() {
    queue.retitle(task, "sent");
    Fields there = sendAndDie();
    queue.retitle(task, "edited since");
    queue.setStatus(task, TaskStatus.DELETED);

    queue.look(queue.claimOne(), there);

    assertThat(db.find(task).content().status()).isEqualTo(TaskStatus.DELETED);
  }

  private void tag(String name) {
    Task now = db.find(task);
    db.update(now, now.content().but().tags(List.of(name)).build());
  }

  /** TickTick then has what the claim wanted to send. */
  private Fields sendAndDie() {
    PushJob job = queue.claimOne();
    Fields local = Objects.requireNonNull(job.local());
    Fields before = Objects.requireNonNull(job.link()).base().there();
    queue.expireLeases();
    return before.with(QueueFixture.plan(job).carries(), local);
  }
}
