package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tandem.task.Project;
import dev.tandem.task.Quadrant;
import dev.tandem.task.Send;
import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskReply;
import dev.tandem.task.TaskStatus;
import dev.tandem.task.TaskStore.ProjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PgTaskStoreReadIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  @Test
  void aTaskShowsItsListAndItsTwin() {
    long user = db.connectedUser();
    long project = db.project(user, "Finance", "remote-list");
    Task task = db.insert(user, TaskContent.titled("t").but().projectId(project).build());
    assertThat(task.projectName()).isEqualTo("Finance");
    assertThat(task.remoteProjectId()).isEqualTo("remote-list");
    Task inInbox = db.insert(user, "t");
    db.settle(inInbox);
    db.link(inInbox, "linked");
    Task linked = db.find(inInbox);
    assertThat(linked.projectName()).isNull();
    assertThat(linked.remoteProjectId()).as("of the link").isEqualTo("list");
    assertThat(linked.remoteId()).isEqualTo("remote-" + linked.id());
    assertThat(linked.sync().linked()).isTrue();
    assertThat(linked.sync().hasPendingChanges()).isFalse();
    assertThat(linked.sync().state()).isEqualTo(SyncState.SYNCED);
  }

  @Test
  void aLinkThatIsHeldOrUnreachableSaysSoBeforeAllElse() {
    Task held = db.insert(db.connectedUser(), "held");
    db.link(held, "held");
    assertThat(db.find(held).sync().state()).isEqualTo(SyncState.HELD);
    Task unreachable = db.insert(held.userId(), "unreachable");
    db.link(unreachable, "unreachable");
    assertThat(db.find(unreachable).sync().state()).isEqualTo(SyncState.UNREACHABLE);
  }

  @Test
  void anExpiredLeaseIsNoPushing() {
    Task task = db.insert(db.connectedUser(), "t");
    db.rows(
        "UPDATE push_queue SET lease_owner = 'w', lease_until = now() - interval '1 ms'"
            + " WHERE entity_id = $1",
        task.id());
    assertThat(db.find(task).sync().state()).isEqualTo(SyncState.PENDING);
  }

  @Test
  void openConflictsAreCounted() {
    Task task = db.insert(db.connectedUser(), "t");
    db.rows(
        "INSERT INTO conflicts (user_id, task_id, field, winner, rule, reviewed_at)"
            + " SELECT $1, $2, f, 'local', 'newer', r"
            + " FROM (VALUES ('title', NULL), ('status', NULL), ('kind', now())) v (f, r)",
        task.userId(),
        task.id());
    assertThat(db.find(task).sync().openConflicts()).isEqualTo(2);
  }

  @Test
  void subtasksAreInTheirOrderAndNotDeleted() {
    Task parent = db.insert(db.connectedUser(), "parent");
    Task first = db.insert(parent.userId(), Contents.below("first", parent.id()));
    Task second = db.insert(parent.userId(), Contents.below("second", parent.id()));
    Task deleted = db.insert(parent.userId(), Contents.below("deleted", parent.id()));
    db.update(deleted, deleted.content().but().status(TaskStatus.DELETED).build());
    assertThat(result(db.store().subtasks(parent.userId(), parent.id())))
        .containsExactly(first, second);
  }

  @Test
  void theSummaryCountsByStatusQuadrantAndSyncState() {
    long user = db.connectedUser();
    assertThat(result(db.store().summarize(user)))
        .isEqualTo(
            new TaskReply.Summary(
                0,
                0,
                0,
                0,
                Map.of(Quadrant.Q1, 0L, Quadrant.Q2, 0L, Quadrant.Q3, 0L, Quadrant.Q4, 0L),
                Map.of()));
    Task synced = db.insert(user, Contents.dated("urgent", null, false, null, 5));
    db.settle(synced);
    db.link(synced, "linked");
    db.insert(user, "later");
    db.insert(user, TaskContent.titled("done").but().status(TaskStatus.COMPLETED).build());
    db.insert(user, TaskContent.titled("won't do").but().status(TaskStatus.ABANDONED).build());
    db.insert(user, TaskContent.titled("gone").but().status(TaskStatus.DELETED).build());
    assertThat(result(db.store().summarize(user)))
        .isEqualTo(
            new TaskReply.Summary(
                2,
                1,
                1,
                1,
                Map.of(Quadrant.Q1, 1L, Quadrant.Q2, 0L, Quadrant.Q3, 0L, Quadrant.Q4, 1L),
                Map.of(SyncState.SYNCED, 1L, SyncState.PENDING, 3L)));
  }

  @Test
  void theLastTwentySendsAreToldNewestFirst() {
    Task task = db.insert(db.connectedUser(), "t");
    db.rows(
        "INSERT INTO sends (user_id, task_id, fence, operation, fields, outcome, error_code, detail)"
            + " SELECT $1, $2, n, 'update', ARRAY['title', 'f' || n], 'refused', 'c' || n, NULL"
            + " FROM generate_series(1, 25) n",
        task.userId(),
        task.id());
    List<Send> sends = result(db.store().sends(task.userId(), task.id()));
    assertThat(sends)
        .extracting(Send::errorCode)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(6, 25).mapToObj(n -> "c" + (31 - n)).toList());
    assertThat(sends.get(0).fields()).containsExactly("title", "f25");
    assertThat(sends.get(0).detail()).isNull();
  }

  @Test
  void aListIsFoundByTickTicksId() {
    long user = db.connectedUser();
    long project = db.project(user, "Finance", "remote-list");
    assertThat(result(db.store().findProject(user, "remote-list")))
        .contains(new ProjectRef(project));
    assertThat(result(db.store().findProject(user, "inbox"))).contains(new ProjectRef(null));
    assertThat(result(db.store().findProject(user, "inbox" + user))).contains(new ProjectRef(null));
    assertThat(result(db.store().findProject(user, "inbox" + (user + 1)))).isEmpty();
    assertThat(result(db.store().findProject(user, "nothing"))).isEmpty();
    db.rows("UPDATE projects SET deleted_at = now() WHERE id = $1", project);
    assertThat(result(db.store().findProject(user, "remote-list"))).isEmpty();
  }

  @Test
  void listsArePagedByOrderThenId() {
    long user = db.user();
    for (long order : new long[] {3, -1, 3, Long.MAX_VALUE, Long.MIN_VALUE, 3, 0}) {
      db.rows("INSERT INTO projects (user_id, name, sort_order) VALUES ($1, 'p', $2)", user, order);
    }
    List<Project> seen = new ArrayList<>();
    String cursor = null;
    do {
      TaskReply.Projects page = result(db.store().listProjects(user, 2, cursor));
      assertThat(page.projects()).hasSizeBetween(1, 2);
      seen.addAll(page.projects());
      cursor = page.nextCursor();
    } while (cursor != null);
    assertThat(seen)
        .extracting(project -> project.content().sortOrder())
        .containsExactly(Long.MIN_VALUE, -1L, 0L, 3L, 3L, 3L, Long.MAX_VALUE);
    assertThat(seen).extracting(Project::id).doesNotHaveDuplicates();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> result(db.store().listProjects(user, 2, "e30")));
  }
}
