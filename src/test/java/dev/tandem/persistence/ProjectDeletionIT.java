package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tandem.sync.Fields;
import dev.tandem.sync.ProjectRoutes.Blocking;
import dev.tandem.sync.ProjectRoutes.Delete;
import dev.tandem.sync.ProjectRoutes.Deletion;
import dev.tandem.sync.ProjectRoutes.Fate;
import dev.tandem.sync.ProjectRoutes.Listing;
import dev.tandem.sync.ProjectRoutes.Why;
import dev.tandem.sync.RemoteSnapshot;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What keeps a list from being deleted here, by what TickTick's list shows and what is known. */
final class ProjectDeletionIT {
  private static final String BASE = Jsonb.write(Fields.BLANK.but().projectId("list").build());

  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final QueueFixture queue = new QueueFixture(db);
  private long user;
  private long account;
  private long list;
  private long other;

  @BeforeEach
  void connect() {
    queue.clear();
    user = db.user();
    account = db.account(user, "connected");
    list = project("list");
    other = project("other");
  }

  private long project(String remoteId) {
    return db.number(
        "INSERT INTO projects (user_id, account_id, remote_id, name, base)"
            + " VALUES ($1, $2, $3, $3, jsonb_build_object('archived', false)) RETURNING id",
        user,
        account,
        remoteId);
  }

  /** Tasks of a list here, numbered, whose twins were open in TickTick's list when last seen. */
  private void linked(long here, int first, int count) {
    db.rows(
        "WITH made AS (INSERT INTO tasks (user_id, title, push, project_id)"
            + " SELECT $1, 't' || i, true, $2 FROM generate_series($4::integer, $5::integer) i"
            + " RETURNING id, title)"
            + " INSERT INTO links (user_id, account_id, task_id, remote_id, remote_project_id,"
            + " state, base) SELECT $1, $3, id, title, 'list', 'linked', $6::text::jsonb FROM made",
        user,
        here,
        account,
        first,
        first + count - 1,
        BASE);
  }

  private Deletion delete(boolean force, String... shown) {
    List<RemoteSnapshot> tasks = Arrays.stream(shown).map(this::snapshot).toList();
    return delete(new Delete(user, list, "list", force, Listing.of(account, 0, tasks)));
  }

  private Deletion delete(Delete delete) {
    return result(
        new PgProjectDeletion(db.pool(), event -> {}, new QueueFixture.Told()).delete(delete));
  }

  private RemoteSnapshot snapshot(String id) {
    return QueueFixture.snapshot(id, Jsonb.read(BASE, Fields.class));
  }

  @Test
  void aTaskThatTheListDoesNotShowKeepsIt() {
    linked(list, 1, 2);

    Deletion refused = delete(false, "t1");

    assertThat(refused.fate()).isEqualTo(Fate.BLOCKED);
    assertThat(refused.blocking())
        .extracting(Blocking::remoteId, Blocking::title, Blocking::why)
        .containsExactly(tuple("t2", "t2", Why.CHANGED));
    assertThat(delete(true, "t1").fate()).isEqualTo(Fate.DELETED);
  }

  @Test
  void whatWasEndedOrIsDecidedElsewhereDoesNotKeepIt() {
    linked(list, 1, 4);
    db.rows("UPDATE links SET base = base || '{\"status\": \"COMPLETED\"}' WHERE remote_id = 't1'");
    db.rows("UPDATE links SET state = 'held' WHERE remote_id = 't2'");
    db.rows("UPDATE tasks SET status = 'deleted' WHERE title = 't3'");
    db.rows("DELETE FROM tasks WHERE title = 't4'");

    assertThat(delete(false).fate()).isEqualTo(Fate.DELETED);
  }

  @Test
  void anArchivedListIsNotKeptByWhatNoReadingWillShow() {
    linked(list, 1, 1);
    db.rows("UPDATE links SET state = 'unreachable'");
    assertThat(delete(false).fate()).as("it can be read again").isEqualTo(Fate.BLOCKED);

    db.rows("UPDATE projects SET base = '{\"archived\": true}' WHERE id = $1", list);

    assertThat(delete(false).fate()).isEqualTo(Fate.DELETED);
  }

  @Test
  void aTaskOnItsWayOutIsFoundBehindAnyNumberThatHasLeft() {
    linked(other, 1, 101);

    Deletion refused = delete(true, "t101");

    assertThat(refused.fate()).isEqualTo(Fate.BLOCKED);
    assertThat(refused.blocking())
        .extracting(Blocking::remoteId, Blocking::why)
        .containsExactly(tuple("t101", Why.MOVING));
  }

  @Test
  void aCompletedTaskOnItsWayOutIsInNoListing() {
    linked(other, 1, 1);
    db.rows("UPDATE links SET base = base || '{\"status\": \"COMPLETED\"}'");

    assertThat(delete(true).blocking()).extracting(Blocking::why).containsExactly(Why.MOVING);
  }
}
