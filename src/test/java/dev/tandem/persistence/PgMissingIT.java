package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.DeletionsHeld;
import dev.tandem.sync.PullRoutes.ListState;
import dev.tandem.sync.PullRoutes.Missing;
import dev.tandem.sync.PullRoutes.MissingTwin;
import dev.tandem.sync.PullRoutes.NoteLists;
import dev.tandem.sync.PullRoutes.ReadList;
import dev.tandem.sync.PushJob;
import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What readings of lists do not show. */
class PgMissingIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();
  private final QueueFixture queue = new QueueFixture(db);
  private VanishFixture vanish;

  @BeforeEach
  void begin() {
    queue.clear();
    vanish = new VanishFixture(db, queue);
  }

  @Test
  void tellsOfWhatTwoReadingsMissed() {
    List<Task> tasks = vanish.linked(2);
    Task gone = tasks.get(0);

    assertThat(vanish.read(0, tasks.get(1)).twins()).isEmpty();
    assertThat(vanish.missingSince(gone)).isEqualTo(vanish.at(0));
    assertThat(vanish.read(1, tasks.get(1)).twins()).as("too soon after the first").isEmpty();
    assertThat(vanish.read(2, tasks.get(1)).twins()).containsExactly(VanishFixture.missing(gone));
    assertThat(vanish.missingSince(gone)).as("the first time").isEqualTo(vanish.at(0));
    assertThat(vanish.missingSince(tasks.get(1))).isNull();
    assertThat(vanish.read(20, tasks.get(1)).twins()).as("until it has ended").hasSize(1);
  }

  @Test
  void ofManyThoseComeFirstThatWereNotLookedAtYet() {
    List<Task> tasks = vanish.linked(30);
    vanish.read(0);

    List<String> first = twins(vanish.lookAt(11, vanish.read(10)));
    List<String> second = twins(vanish.read(20));

    assertThat(first).hasSize(20).doesNotHaveDuplicates();
    List<String> left = new ArrayList<>(tasks.stream().map(VanishFixture::twin).toList());
    left.removeAll(first);
    assertThat(left).hasSize(10);
    assertThat(second).hasSize(20).containsAll(left);
  }

  @Test
  void whatLooksDoNotDecideIsLookedAtEverRarer() {
    vanish.linked(1);
    vanish.read(0);
    int looks = 0;
    for (int minute = 1; minute <= 120; minute++) {
      Missing missing = vanish.read(60 * minute);
      looks += vanish.lookAt(60 * minute + 1, missing).twins().size();
    }
    assertThat(looks).isBetween(12, 18);
    db.rows("UPDATE links SET settled_at = $1", vanish.at(7201).atOffset(ZoneOffset.UTC));
    vanish.read(7210);
    assertThat(vanish.read(7220).twins()).as("missing anew").hasSize(1);
  }

  @Test
  void tellsWhereItCannotBe() {
    Task task = vanish.linked(1).get(0);
    vanish.read(0);
    vanish.lookAt(11, vanish.read(10), "one");
    vanish.lookAt(21, vanish.read(20), "two");
    assertThat(notIn(vanish.sweep(30))).containsExactlyInAnyOrder("one", "two");

    db.rows("UPDATE links SET missing_since = NULL WHERE task_id = $1", task.id());
    vanish.read(40);
    assertThat(notIn(vanish.read(50))).as("it came back since").isEmpty();
  }

  /** It may have been moved into one of the lists since. */
  @Test
  void aSearchThatTakesTooLongBeginsAgain() {
    int hour = 3600;
    vanish.linked(1);
    vanish.read(0);
    vanish.lookAt(11, vanish.read(10), "one");
    vanish.lookAt(5 * hour + 1, vanish.sweep(5 * hour), "two");
    assertThat(notIn(vanish.sweep(5 * hour + 60))).containsExactlyInAnyOrder("one", "two");
    assertThat(notIn(vanish.sweep(7 * hour))).isEmpty();

    vanish.lookAt(7 * hour + 1, vanish.sweep(7 * hour), "three");
    assertThat(notIn(vanish.sweep(8 * hour))).containsExactly("three");
  }

  @Test
  void whatWasNotLookedAtKeepsItsTurn() {
    vanish.linked(1);
    vanish.read(0);
    for (int seconds = 10; seconds < 20; seconds++) {
      assertThat(vanish.read(seconds).twins()).hasSize(1);
    }
  }

  @Test
  void wherePlainLooksDecidedNothingASweepStillLooks() {
    vanish.linked(1);
    vanish.read(0);
    for (int minute = 1; minute <= 60; minute++) {
      vanish.lookAt(60 * minute + 1, vanish.read(60 * minute));
    }
    vanish.lookAt(7201, vanish.read(7200));
    assertThat(vanish.read(7210).twins()).isEmpty();
    assertThat(vanish.sweep(7210).twins()).hasSize(1);
  }

  @Test
  void aLookFromBeforeItCameBackCountsForNothing() {
    vanish.linked(1);
    vanish.read(0);
    Missing missing = vanish.read(10);
    db.rows("UPDATE links SET settled_at = $1", vanish.at(20).atOffset(ZoneOffset.UTC));
    vanish.read(30);
    vanish.lookAt(15, missing, "one");
    assertThat(notIn(vanish.read(40))).isEmpty();
    assertThat(db.number("SELECT looks FROM links")).isZero();
  }

  private static Set<String> notIn(Missing missing) {
    return missing.twins().get(0).notIn();
  }

  private static List<String> twins(Missing missing) {
    return missing.twins().stream().map(MissingTwin::remoteId).toList();
  }

  @Test
  void beginsAnewAfterASettlementInBetween() {
    Task task = vanish.linked(1).get(0);
    vanish.read(0);
    db.rows("UPDATE links SET settled_at = $1", vanish.at(5).atOffset(ZoneOffset.UTC));

    assertThat(vanish.read(10).twins()).as("a push may have moved it").isEmpty();
    assertThat(vanish.missingSince(task)).isEqualTo(vanish.at(10));
    assertThat(vanish.read(20).twins()).hasSize(1);
  }

  @Test
  void missesNothingThatWasSettledOrReadSinceTheReadingBegan() {
    Task task = vanish.linked(1).get(0);
    Instant before = vanish.at(-120);
    result(
        vanish
            .missing()
            .noteLists(
                new NoteLists(
                    vanish.account(),
                    0,
                    List.of(new ReadList(VanishFixture.INBOX, before, ListState.WHOLE, Set.of())),
                    false,
                    false)));
    assertThat(vanish.missingSince(task)).isNull();
  }

  @Test
  void missesNothingThatIsBeingWorkedOn() {
    Task task = vanish.linked(1).get(0);
    queue.retitle(task, "Edited");
    PushJob job = queue.claimOne();
    assertThat(vanish.read(0).twins()).isEmpty();
    assertThat(vanish.missingSince(task)).isNull();

    queue.settle(job, QueueFixture.plan(job), QueueFixture.postpone());
    vanish.read(1);
    assertThat(vanish.missingSince(task)).isEqualTo(vanish.at(1));
  }

  @Test
  void missesOnlyWhatWasOpen() {
    List<Task> tasks = vanish.linked(2);
    db.rows(
        "UPDATE links SET base = base || '{\"status\": \"COMPLETED\"}' WHERE task_id = $1",
        tasks.get(0).id());
    vanish.missedTwice();
    assertThat(vanish.missingSince(tasks.get(0))).isNull();
    assertThat(vanish.missingSince(tasks.get(1))).isNotNull();
  }

  @Test
  void knowsTheInboxByItsAlias() {
    Task task = vanish.linked(1).get(0);
    vanish.read("inbox", 0, ListState.WHOLE);
    assertThat(vanish.read("inbox", 10, ListState.WHOLE).twins())
        .containsExactly(VanishFixture.missing(task));
    assertThat(lists()).as("by its real id").containsExactly("inbox" + vanish.user());
  }

  @Test
  void looksForATwinInItsListOnly() {
    Task task = vanish.linked(1).get(0);
    vanish.read("other", 0, ListState.WHOLE);
    vanish.read("other", 10, ListState.WHOLE);
    assertThat(vanish.missingSince(task)).isNull();
  }

  @Test
  void keepsWhatIsInAListThatCannotBeReadAndSaysSo() {
    Task task = vanish.linked(1).get(0);
    vanish.read(0);
    vanish.read(VanishFixture.INBOX, 10, ListState.UNREADABLE);

    assertThat(vanish.state(task)).isEqualTo("unreachable");
    assertThat(db.find(task).sync().state()).isEqualTo(SyncState.UNREACHABLE);
    assertThat(vanish.read(20).twins()).as("the reading before does not count").isEmpty();
    assertThat(vanish.state(task)).as("its list is read again").isEqualTo("linked");
    assertThat(vanish.read(30).twins()).hasSize(1);
  }

  @Test
  void holdsAllThatVanishedWithItsList() {
    List<Task> tasks = vanish.linked(2);
    Task deletedHere = tasks.get(1);
    queue.setStatus(deletedHere, TaskStatus.DELETED);
    vanish.read(VanishFixture.INBOX, 0, ListState.DELETED);

    assertThat(vanish.state(tasks.get(0))).isEqualTo("held");
    assertThat(db.find(tasks.get(0)).sync().state()).isEqualTo(SyncState.HELD);
    assertThat(queue.told().held).containsExactly(new DeletionsHeld(vanish.user(), 1));
    assertThat(vanish.link(deletedHere).getString("ended_because")).isEqualTo("deleted_here");
    assertThat(db.isQueued(deletedHere)).isFalse();
  }

  @Test
  void notesWholeReadingsOnceForEachList() {
    vanish.read("a", 0, ListState.WHOLE);
    vanish.read("b", 0, ListState.UNREADABLE);
    vanish.read("a", 10, ListState.WHOLE);
    assertThat(lists()).containsExactly("a");
    assertThat(db.row("SELECT read_at FROM list_reads").getOffsetDateTime(0).toInstant())
        .isEqualTo(vanish.at(10));

    vanish.note(true, new ReadList("c", vanish.at(20), ListState.WHOLE, Set.of()));
    assertThat(lists()).as("these are all").containsExactly("c");
    vanish.read("c", 30, ListState.DELETED);
    assertThat(lists()).isEmpty();
  }

  @Test
  void writesNothingOfTenThousandTasksThatAreThere() {
    vanish.manyLinked(10_000);
    db.rows("ANALYZE links");
    String before = written();
    String[] ids =
        db.rows("SELECT remote_id FROM links").stream()
            .map(row -> row.getString(0))
            .toArray(String[]::new);
    assertThat(
            vanish
                .note(
                    true,
                    new ReadList(VanishFixture.INBOX, vanish.at(0), ListState.WHOLE, Set.of(ids)))
                .twins())
        .isEmpty();
    assertThat(written()).isEqualTo(before);
  }

  @Test
  void countsNothingThatWasReadWithOtherTokens() {
    Task task = vanish.linked(1).get(0);
    var told =
        new NoteLists(
            vanish.account(),
            1,
            List.of(new ReadList(VanishFixture.INBOX, vanish.at(0), ListState.WHOLE, Set.of())),
            true,
            true);
    assertThat(result(vanish.missing().noteLists(told)).outdated()).isTrue();
    assertThat(vanish.missingSince(task)).isNull();
    assertThat(lists()).isEmpty();
  }

  private static List<String> lists() {
    return db.rows("SELECT remote_project_id FROM list_reads ORDER BY remote_project_id").stream()
        .map(row -> row.getString(0))
        .toList();
  }

  /** The transactions that wrote tasks and links last. */
  private static String written() {
    return db.row(
            "SELECT (SELECT max(xmin::text::bigint) FROM links)::text || ' ' ||"
                + " (SELECT max(xmin::text::bigint) FROM tasks)::text")
        .getString(0);
  }
}
