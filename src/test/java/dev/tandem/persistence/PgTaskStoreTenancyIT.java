package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskQuery;
import dev.tandem.task.TaskQuery.Sort;
import dev.tandem.task.TaskQuery.TaskFilter;
import dev.tandem.task.TaskStatus;
import dev.tandem.task.TaskStore.Change;
import dev.tandem.task.TaskStore.Placement;
import dev.tandem.task.TaskStore.Written;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** To a user, another user's tasks are not there. */
final class PgTaskStoreTenancyIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private long stranger;
  private Task task;
  private long project;

  @BeforeEach
  void twoUsers() {
    stranger = db.connectedUser();
    long owner = db.connectedUser();
    project = db.project(owner, "p", "their-list");
    Task parent = db.insert(owner, TaskContent.titled("theirs").but().projectId(project).build());
    db.insert(owner, Contents.below("below", parent.id()));
    db.rows(
        "INSERT INTO sends (user_id, task_id, fence, operation, outcome)"
            + " VALUES ($1, $2, 1, 'create', 'applied')",
        owner,
        parent.id());
    task = db.find(parent);
  }

  @AfterEach
  void theTaskIsUntouched() {
    assertThat(db.find(task)).isEqualTo(task);
    assertThat(db.queueRow(task).getLong("generation")).isEqualTo(1);
    assertThat(
            db.number("SELECT count(*) FROM push_queue WHERE user_id = $1", stranger)
                + db.number("SELECT count(*) FROM task_tombstones WHERE user_id = $1", stranger))
        .isZero();
  }

  @Test
  void nothingOfItIsRead() {
    assertThat(result(db.store().find(stranger, task.id()))).isEmpty();
    assertThat(result(db.store().subtasks(stranger, task.id()))).isEmpty();
    assertThat(result(db.store().sends(stranger, task.id()))).isEmpty();
    assertThat(result(db.store().findProject(stranger, "their-list"))).isEmpty();
    assertThat(result(db.store().findProject(stranger, "inbox" + task.userId()))).isEmpty();
    assertThat(result(db.store().listProjects(stranger, 10, null)).projects()).isEmpty();
    assertThat(result(db.store().summarize(stranger)).active()).isZero();
    assertThat(result(db.store().summarize(stranger)).bySyncState()).isEmpty();
  }

  @Test
  void noFilterReachesIt() {
    Stream.of(
            TaskFilter.none(),
            Queries.status(TaskStatus.ACTIVE),
            Queries.project(project),
            Queries.below(task.id()),
            Queries.search("theirs"),
            Queries.syncState(SyncState.PENDING),
            Queries.pending())
        .forEach(
            filter ->
                assertThat(result(db.store().list(stranger, Queries.all(filter))).tasks())
                    .as("%s", filter)
                    .isEmpty());
  }

  @Test
  void itsOwnersCursorOpensNothing() {
    TaskQuery query =
        new TaskQuery(TaskFilter.none(), Sort.CREATED_AT, false, 1, Optional.empty(), true);
    String cursor = result(db.store().list(task.userId(), query)).nextCursor();
    assertThat(result(db.store().list(stranger, Queries.next(query, cursor))).tasks()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> result(db.store().listProjects(stranger, 10, cursor)));
  }

  @Test
  void itCannotBeWritten() {
    Change change =
        new Change(
            stranger,
            task.id(),
            task.version(),
            Contents.retitled(TaskContent.titled("mine"), "now"),
            new Placement(null, null, null),
            Set.of(TaskField.TITLE));
    assertThat(result(db.store().update(change))).isInstanceOf(Written.Outdated.class);
    assertThat(result(db.store().remove(stranger, task.id(), task.version())))
        .isInstanceOf(Written.Outdated.class);
    assertThat(result(db.store().requestPush(stranger, task.id())))
        .isInstanceOf(Written.Outdated.class);
    assertThat(result(db.store().requestPushOfLocalOnly(stranger))).contains(0L);
  }

  @Test
  void itCannotBePointedAt() {
    for (TaskContent pointing :
        List.of(
            TaskContent.titled("t").but().projectId(project).build(),
            Contents.below("t", task.id()))) {
      assertThat(result(db.store().insert(stranger, pointing, null)))
          .isInstanceOf(Written.Refused.class);
    }
  }
}
