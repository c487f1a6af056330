package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.task.Quadrant;
import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskQuery.TaskFilter;
import dev.tandem.task.TaskReply;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which tasks each filter lets through. */
final class PgTaskStoreListIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  @Test
  void withoutAFilterAllButTheDeletedAreListed() {
    long user = db.user();
    for (TaskStatus status : TaskStatus.values()) {
      db.insert(user, TaskContent.titled(status.name()).but().status(status).build());
    }
    assertThat(titles(user, TaskFilter.none())).containsExactly("ABANDONED", "COMPLETED", "ACTIVE");
    for (TaskStatus status : TaskStatus.values()) {
      assertThat(titles(user, Queries.status(status))).containsExactly(status.name());
    }
  }

  @Test
  void aListedTaskIsTheFoundOne() {
    Task task = db.insert(db.connectedUser(), Contents.full("t"));
    assertThat(list(task.userId(), TaskFilter.none()).tasks()).containsExactly(task);
  }

  @Test
  void theQuadrantFilterGoesByTheEffectiveQuadrant() {
    long user = db.user();
    db.insert(user, Contents.dated("important", null, false, null, 3));
    db.insert(user, "neither");
    Task placed = db.insert(user, "placed");
    db.rows(
        "UPDATE tasks SET quadrant_override = 'Q2', frozen_quadrant = 'Q4' WHERE id = $1",
        placed.id());
    assertThat(titles(user, Queries.quadrant(Quadrant.Q2))).containsExactly("placed", "important");
    assertThat(titles(user, Queries.quadrant(Quadrant.Q4))).containsExactly("neither");
    assertThat(titles(user, Queries.quadrant(Quadrant.Q1))).isEmpty();
  }

  @Test
  void listAndParentAreCompared() {
    long user = db.user();
    long project = db.project(user, "p", null);
    Task inside = db.insert(user, TaskContent.titled("inside").but().projectId(project).build());
    db.insert(user, Contents.below("below", inside.id()));
    assertThat(titles(user, Queries.project(project))).containsExactly("inside");
    assertThat(titles(user, Queries.below(inside.id()))).containsExactly("below");
    assertThat(titles(user, Queries.project(-1))).isEmpty();
  }

  @Test
  void tagsAreFoundWithoutCase() {
    long user = db.user();
    db.insert(user, Contents.tagged("both", "Home", "ÄRGER"));
    db.insert(user, Contents.tagged("one", "homework"));
    assertThat(titles(user, Queries.tag("hOME"))).containsExactly("both");
    assertThat(titles(user, Queries.tag("ärger"))).containsExactly("both");
    assertThat(titles(user, Queries.tag("home%"))).isEmpty();
    assertThat(titles(user, Queries.tag("{home}"))).isEmpty();
    assertThat(titles(user, Queries.tag("a\0b"))).isEmpty();
  }

  @Test
  void aSearchTakesItsTextLiterally() {
    long user = db.user();
    db.insert(user, Contents.described("100% sure", "nothing"));
    db.insert(user, Contents.described("snake_case", "back\\slash"));
    db.insert(user, Contents.described("plain", "Ünïcode 🍎 'quoted'"));
    assertThat(titles(user, Queries.search("SURE"))).containsExactly("100% sure");
    assertThat(titles(user, Queries.search("%"))).containsExactly("100% sure");
    assertThat(titles(user, Queries.search("_"))).containsExactly("snake_case");
    assertThat(titles(user, Queries.search("\\"))).containsExactly("snake_case");
    assertThat(titles(user, Queries.search("ünïCODE 🍎"))).containsExactly("plain");
    assertThat(titles(user, Queries.search("'quoted'"))).containsExactly("plain");
    assertThat(titles(user, Queries.search("' OR true --"))).isEmpty();
    assertThat(titles(user, Queries.search("a\0b"))).isEmpty();
  }

  @Test
  void dueDatesAreTakenFromTheFirstTimeUpToButWithoutTheLast() {
    long user = db.user();
    Instant noon = Contents.NOON;
    db.insert(user, "never");
    db.insert(user, Contents.due("noon", noon));
    db.insert(user, Contents.due("later", noon.plusSeconds(1)));
    assertThat(titles(user, Queries.due(noon, null))).containsExactly("later", "noon");
    assertThat(titles(user, Queries.due(null, noon))).isEmpty();
    assertThat(titles(user, Queries.due(noon, noon.plusSeconds(1)))).containsExactly("noon");
    assertThat(titles(user, Queries.due(Instant.MIN.plusSeconds(99999999), Instant.MAX)))
        .containsExactly("later", "noon");
  }

  @Test
  void sortedTasksAreToldFromOthers() {
    long user = db.user();
    Task sorted = db.insert(user, "sorted");
    db.insert(user, "not");
    db.update(sorted, Contents.with(sorted.content(), TaskField.SORTED, Contents.full("")));
    assertThat(titles(user, Queries.sorted(true))).containsExactly("sorted");
    assertThat(titles(user, Queries.sorted(false))).containsExactly("not");
  }

  @Test
  void theSyncStateFilterAgreesWithTheStateShown() {
    long user = db.user();
    db.insert(user, "local");
    db.account(user, "connected");
    db.insert(user, "pending");
    Task synced = db.insert(user, "synced");
    db.settle(synced);
    db.link(synced, "linked");
    queued(user, "failed", "is_dead = true");
    queued(user, "pushing", "lease_until = now() + interval '1 minute'");
    queued(user, "retrying", "attempts = 1");
    db.link(db.insert(user, "held"), "held");
    db.link(db.insert(user, "unreachable"), "unreachable");
    List<Task> all = list(user, TaskFilter.none()).tasks();
    assertThat(all)
        .hasSize(8)
        .allSatisfy(
            task ->
                assertThat(task.sync().state().wireName())
                    .isEqualTo(task.content().title().replace("local", "local_only")));
    for (Task task : all) {
      assertThat(titles(user, Queries.syncState(task.sync().state())))
          .containsExactly(task.content().title());
    }
    assertThat(titles(user, Queries.syncState(SyncState.PAUSED))).isEmpty();
    db.accountBecomes(user, "account_mismatch");
    assertThat(titles(user, Queries.syncState(SyncState.PAUSED)))
        .containsExactly("retrying", "pending");
  }

  private static void queued(long user, String title, String assignment) {
    Task task = db.insert(user, title);
    db.rows("UPDATE push_queue SET " + assignment + " WHERE entity_id = $1", task.id());
  }

  @Test
  void whatWaitsIsListedWhateverItsStatus() {
    long user = db.connectedUser();
    Task idle = db.insert(user, "idle");
    db.settle(idle);
    db.insert(user, "waits");
    db.insert(user, TaskContent.titled("deleted").but().status(TaskStatus.DELETED).build());
    assertThat(titles(user, Queries.pending())).containsExactly("deleted", "waits");
    assertThat(titles(user, new Queries.Parts().pending().status(TaskStatus.DELETED).filter()))
        .containsExactly("deleted");
  }

  @Test
  void filtersHoldTogether() {
    long user = db.user();
    db.insert(user, Contents.tagged("wanted", "a"));
    db.insert(user, Contents.tagged("other", "a"));
    db.insert(user, Contents.tagged("wanted too", "b"));
    TaskFilter both = new Queries.Parts().tag("a").search("want").sorted(false).filter();
    assertThat(titles(user, both)).containsExactly("wanted");
  }

  private static TaskReply.Page list(long user, TaskFilter filter) {
    TaskReply.Page page = result(db.store().list(user, Queries.all(filter)));
    assertThat(page.nextCursor()).isNull();
    assertThat(page.total()).isEqualTo(page.tasks().size());
    return page;
  }

  /** Newest first. */
  private static List<String> titles(long user, TaskFilter filter) {
    return list(user, filter).tasks().stream().map(task -> task.content().title()).toList();
  }
}
