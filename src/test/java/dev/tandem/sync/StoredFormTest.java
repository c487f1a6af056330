package dev.tandem.sync;

import static dev.tandem.sync.SyncSamples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.task.ChecklistItem;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The known forms in which TickTick stores what it was sent, and what is none of them. */
final class StoredFormTest {
  private static final Instant LATER = NOW.plusSeconds(3_600);
  private static final Fields MEETING =
      Fields.BLANK.but().startDate(NOW).dueDate(LATER).timeZone("Europe/Rome").build();

  @Test
  void tagsInLowerCaseAndAnotherOrder() {
    Fields sent = Fields.BLANK.but().tags(List.of("Work", "Home")).build();
    assertThat(is(SyncField.TAGS, sent, sent.but().tags(List.of("home", "work")).build())).isTrue();
    assertThat(is(SyncField.TAGS, sent, sent.but().tags(List.of("home")).build())).isFalse();
  }

  @Test
  void itemsWithOtherIds() {
    Fields sent = Fields.BLANK.but().items(List.of(new ChecklistItem("m", "a", false))).build();
    assertThat(
            is(
                SyncField.ITEMS,
                sent,
                sent.but().items(List.of(new ChecklistItem("t", "a", false))).build()))
        .isTrue();
    assertThat(
            is(
                SyncField.ITEMS,
                sent,
                sent.but().items(List.of(new ChecklistItem("t", "a", true))).build()))
        .isFalse();
  }

  @Test
  void aStartMovedToTheDueDateOfATimedTask() {
    Fields stored = MEETING.but().startDate(LATER).build();
    assertThat(isDates(MEETING, stored)).isTrue();
    assertThat(isDates(MEETING, MEETING)).isTrue();
    assertThat(isDates(MEETING, MEETING.but().startDate(NOW.minusSeconds(60)).build())).isFalse();
    assertThat(isDates(MEETING, stored.but().dueDate(NOW).startDate(NOW).build()))
        .as("another due date")
        .isFalse();
    Fields days = MEETING.but().allDay(true).dueDate(NOW.plusSeconds(10 * 86_400)).build();
    assertThat(isDates(days, days.but().startDate(days.dueDate()).build()))
        .as("days keep their span")
        .isFalse();
    Fields begins = MEETING.but().dueDate(null).build();
    assertThat(isDates(begins, begins.but().startDate(null).build())).isFalse();
  }

  @Test
  void aRuleWrittenOtherwise() {
    Fields sent = MEETING.but().repeatFlag("RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=MO").build();
    for (String same :
        List.of(
            "RRULE:BYDAY=MO;FREQ=WEEKLY",
            "FREQ=WEEKLY;BYDAY=MO;",
            "rrule:freq=weekly; byday=mo ; interval=1")) {
      assertThat(isDates(sent, sent.but().repeatFlag(same).build())).as(same).isTrue();
    }
    for (String other :
        List.of("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "RRULE:FREQ=WEEKLY;BYDAY=TU", "")) {
      assertThat(isDates(sent, sent.but().repeatFlag(other).build())).as(other).isFalse();
    }
    assertThat(isDates(sent, sent.but().repeatFlag(null).build())).isFalse();
    assertThat(isDates(MEETING, sent)).isFalse();
  }

  @Test
  void aRepetitionWithoutADateIsDropped() {
    Fields sent = Fields.BLANK.but().repeatFlag("RRULE:FREQ=DAILY").build();
    assertThat(isDates(sent, Fields.BLANK)).isTrue();
  }

  @Test
  void aRepetitionThatWentWithTheDueDateWasNotKept() {
    Fields begins = MEETING.but().dueDate(null).repeatFlag("RRULE:FREQ=DAILY").build();
    Fields cleared = begins.but().repeatFlag(null).build();
    assertThat(StoredForm.kept(begins, cleared)).isEqualTo(cleared);
    assertThat(StoredForm.kept(begins, begins)).isEqualTo(begins);
    Fields due = MEETING.but().repeatFlag("RRULE:FREQ=DAILY").build();
    assertThat(StoredForm.kept(due, cleared)).isEqualTo(due);
    Fields undated = Fields.BLANK.but().repeatFlag("RRULE:FREQ=DAILY").build();
    assertThat(StoredForm.kept(undated, Fields.BLANK)).isEqualTo(undated);
  }

  @Test
  void aStepIsStoredWhenAllThatItCarriesIs() {
    Fields sent = Fields.BLANK.but().title("t").tags(List.of("A")).build();
    PushStep step =
        new PushStep(SyncResult.Operation.UPDATE, sent, Set.of(SyncField.TITLE, SyncField.TAGS));
    assertThat(StoredForm.holds(step, sent.but().tags(List.of("a")).build())).isTrue();
    assertThat(StoredForm.holds(step, sent.but().tags(List.of()).build())).isFalse();
    assertThat(StoredForm.holds(step, sent.but().description("theirs").build())).isTrue();
  }

  @Test
  void ofOtherFieldsOnlyTheValueItself() {
    Fields sent = Fields.BLANK.but().title("Title").description("x").build();
    assertThat(is(SyncField.TITLE, sent, sent)).isTrue();
    assertThat(is(SyncField.TITLE, sent, sent.but().title("title").build())).isFalse();
    assertThat(is(SyncField.DESCRIPTION, sent, sent.but().description("").build())).isFalse();
  }

  private static boolean isDates(Fields sent, Fields stored) {
    return is(SyncField.DATES, sent, stored);
  }

  private static boolean is(SyncField field, Fields sent, Fields stored) {
    return StoredForm.is(field, sent, stored);
  }
}
