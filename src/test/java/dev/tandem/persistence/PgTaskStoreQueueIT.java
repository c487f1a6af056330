package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskStatus;
import dev.tandem.task.TaskStore.Written;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How writes and wishes to push meet a queue row that is there already. */
final class PgTaskStoreQueueIT {
  private static final String ERROR =
      "{\"code\": \"timeout\", \"detail\": \"no answer\", \"at\": \"2026-01-02T03:04:05.678Z\"}";

  @RegisterExtension static final StoreFixture db = new StoreFixture();

  @Test
  void successiveChangesJoinInOneRow() {
    Task task = db.insert(db.connectedUser(), "t");
    JsonObject first = db.queueRow(task).getJsonObject("dirty");
    Task described =
        db.update(task, Contents.with(task.content(), TaskField.DESCRIPTION, Contents.full("")));
    Row row = db.queueRow(task);
    assertThat(row.getLong("generation")).isEqualTo(2);
    JsonObject dirty = row.getJsonObject("dirty");
    assertThat(dirty.fieldNames()).containsExactlyInAnyOrder("title", "description");
    assertThat(dirty.getString("title")).as("its own time").isEqualTo(first.getString("title"));
    assertThat(OffsetDateTime.parse(dirty.getString("description")).toInstant())
        .isEqualTo(described.modifiedAt());
    assertThat(described.sync().pendingFields()).containsExactly("description", "title");
  }

  @Test
  void aChangeRevivesADeadLetter() {
    Task task = db.insert(db.connectedUser(), "t");
    postponed(task, "is_dead = true, attempts = 12, outages = 3");
    assertThat(db.find(task).sync().state()).isEqualTo(SyncState.FAILED);
    assertThat(db.find(task).sync().nextAttemptAt()).isNull();
    Task renamed = db.update(task, Contents.retitled(task.content(), "new"));
    assertThat(renamed.sync().state()).isEqualTo(SyncState.PENDING);
    assertThat(renamed.sync().attempts()).isZero();
    assertThat(renamed.sync().lastError()).isNull();
    assertThat(db.queueRow(task).getInteger("outages")).isZero();
    assertThat(renamed.sync().nextAttemptAt()).isEqualTo(renamed.modifiedAt());
  }

  @Test
  void aChangeForgetsTheFailuresOfTheChangeBeforeIt() {
    Task task = db.insert(db.connectedUser(), "t");
    postponed(task, "attempts = 2");
    Task retrying = db.find(task);
    assertThat(retrying.sync().state()).isEqualTo(SyncState.RETRYING);
    assertThat(retrying.sync().attempts()).isEqualTo(2);
    assertThat(retrying.sync().lastError().code()).isEqualTo("timeout");
    assertThat(retrying.sync().lastError().at()).isEqualTo("2026-01-02T03:04:05.678Z");
    Task renamed = db.update(task, Contents.retitled(task.content(), "new"));
    assertThat(renamed.sync().state()).isEqualTo(SyncState.PENDING);
  }

  @Test
  void aChangeDuringAnOutageIsDueAtOnceButTheOutageIsNotForgotten() {
    Task task = db.insert(db.connectedUser(), "t");
    postponed(task, "outages = 4");
    Task renamed = db.update(task, Contents.retitled(task.content(), "new"));
    assertThat(renamed.sync().state()).isEqualTo(SyncState.RETRYING);
    assertThat(db.queueRow(task).getInteger("outages")).isEqualTo(4);
    assertThat(renamed.sync().nextAttemptAt()).isEqualTo(renamed.modifiedAt());
  }

  @Test
  void aChangeLeavesTheLeaseAndARowThatIsDueInItsPlace() {
    Task task = db.insert(db.connectedUser(), "t");
    OffsetDateTime due = db.queueRow(task).getOffsetDateTime("next_attempt_at");
    db.rows(
        "UPDATE push_queue SET lease_owner = 'w', lease_until = now() + interval '1 minute',"
            + " fence = 7 WHERE entity_id = $1",
        task.id());
    Task renamed = db.update(task, Contents.retitled(task.content(), "new"));
    assertThat(renamed.sync().state()).isEqualTo(SyncState.PUSHING);
    Row row = db.queueRow(task);
    assertThat(row.getString("lease_owner")).isEqualTo("w");
    assertThat(row.getLong("fence")).isEqualTo(7);
    assertThat(row.getLong("generation")).isEqualTo(2);
    assertThat(row.getOffsetDateTime("next_attempt_at")).isEqualTo(due);
  }

  @Test
  void aTaskWaitsWhileItsAccountCannotBeUsed() {
    Task task = db.insert(db.connectedUser(), "t");
    db.accountBecomes(task.userId(), "needs_reauthorization");
    assertThat(db.find(task).sync().state()).isEqualTo(SyncState.PAUSED);
    Task renamed = db.update(task, Contents.retitled(task.content(), "new"));
    assertThat(renamed.sync().state()).isEqualTo(SyncState.PAUSED);
    db.accountBecomes(task.userId(), "connected");
    assertThat(db.find(task).sync().state()).isEqualTo(SyncState.PENDING);
  }

  @Test
  void aRestoredTaskIsQueued() {
    Task task = db.insert(db.connectedUser(), "t");
    Task deleted = db.update(task, task.content().but().status(TaskStatus.DELETED).build());
    db.settle(task);
    db.link(task, "gone");
    Task restored = db.update(deleted, deleted.content().but().status(TaskStatus.ACTIVE).build());
    assertThat(restored.sync().state()).isEqualTo(SyncState.PENDING);
    assertThat(restored.sync().linked()).isFalse();
    assertThat(restored.remoteId()).isNull();
  }

  @Test
  void aRequestedPushLinksALocalTask() {
    long user = db.user();
    Task local = db.insert(user, "local");
    assertThat(result(db.store().requestPush(user, local.id())))
        .isInstanceOf(Written.NotConnected.class);
    db.account(user, "disconnected");
    assertThat(result(db.store().requestPush(user, local.id())))
        .isInstanceOf(Written.NotConnected.class);
    db.accountBecomes(user, "connected");
    String before = db.revisions(local).getString(0);
    Task pushed = StoreFixture.task(result(db.store().requestPush(user, local.id())));
    assertThat(pushed.sync().state()).isEqualTo(SyncState.PENDING);
    assertThat(pushed.sync().pendingFields()).isEmpty();
    assertThat(pushed.version()).isEqualTo(local.version());
    assertThat(pushed.modifiedAt()).isEqualTo(local.modifiedAt());
    assertThat(db.find(local)).isEqualTo(pushed);
    Row revisions = db.revisions(local);
    assertThat(revisions.getString(0)).isNotEqualTo(before);
    assertThat(revisions.getString(1)).as("content").isEqualTo(before);
    assertThat(result(db.store().requestPush(user, -1))).isInstanceOf(Written.Outdated.class);
  }

  @Test
  void aRequestedPushRearmsTheRowButKeepsItsGeneration() {
    Task task = db.insert(db.connectedUser(), "t");
    postponed(task, "is_dead = true, attempts = 12, outages = 3");
    Task pushed = StoreFixture.task(result(db.store().requestPush(task.userId(), task.id())));
    assertThat(pushed.sync().state()).isEqualTo(SyncState.PENDING);
    assertThat(pushed.sync().pendingFields()).containsExactly("title");
    Row row = db.queueRow(task);
    assertThat(row.getLong("generation")).isEqualTo(1);
    assertThat(row.getInteger("outages")).isZero();
    assertThat(row.getJsonObject("last_error")).isNull();
    assertThat(db.isDue(task)).isTrue();
  }

  @Test
  void allLocalTasksCanBePushedAtOnce() {
    long user = db.user();
    Task local = db.insert(user, "local");
    Task deleted =
        db.insert(user, TaskContent.titled("gone").but().status(TaskStatus.DELETED).build());
    assertThat(result(db.store().requestPushOfLocalOnly(user))).isEmpty();
    db.account(user, "connected");
    Task queued = db.insert(user, "queued");
    Task linked = db.insert(user, "linked");
    db.settle(linked);
    db.link(linked, "linked");
    Task unlinked = db.insert(user, "unlinked");
    db.settle(unlinked);
    db.link(unlinked, "gone");
    Task others = db.insert(db.user(), "another's");
    assertThat(result(db.store().requestPushOfLocalOnly(user))).contains(2L);
    assertThat(db.isQueued(local)).isTrue();
    assertThat(db.isQueued(unlinked)).isTrue();
    assertThat(db.isQueued(queued)).isTrue();
    assertThat(db.isQueued(deleted)).isFalse();
    assertThat(db.isQueued(linked)).isFalse();
    assertThat(db.isQueued(others)).isFalse();
    assertThat(result(db.store().requestPushOfLocalOnly(user))).contains(0L);
  }

  private static void postponed(Task task, String assignments) {
    db.rows(
        "UPDATE push_queue SET next_attempt_at = now() + interval '1 hour', last_error = '"
            + ERROR
            + "', "
            + assignments
            + " WHERE entity_id = $1",
        task.id());
  }
}
