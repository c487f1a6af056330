package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.DeletionsHeld;
import dev.tandem.sync.PullRoutes.EndTwins;
import dev.tandem.sync.PullRoutes.EndedTwin;
import dev.tandem.sync.PullRoutes.TwinsEnded;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskStatus;
import dev.tandem.task.TaskTopics.Change;
import dev.tandem.task.TaskTopics.TaskChanged;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of tasks whose twins were deleted in TickTick. */
class PgDeletionsIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();
  private final QueueFixture queue = new QueueFixture(db);
  private VanishFixture vanish;

  @BeforeEach
  void begin() {
    queue.clear();
    vanish = new VanishFixture(db, queue);
  }

  @Test
  void deletesSoftlyWhatWasDeletedThere() {
    List<Task> tasks = vanish.linked(2);
    Task gone = tasks.get(0);
    vanish.missedTwice(tasks.get(1));

    assertThat(vanish.end(20, List.of(gone))).isEqualTo(new TwinsEnded(1, 0, 0, false));
    Task now = db.find(gone);
    assertThat(now.content().status()).isEqualTo(TaskStatus.DELETED);
    assertThat(now.content().title()).isEqualTo("Task 0");
    assertThat(now.version()).isEqualTo(gone.version() + 1);
    assertThat(db.isQueued(gone)).isFalse();
    assertThat(vanish.link(gone).getString("ended_because")).isEqualTo("deleted_there");
    assertThat(vanish.state(tasks.get(1))).isEqualTo("linked");
    assertThat(queue.told().changes)
        .contains(new TaskChanged(vanish.user(), gone.id(), Change.DELETED, now.version(), false));
    assertThat(vanish.end(30, List.of(gone))).as("once").isEqualTo(nothing());
  }

  @Test
  void wantsALookThatIsLaterThanAllThatIsKnown() {
    Task task = vanish.linked(1).get(0);
    assertThat(vanish.end(20, List.of(task))).as("never missed").isEqualTo(nothing());
    vanish.missedTwice();
    assertThat(vanish.end(0, List.of(task))).as("not later").isEqualTo(nothing());
    at("settled_at", 25);
    assertThat(vanish.end(20, List.of(task))).as("pushed since").isEqualTo(nothing());
    at("settled_at", 5);
    at("read_at", 25);
    assertThat(vanish.end(20, List.of(task))).as("read since").isEqualTo(nothing());
    at("read_at", 20);
    assertThat(vanish.end(20, List.of(task)).deleted()).as("read by the look itself").isEqualTo(1);
  }

  @Test
  void leavesAloneWhatIsBeingWorkedOnOrMoved() {
    Task task = vanish.linked(1).get(0);
    vanish.missedTwice();
    queue.retitle(task, "Edited");
    queue.claimOne();
    assertThat(vanish.end(20, List.of(task))).isEqualTo(nothing());

    queue.expireLeases();
    assertThat(vanish.end(20, List.of(task))).as("its worker died").isEqualTo(nothing());
    db.rows("UPDATE push_queue SET fence = NULL, intent = '{\"moved_to\": \"list\"}'");
    assertThat(vanish.end(20, List.of(task))).isEqualTo(nothing());
    db.rows("UPDATE push_queue SET intent = NULL");
    assertThat(vanish.end(20, List.of(task)).survived()).isEqualTo(1);
  }

  @Test
  void keepsWhatWasEditedHereAndCreatesItAnew() {
    Task task = vanish.linked(1).get(0);
    queue.retitle(task, "Edited");
    PushJob job = queue.claimOne();
    queue.settle(job, QueueFixture.plan(job), QueueFixture.postpone());
    db.rows("UPDATE push_queue SET last_error = '{\"code\": \"not_found\"}'");
    vanish.missedTwice();

    assertThat(vanish.end(20, List.of(task))).isEqualTo(new TwinsEnded(0, 1, 0, false));
    Row row = db.queueRow(task);
    assertThat(db.isDue(task)).as("what a sweep had to say is said").isTrue();
    assertThat(row.getJsonObject("last_error")).isNull();
    assertThat(row.getJsonObject("dirty").fieldNames()).containsExactly("title");
    Row conflict = db.row("SELECT * FROM conflicts WHERE task_id = $1", task.id());
    assertThat(conflict.getString("rule")).isEqualTo("edit_beats_delete");
    assertThat(conflict.getString("winner")).isEqualTo("local");
    assertThat(conflict.getValue("reviewed_at")).isNull();
    assertThat(queue.told().conflicts).hasSize(1);
    assertThat(vanish.link(task).getString("ended_because")).isEqualTo("deleted_there");

    PushJob again = queue.claimOne();
    assertThat(QueueFixture.plan(again).operation()).isEqualTo(Operation.CREATE);
    assertThat(db.find(task).content().title()).isEqualTo("Edited");
    assertThat(db.find(task).content().status()).isEqualTo(TaskStatus.ACTIVE);
  }

  @Test
  void keepsWhatWasSentAndNoListingHasShown() {
    List<Task> tasks = vanish.linked(2);
    vanish.missedTwice();
    unproven(tasks.get(0), "title");
    unproven(tasks.get(1), "sort_order");

    assertThat(vanish.end(20, tasks)).isEqualTo(new TwinsEnded(1, 1, 0, false));
    assertThat(db.find(tasks.get(0)).content().status()).isEqualTo(TaskStatus.ACTIVE);
    assertThat(db.isDue(tasks.get(0))).isTrue();
    assertThat(db.find(tasks.get(1)).content().status())
        .as("a drag revives nothing")
        .isEqualTo(TaskStatus.DELETED);
  }

  @Test
  void asksNothingOfAChangeThatWasGivenUp() {
    List<Task> tasks = vanish.linked(2);
    for (Task task : tasks) {
      queue.retitle(task, "Given up");
      db.rows("UPDATE push_queue SET is_dead = true WHERE entity_id = $1", task.id());
      result(db.store().discard(vanish.user(), task.id()));
    }
    Task edited = db.find(tasks.get(1));
    db.update(edited, Contents.described(edited.content().title(), "since"));
    vanish.missedTwice();

    assertThat(vanish.end(20, tasks)).isEqualTo(new TwinsEnded(1, 1, 0, false));
    assertThat(db.find(tasks.get(0)).content().status()).isEqualTo(TaskStatus.DELETED);
    assertThat(db.queueRow(edited).getJsonObject("intent")).isNull();
  }

  @Test
  void onlyUnlinksWhatWasDeletedHereToo() {
    List<Task> tasks = vanish.linked(3);
    queue.setStatus(tasks.get(0), TaskStatus.DELETED);
    result(db.store().remove(vanish.user(), tasks.get(1).id(), tasks.get(1).version()));
    vanish.missedTwice();

    assertThat(vanish.end(20, tasks.subList(0, 2))).isEqualTo(nothing());
    for (Task task : tasks.subList(0, 2)) {
      assertThat(vanish.link(task).getString("ended_because")).isEqualTo("deleted_here");
      assertThat(db.isQueued(task)).isFalse();
    }
  }

  @Test
  void holdsAllOfThreeOrMore() {
    List<Task> tasks = vanish.linked(3);
    vanish.missedTwice();

    assertThat(vanish.end(20, tasks)).isEqualTo(new TwinsEnded(0, 0, 3, false));
    for (Task task : tasks) {
      assertThat(vanish.state(task)).isEqualTo("held");
      assertThat(db.find(task).content().status()).isEqualTo(TaskStatus.ACTIVE);
      assertThat(db.find(task).sync().state()).isEqualTo(SyncState.HELD);
    }
    assertThat(queue.told().held).containsExactly(new DeletionsHeld(vanish.user(), 3));
    assertThat(vanish.read(30).twins()).as("nobody has to look again").isEmpty();
  }

  @Test
  void holdsMoreThanTenOnceTheyAreMoreThanAFifth() {
    vanish.manyLinked(30);
    List<Task> tasks = vanish.linked(12);
    missed(tasks.subList(0, 8));
    assertThat(vanish.end(20, tasks.subList(0, 8)).deleted()).isEqualTo(8);
    missed(tasks.subList(8, 10));
    assertThat(vanish.end(20, tasks.subList(8, 10)).deleted()).as("ten").isEqualTo(2);
    missed(tasks.subList(10, 11));
    assertThat(vanish.end(20, tasks.subList(10, 11)))
        .as("the eleventh within a day")
        .isEqualTo(new TwinsEnded(0, 0, 1, false));
  }

  @Test
  void countsWhatWasMissedTwiceAndNobodyHasLookedAtYet() {
    vanish.manyLinked(200);
    List<Task> tasks = vanish.linked(20);
    vanish.missedTwice();
    assertThat(vanish.end(20, tasks).held()).as("a portion of what vanished").isEqualTo(20);
  }

  @Test
  void forgetsAfterADayWhatWasInferred() {
    vanish.manyLinked(30);
    List<Task> tasks = vanish.linked(11);
    missed(tasks.subList(0, 10));
    assertThat(vanish.end(20, tasks.subList(0, 10)).deleted()).isEqualTo(10);
    missed(tasks.subList(10, 11));
    db.rows(
        "UPDATE links SET inferred_at = now() - interval '25 hours' WHERE inferred_at IS NOT NULL");
    assertThat(vanish.end(20, tasks.subList(10, 11)).deleted()).isEqualTo(1);
  }

  @Test
  void countsWhatWasMarkedAlthoughTheProcessDiedBeforeItEnded() {
    vanish.manyLinked(30);
    List<Task> tasks = vanish.linked(11);
    missed(tasks);
    for (Task task : tasks.subList(0, 10)) {
      db.rows("UPDATE links SET inferred_at = now() WHERE task_id = $1", task.id());
    }
    assertThat(vanish.end(20, tasks.subList(10, 11)).held()).isEqualTo(1);
    assertThat(vanish.end(20, tasks.subList(0, 10)).held()).as("counted once").isEqualTo(10);
  }

  @Test
  void countsNothingOfWhatWasSeenAgain() {
    vanish.manyLinked(30);
    List<Task> tasks = vanish.linked(11);
    missed(tasks.subList(0, 1));
    db.rows("UPDATE links SET inferred_at = now() WHERE base ->> 'title' <> 'many'");
    assertThat(vanish.end(20, tasks.subList(0, 1)).deleted()).isEqualTo(1);
  }

  @Test
  void writesNothingForOtherTokens() {
    Task task = vanish.linked(1).get(0);
    vanish.missedTwice();
    var told =
        new EndTwins(
            vanish.account(), 1, List.of(new EndedTwin(VanishFixture.twin(task), vanish.at(20))));
    assertThat(result(vanish.deletions().endTwins(told))).isEqualTo(new TwinsEnded(0, 0, 0, true));
    assertThat(vanish.state(task)).isEqualTo("linked");
  }

  @Test
  void aTaskThatCannotBeReadKeepsNoOtherFromItsEnd() {
    List<Task> tasks = vanish.linked(3);
    vanish.missedTwice(tasks.get(2));
    db.rows(
        "UPDATE links SET base = base || $2::jsonb WHERE task_id = $1",
        tasks.get(0).id(),
        new JsonObject().put("priority", "no number"));
    assertThat(vanish.end(20, tasks.subList(0, 2)).deleted()).isEqualTo(1);
    assertThat(vanish.state(tasks.get(0))).isEqualTo("linked");
  }

  /** No other is. */
  private void missed(List<Task> tasks) {
    for (Task task : tasks) {
      db.rows(
          "UPDATE links SET missing_since = $2 WHERE task_id = $1",
          task.id(),
          PgTimes.parameter(vanish.at(0)));
    }
  }

  private static TwinsEnded nothing() {
    return new TwinsEnded(0, 0, 0, false);
  }

  private void unproven(Task task, String field) {
    db.rows(
        "UPDATE links SET unproven = jsonb_build_object($2::text, now()) WHERE task_id = $1",
        task.id(),
        field);
  }

  private void at(String column, int seconds) {
    db.rows("UPDATE links SET " + column + " = $1", PgTimes.parameter(vanish.at(seconds)));
  }
}
