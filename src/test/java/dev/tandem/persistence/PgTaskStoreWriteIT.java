package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.change;
import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.task.Fault;
import dev.tandem.task.Quadrant;
import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskStatus;
import dev.tandem.task.TaskStore.Placement;
import dev.tandem.task.TaskStore.Written;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each write leaves the task, its queue row and its revision. */
final class PgTaskStoreWriteIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  @Test
  void anInsertedTaskIsFoundAsItWasWritten() {
    Task written = db.insert(db.connectedUser(), Contents.full("all of it"));
    assertThat(written.content()).isEqualTo(Contents.full("all of it"));
    assertThat(written.version()).isEqualTo(1);
    assertThat(db.find(written)).isEqualTo(written);
  }

  @Test
  void anInsertQueuesWhatDiffersFromAnEmptyTaskAndTheTitle() {
    Task bare = db.insert(db.connectedUser(), "bare");
    Task full = db.insert(bare.userId(), Contents.full("full"));
    assertThat(bare.sync().state()).isEqualTo(SyncState.PENDING);
    assertThat(bare.sync().pendingFields()).containsExactly("title");
    List<String> mapped =
        Stream.of(TaskField.values())
            .filter(TaskField::mapped)
            .filter(field -> field != TaskField.PARENT && field != TaskField.PROJECT)
            .map(TaskField::wireName)
            .sorted()
            .toList();
    assertThat(full.sync().pendingFields()).isEqualTo(mapped);
    Row row = db.queueRow(full);
    assertThat(row.getLong("generation")).isEqualTo(1);
    assertThat(row.getLong("account_id")).isNotNull();
    Row revisions = db.revisions(full);
    assertThat(revisions.getString(0))
        .isEqualTo(revisions.getString(1))
        .isEqualTo(revisions.getString(2));
  }

  @Test
  void theUsersSettingAndAccountDecideWhetherAnInsertIsPushed() {
    long user = db.user();
    assertThat(db.isQueued(db.insert(user, "no account"))).isFalse();
    assertNotPushable(user);
    db.account(user, "disconnected");
    assertThat(pushed(user, null)).as("disconnected").isFalse();
    assertNotPushable(user);
    db.accountBecomes(user, "needs_reauthorization");
    assertThat(pushed(user, null)).as("waits for consent").isTrue();
    assertThat(pushed(user, false)).as("kept local").isFalse();
    db.rows("UPDATE users SET auto_push = false WHERE id = $1", user);
    assertThat(pushed(user, null)).as("setting off").isFalse();
    assertThat(pushed(user, true)).as("asked for").isTrue();
  }

  private static void assertNotPushable(long user) {
    assertThat(result(db.store().insert(user, TaskContent.titled("not pushable"), true)))
        .isEqualTo(new Written.NotConnected());
    assertThat(db.rows("SELECT id FROM tasks WHERE title = 'not pushable'")).isEmpty();
  }

  private static boolean pushed(long user, Boolean push) {
    Task task = StoreFixture.task(result(db.store().insert(user, TaskContent.titled("t"), push)));
    boolean marked = db.row("SELECT push FROM tasks WHERE id = $1", task.id()).getBoolean(0);
    assertThat(db.isQueued(task)).isEqualTo(marked);
    assertThat(task.sync().state())
        .isEqualTo(marked ? db.find(task).sync().state() : SyncState.LOCAL_ONLY);
    return marked;
  }

  @Test
  void anInsertForNobodyFails() {
    assertThatThrownBy(() -> db.insert(-1, "orphan")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anUpdateMovesVersionRevisionAndQueueRowTogether() {
    Task old = db.insert(db.connectedUser(), "old");
    db.settle(old);
    Row before = db.revisions(old);
    Task updated = db.update(old, Contents.full("new"));
    assertThat(updated.content()).isEqualTo(Contents.full("new"));
    assertThat(updated.version()).isEqualTo(2);
    assertThat(updated.modifiedAt()).isAfter(old.modifiedAt());
    assertThat(updated.createdAt()).isEqualTo(old.createdAt());
    assertThat(updated.sync().state()).isEqualTo(SyncState.PENDING);
    assertThat(updated.sync().pendingFields()).contains("title", "due_date", "status");
    assertThat(db.find(updated)).isEqualTo(updated);
    Row after = db.revisions(updated);
    assertThat(after.getString(0)).isEqualTo(after.getString(1)).isNotEqualTo(before.getString(0));
    assertThat(after.getString(2)).isEqualTo(before.getString(2));
  }

  @Test
  void aChangeThatTickTickDoesNotKnowIsNotQueued() {
    Task old = db.insert(db.connectedUser(), "old");
    db.settle(old);
    db.link(old, "linked");
    Task ordered =
        db.update(
            old, Contents.with(old.content(), TaskField.MANUAL_ORDER, Contents.ordered("", 7)));
    assertThat(ordered.version()).isEqualTo(2);
    assertThat(ordered.content().manualOrder()).isEqualTo(7);
    assertThat(db.isQueued(ordered)).isFalse();
    assertThat(ordered.sync().state()).isEqualTo(SyncState.SYNCED);
  }

  @Test
  void aChangeThatIsNotQueuedStillShowsTheRowThatWaits() {
    Task old = db.insert(db.connectedUser(), "old");
    Task ordered =
        db.update(
            old, Contents.with(old.content(), TaskField.MANUAL_ORDER, Contents.ordered("", 7)));
    assertThat(ordered.sync()).isEqualTo(old.sync());
    assertThat(db.queueRow(old).getLong("generation")).isEqualTo(1);
  }

  @Test
  void aLocalTaskStaysLocalWhenItChanges() {
    Task local = db.insert(db.user(), "local");
    Task updated = db.update(local, Contents.retitled(local.content(), "still local"));
    assertThat(updated.sync().state()).isEqualTo(SyncState.LOCAL_ONLY);
    assertThat(db.isQueued(updated)).isFalse();
  }

  @Test
  void anUpdateOfAnotherVersionWritesNothing() {
    Task first = db.insert(db.connectedUser(), "first");
    Task second = db.update(first, Contents.retitled(first.content(), "second"));
    Written late =
        result(db.store().update(change(first, Contents.retitled(first.content(), "late"))));
    assertThat(late).isInstanceOf(Written.Outdated.class);
    assertThat(db.find(first)).isEqualTo(second);
    assertThat(db.queueRow(first).getLong("generation")).isEqualTo(2);
  }

  @Test
  void theTimeOfCompletionFollowsTheStatus() {
    Task open = db.insert(db.connectedUser(), "to do");
    assertThat(open.completedAt()).isNull();
    Task done = db.update(open, open.content().but().status(TaskStatus.COMPLETED).build());
    assertThat(done.completedAt()).isEqualTo(done.modifiedAt());
    Task renamed = db.update(done, Contents.retitled(done.content(), "done"));
    assertThat(renamed.completedAt()).isEqualTo(done.completedAt());
    Task deleted = db.update(renamed, renamed.content().but().status(TaskStatus.DELETED).build());
    assertThat(deleted.completedAt()).isEqualTo(done.completedAt());
    assertThat(deleted.sync().pendingFields()).contains("status");
    Task again = db.update(deleted, deleted.content().but().status(TaskStatus.ACTIVE).build());
    assertThat(again.completedAt()).isNull();
    Task born =
        db.insert(
            open.userId(), TaskContent.titled("t").but().status(TaskStatus.COMPLETED).build());
    assertThat(born.completedAt()).isEqualTo(born.createdAt());
  }

  @Test
  void anOverrideFreezesTheQuadrantUntilItGoes() {
    Task task = db.insert(db.connectedUser(), "t");
    assertThat(task.quadrant()).isEqualTo(Quadrant.Q4);
    Task placed =
        StoreFixture.task(
            result(
                db.store()
                    .update(
                        change(
                            task,
                            task.content(),
                            new Placement(Quadrant.Q1, "boss", Quadrant.Q4)))));
    assertThat(placed.quadrantOverride()).isEqualTo(Quadrant.Q1);
    assertThat(placed.overrideReason()).isEqualTo("boss");
    assertThat(placed.effectiveQuadrant()).isEqualTo(Quadrant.Q1);
    assertThat(placed.version()).isEqualTo(2);
    TaskContent urgent =
        Contents.dated("t", Contents.NOON.minusSeconds(999_999_999), false, null, 5);
    Task changed =
        StoreFixture.task(
            result(
                db.store()
                    .update(
                        change(placed, urgent, new Placement(Quadrant.Q1, "boss", Quadrant.Q4)))));
    assertThat(changed.quadrant()).as("frozen").isEqualTo(Quadrant.Q4);
    Task released = StoreFixture.task(result(db.store().update(change(changed, urgent))));
    assertThat(released.quadrant()).isEqualTo(Quadrant.Q1);
    assertThat(released.quadrantOverride()).isNull();
  }

  @Test
  void unknownListsAndParentsAreRefusedAllAtOnce() {
    long user = db.connectedUser();
    long others = db.connectedUser();
    long othersProject = db.project(others, "theirs", null);
    long othersTask = db.insert(others, "theirs").id();
    TaskContent wrong = Contents.below("t", othersTask).but().projectId(othersProject).build();
    assertThat(faults(result(db.store().insert(user, wrong, null))))
        .containsExactly("/project_id", "/parent_id");
    Task task = db.insert(user, "t");
    assertThat(faults(result(db.store().update(change(task, wrong)))))
        .containsExactly("/project_id", "/parent_id");
    assertThat(db.find(task)).isEqualTo(task);
  }

  @Test
  void aDeletedListTakesNoTasksButKeepsItsOwn() {
    long user = db.connectedUser();
    long project = db.project(user, "going", null);
    Task inside = db.insert(user, TaskContent.titled("inside").but().projectId(project).build());
    db.rows("UPDATE projects SET deleted_at = now() WHERE id = $1", project);
    assertThat(faults(result(db.store().insert(user, inside.content(), null))))
        .containsExactly("/project_id");
    assertThat(db.update(inside, Contents.retitled(inside.content(), "new")).content().title())
        .isEqualTo("new");
  }

  @Test
  void aTaskCannotComeToStandBelowItself() {
    long user = db.connectedUser();
    Task top = db.insert(user, "top");
    Task middle = db.insert(user, Contents.below("middle", top.id()));
    Task bottom = db.insert(user, Contents.below("bottom", middle.id()));
    assertThat(faults(under(top, top.id()))).containsExactly("/parent_id");
    assertThat(faults(under(top, middle.id()))).containsExactly("/parent_id");
    assertThat(faults(under(top, bottom.id()))).containsExactly("/parent_id");
    assertThat(under(bottom, top.id())).isInstanceOf(Written.Ok.class);
    assertThat(under(middle, bottom.id())).as("no longer above it").isInstanceOf(Written.Ok.class);
    assertThat(db.find(top).content().parentId()).isNull();
  }

  private static Written under(Task task, long parent) {
    Task now = db.find(task);
    return result(
        db.store()
            .update(
                change(
                    now,
                    Contents.with(now.content(), TaskField.PARENT, Contents.below("", parent)))));
  }

  @Test
  void textThatPostgresCannotHoldIsRefused() {
    long user = db.connectedUser();
    assertThat(result(db.store().insert(user, TaskContent.titled("a\0b"), null)))
        .isInstanceOf(Written.Refused.class);
  }

  @Test
  void timesThatPostgresDoesNotKnowAreRefused() {
    Task task = db.insert(db.connectedUser(), "t");
    Instant far = Instant.parse("+294276-12-31T23:59:59Z");
    assertThat(faults(result(db.store().insert(task.userId(), Contents.due("t", far), null))))
        .containsExactly("/due_date");
    assertThat(faults(result(db.store().update(change(task, Contents.due("t", Instant.MIN))))))
        .containsExactly("/due_date");
    Task early =
        db.insert(task.userId(), Contents.due("t", Instant.parse("-4711-01-01T00:00:00Z")));
    assertThat(db.find(early)).isEqualTo(early);
  }

  @Test
  void hostileTextComesBackAsItWas() {
    String hostile = "'; DROP TABLE tasks; -- \" \\ % _ $1 \u202e 🍎 é \n\t {}";
    TaskContent content =
        Contents.with(
            Contents.described(hostile, hostile),
            TaskField.TAGS,
            Contents.tagged("", hostile, "{,}"));
    Task task = db.insert(db.connectedUser(), content);
    assertThat(db.find(task).content()).isEqualTo(content);
  }

  private static List<String> faults(Written written) {
    assertThat(written).isInstanceOf(Written.Refused.class);
    return ((Written.Refused) written).faults().stream().map(Fault::pointer).toList();
  }
}
