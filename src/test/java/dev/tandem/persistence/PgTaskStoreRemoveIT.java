package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskStore.Written;
import io.vertx.sqlclient.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A hard delete leaves a tombstone and, where there may be a twin, a queued delete. */
final class PgTaskStoreRemoveIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  @Test
  void aTaskThatNobodyElseKnowsJustGoes() {
    Task task = db.insert(db.connectedUser(), "t");
    assertThat(remove(task)).isEqualTo(new Written.Removed(false));
    assertThat(result(db.store().find(task.userId(), task.id()))).isEmpty();
    assertThat(db.isQueued(task)).isFalse();
    Row tombstone =
        db.row(
            "SELECT revision::text, deleted_at FROM task_tombstones"
                + " WHERE user_id = $1 AND task_id = $2",
            task.userId(),
            task.id());
    assertThat(Long.parseLong(tombstone.getString(0))).isPositive();
  }

  @Test
  void aLinkedTaskLeavesItsDeleteInTheQueue() {
    Task task = db.insert(db.connectedUser(), "t");
    db.settle(task);
    db.link(task, "linked");
    assertThat(remove(task)).isEqualTo(new Written.Removed(true));
    Row row = db.queueRow(task);
    assertThat(row.getLong("user_id")).isEqualTo(task.userId());
    assertThat(row.getLong("account_id")).isNotNull();
    assertThat(row.getLong("generation")).isEqualTo(1);
  }

  @Test
  void aDeadLetterOfALinkedTaskIsRevivedForItsDelete() {
    Task task = db.insert(db.connectedUser(), "t");
    db.link(task, "linked");
    db.rows(
        "UPDATE push_queue SET is_dead = true, attempts = 12,"
            + " next_attempt_at = now() + interval '1 hour' WHERE entity_id = $1",
        task.id());
    assertThat(remove(task)).isEqualTo(new Written.Removed(true));
    Row row = db.queueRow(task);
    assertThat(row.getBoolean("is_dead")).isFalse();
    assertThat(row.getLong("generation")).isEqualTo(2);
    assertThat(db.isDue(task)).isTrue();
  }

  @Test
  void aTaskThatIsJustBeingSentKeepsItsRow() {
    Task task = db.insert(db.connectedUser(), "t");
    db.rows("UPDATE push_queue SET lease_owner = 'w' WHERE entity_id = $1", task.id());
    assertThat(remove(task)).isEqualTo(new Written.Removed(true));
    assertThat(db.queueRow(task).getLong("generation")).isEqualTo(2);
  }

  @Test
  void aTaskWhoseCreationHasAnUnknownOutcomeKeepsItsRow() {
    Task task = db.insert(db.connectedUser(), "t");
    db.rows("UPDATE push_queue SET intent = '{\"at\": 1}' WHERE entity_id = $1", task.id());
    assertThat(remove(task)).isEqualTo(new Written.Removed(true));
    Row row = db.queueRow(task);
    assertThat(row.getJsonObject("intent")).isNotNull();
    assertThat(row.getLong("generation")).isEqualTo(2);
  }

  @Test
  void aTaskWhoseTwinIsGoneLeavesNothing() {
    Task task = db.insert(db.connectedUser(), "t");
    db.link(task, "gone");
    assertThat(remove(task)).isEqualTo(new Written.Removed(false));
    assertThat(db.isQueued(task)).isFalse();
  }

  @Test
  void anotherVersionIsNotRemoved() {
    Task task = db.insert(db.connectedUser(), "t");
    Task updated = db.update(task, Contents.retitled(task.content(), "new"));
    assertThat(remove(task)).isInstanceOf(Written.Outdated.class);
    assertThat(db.find(task)).isEqualTo(updated);
    assertThat(remove(updated)).isInstanceOf(Written.Removed.class);
    assertThat(remove(updated)).isInstanceOf(Written.Outdated.class);
  }

  @Test
  void subtasksComeLooseAsAChangeOfTheirOwn() {
    Task parent = db.insert(db.connectedUser(), "parent");
    Task child = db.insert(parent.userId(), Contents.below("child", parent.id()));
    Task synced = db.insert(parent.userId(), Contents.below("synced child", parent.id()));
    db.settle(synced);
    db.link(synced, "linked");
    String before = db.revisions(synced).getString(0);
    remove(parent);
    Task loose = db.find(child);
    assertThat(loose.content().parentId()).isNull();
    assertThat(loose.version()).isEqualTo(2);
    assertThat(db.queueRow(child).getLong("generation")).isEqualTo(2);
    Task looseToo = db.find(synced);
    assertThat(looseToo.sync().state()).isEqualTo(SyncState.PENDING);
    assertThat(looseToo.sync().pendingFields()).containsExactly("parent_id");
    Row revisions = db.revisions(synced);
    assertThat(revisions.getString(0)).isEqualTo(revisions.getString(1)).isNotEqualTo(before);
  }

  private static Written remove(Task task) {
    return result(db.store().remove(task.userId(), task.id(), task.version()));
  }
}
