package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.PushJob;
import dev.tandem.sync.QueueRoutes.Settled;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A subtask can name its parent to TickTick only when that has a twin. */
final class SubtaskPushIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final QueueFixture queue = new QueueFixture(db);
  private long user;

  @BeforeEach
  void clear() {
    queue.clear();
    user = db.connectedUser();
  }

  @Test
  void aSubtaskIsToldOfItsParentAsSoonAsThatHasATwin() {
    Task parent = db.insert(user, "parent");
    Task child = db.insert(user, Contents.below("child", parent.id()));
    PushJob childJob = queue.claim(1, child.id()).get(0);
    Settled created = queue.deliver(childJob);
    assertThat(created.next()).isNull();
    assertThat(created.result().outcome()).isEqualTo(Outcome.PENDING);
    assertThat(created.result().error().code()).isEqualTo("parent_pending");
    assertThat(db.queueRow(child).getInteger("attempts")).isZero();
    assertThat(db.find(child).sync().pendingFields()).containsExactly("parent_id");

    queue.deliver(queue.claim(1, parent.id()).get(0));
    PushJob again = queue.claimOne();
    assertThat(again.taskId()).isEqualTo(child.id());
    assertThat(again.local().parentId()).isEqualTo("remote-" + parent.id());
    assertThat(queue.deliver(again).next()).isNull();
    assertThat(db.isQueued(child)).isFalse();
  }

  @Test
  void aSubtaskWithoutARowIsToldOfItsParentToo() {
    Task parent =
        StoreFixture.task(result(db.store().insert(user, TaskContent.titled("later"), false)));
    Task child = db.insert(user, Contents.below("child", parent.id()));
    queue.deliverAll(queue.claimOne());
    assertThat(db.isQueued(child)).as("a local parent is nothing to wait for").isFalse();

    result(db.store().requestPush(user, parent.id()));
    queue.deliverAll(queue.claimOne());
    assertThat(queue.deliverAll(queue.claimOne()).result().pushedFields())
        .containsExactly("parent_id");
    assertThat(queue.link(child.id()).base().there().parentId()).isEqualTo("remote-" + parent.id());
  }
}
