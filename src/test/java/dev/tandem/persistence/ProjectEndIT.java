package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.ProjectRoutes.StoreProjects;
import dev.tandem.sync.RemoteProject;
import dev.tandem.task.Task;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lists that were deleted in TickTick. */
final class ProjectEndIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private long user;
  private long account;
  private long list;

  @BeforeEach
  void connect() {
    user = db.user();
    account = db.account(user, "connected");
    result(
        new PgProjects(db.pool())
            .store(
                new StoreProjects(
                    account,
                    0,
                    List.of(new RemoteProject("list", "Home", null, 0, false)),
                    true,
                    Duration.ZERO)));
    list = db.number("SELECT id FROM projects WHERE account_id = $1", account);
  }

  private Task taskInList() {
    Task task = db.insert(user, "paint");
    db.rows("UPDATE tasks SET project_id = $2 WHERE id = $1", task.id(), list);
    db.settle(task);
    return task;
  }

  private ProjectEnd.Fate end() {
    return result(
        db.pool().withTransaction(connection -> new ProjectEnd(connection, account, "list").run()));
  }

  @Test
  void aListWithoutTasksIsDeletedAndNotReadAgain() {
    assertThat(end()).isEqualTo(ProjectEnd.Fate.DELETED);
    assertThat(result(db.store().listProjects(user, 10, null)).projects()).isEmpty();
    assertThat(end()).isEqualTo(ProjectEnd.Fate.UNDECIDED);
  }

  @Test
  void aListWhoseTasksAreNotDecidedAboutStays() {
    Task task = taskInList();
    db.link(task, "held");
    assertThat(end()).isEqualTo(ProjectEnd.Fate.UNDECIDED);
    assertThat(result(db.store().listProjects(user, 10, null)).projects()).hasSize(1);
  }

  @Test
  void aListGoesWithItsDeletedTasks() {
    Task task = taskInList();
    db.rows("UPDATE tasks SET status = 'deleted' WHERE id = $1", task.id());
    assertThat(end()).isEqualTo(ProjectEnd.Fate.DELETED);
    assertThat(db.find(task).content().projectId()).isNull();
  }

  @Test
  void aListIsMadeAnewForTheTasksThatAreKept() {
    taskInList();
    assertThat(end()).isEqualTo(ProjectEnd.Fate.RENEWED);
    assertThat(db.row("SELECT remote_id, account_id FROM projects WHERE id = $1", list))
        .satisfies(
            row -> {
              assertThat(row.getString(0)).isNull();
              assertThat(row.getLong(1)).isEqualTo(account);
            });
    assertThat(db.rows("SELECT 1 FROM push_queue WHERE kind = 'project' AND entity_id = $1", list))
        .hasSize(1);
  }
}
