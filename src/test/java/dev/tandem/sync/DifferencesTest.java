package dev.tandem.sync;

import static dev.tandem.sync.SyncSamples.NOW;
import static dev.tandem.sync.SyncSamples.inList;
import static dev.tandem.sync.SyncSamples.local;
import static dev.tandem.sync.SyncSamples.remote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.task.ChecklistItem;
import dev.tandem.task.TaskKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What differs from what TickTick holds, and what TickTick changed since. */
final class DifferencesTest {
  @Test
  void namesTheFieldsThatDiffer() {
    Fields mine = remote("mine").but().priority(5).build();
    assertThat(Differences.between(mine, remote("theirs")))
        .containsExactlyInAnyOrder(SyncField.TITLE, SyncField.PRIORITY);
    assertThat(Differences.between(local("t"), remote("t"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    ", , true",
    ", inbox7, true",
    ", list, false",
    "inbox7, inbox7, true",
    "list, list, true",
    "list, other, false",
    "list, , false"
  })
  void aTaskWithoutAListIsInTheInbox(String here, String there, boolean same) {
    assertThat(
            Differences.same(
                SyncField.PROJECT, inList(local("t"), here), inList(local("t"), there)))
        .isEqualTo(same);
  }

  @ParameterizedTest
  @CsvSource({
    "inbox, inbox7, true",
    "inbox7, inbox, true",
    "list, list, true",
    "list, inbox7, false",
    "inbox7, list, false",
    ", inbox7, false",
    "inbox7, , false",
    ", , true"
  })
  void theInboxHasTwoNamesThere(String before, String now, boolean same) {
    assertThat(
            Differences.sameThere(
                SyncField.PROJECT, inList(local("t"), before), inList(local("t"), now)))
        .isEqualTo(same);
  }

  @ParameterizedTest
  @CsvSource({
    "TEXT, CHECKLIST, true, true",
    "CHECKLIST, TEXT, true, true",
    "NOTE, CHECKLIST, true, false",
    "TEXT, NOTE, true, false",
    "TEXT, CHECKLIST, false, false",
    "TEXT, TEXT, false, true",
    "NOTE, NOTE, true, true"
  })
  void aChecklistsKindFollowsItsItems(TaskKind here, TaskKind there, boolean items, boolean same) {
    List<ChecklistItem> list = items ? List.of(new ChecklistItem("1", "a", false)) : List.of();
    Fields mine = local("t").but().kind(here).items(list).build();
    assertThat(Differences.same(SyncField.KIND, mine, local("t").but().kind(there).build()))
        .isEqualTo(same);
  }

  @Test
  void noOpinionDiffersFromNothingButAValueThatIsGoneThereIsAnEdit() {
    Fields placed = remote("t").but().columnId("c").parentId("p").sortOrder(1L).build();
    Fields unplaced = remote("t").but().columnId(null).parentId("").sortOrder(null).build();
    assertThat(Differences.same(SyncField.COLUMN, unplaced, placed)).isTrue();
    assertThat(Differences.same(SyncField.PARENT, unplaced, placed)).isFalse();
    assertThat(Differences.same(SyncField.PARENT, unplaced.but().parentId(null).build(), placed))
        .isTrue();
    assertThat(Differences.sameThere(SyncField.COLUMN, placed, unplaced)).isFalse();
    assertThat(Differences.sameThere(SyncField.PARENT, placed, unplaced)).isFalse();
    assertThat(
            Differences.sameThere(
                SyncField.PARENT, unplaced, unplaced.but().parentId(null).build()))
        .isTrue();
    assertThat(Differences.sameThere(SyncField.SORT_ORDER, placed, unplaced)).isTrue();
    assertThat(Differences.sameThere(SyncField.SORT_ORDER, unplaced, placed)).isFalse();
  }

  @Test
  void aZoneDiffersWithoutADateToo() {
    Fields rome = local("t").but().timeZone("Europe/Rome").build();
    Fields tokyo = local("t").but().timeZone("Asia/Tokyo").build();
    assertThat(Differences.same(SyncField.DATES, rome, tokyo)).isFalse();
    assertThat(Differences.same(SyncField.DATES, local("t"), tokyo)).as("no opinion").isTrue();
    assertThat(Differences.sameThere(SyncField.DATES, rome, tokyo)).isFalse();
  }

  @Test
  void anAllDayDateIsItsDayInItsZone() {
    Fields day = local("t").but().dueDate(NOW).allDay(true).timeZone("Europe/Rome").build();
    Fields later = day.but().dueDate(NOW.plusSeconds(3_600)).build();
    assertThat(Differences.same(SyncField.DATES, day, later)).isTrue();
    assertThat(
            Differences.same(
                SyncField.DATES,
                day.but().allDay(false).build(),
                later.but().allDay(false).build()))
        .isFalse();
    assertThat(
            Differences.same(
                SyncField.DATES, day, day.but().dueDate(NOW.plusSeconds(86_400)).build()))
        .isFalse();
  }
}
