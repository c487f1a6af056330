package dev.tandem.sync;

import static dev.tandem.sync.SyncSamples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.Link.State;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.ChecklistItem;
import dev.tandem.task.TaskKind;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PushPlanTest {
  private static final Instant DUE = Instant.parse("2026-12-01T09:00:00Z");

  @Test
  void nothingIsSentForATaskThatNeverWasThereAndIsGone() {
    assertThat(PushPlan.next(Jobs.of(null, null))).isEqualTo(PushStep.nothing());
    assertThat(PushPlan.next(Jobs.of(Jobs.fields(TaskStatus.DELETED), null)))
        .isEqualTo(PushStep.nothing());
  }

  @Test
  void nothingIsSentWhenTheTwinOfADeletedTaskIsGone() {
    assertThat(PushPlan.next(Jobs.of(null, Jobs.link(Jobs.fields(), State.GONE))))
        .isEqualTo(PushStep.nothing());
  }

  @Test
  void aTaskWithoutTwinIsCreatedWithAllItsFields() {
    PushStep step = PushPlan.next(Jobs.of(Jobs.fields(), null));

    assertThat(step.operation()).isEqualTo(Operation.CREATE);
    assertThat(step.sent()).isEqualTo(Jobs.fields());
    assertThat(step.carries()).containsExactlyInAnyOrder(SyncField.values());
  }

  @Test
  void aTaskWhoseTwinIsGoneIsCreatedAnew() {
    assertThat(PushPlan.next(Jobs.of(Jobs.fields(), Jobs.link(Jobs.fields(), State.GONE))))
        .extracting(PushStep::operation)
        .isEqualTo(Operation.CREATE);
  }

  @Test
  void aCreateLeavesOutWhatItCannotCarry() {
    Fields completed = Jobs.fields(TaskStatus.COMPLETED);
    Fields orphan = with(Jobs.fields(), SyncField.PARENT);

    assertThat(PushPlan.next(Jobs.of(completed, null)).carries())
        .isEqualTo(EnumSet.complementOf(EnumSet.of(SyncField.STATUS)));
    assertThat(PushPlan.next(Jobs.of(orphan, null)).carries())
        .isEqualTo(EnumSet.complementOf(EnumSet.of(SyncField.PARENT)));
  }

  @Test
  void aDeletedTaskIsDeletedThere() {
    PushStep step =
        PushPlan.next(Jobs.of(Jobs.fields(TaskStatus.DELETED), Jobs.linked(Jobs.fields())));

    assertThat(step.operation()).isEqualTo(Operation.DELETE);
    assertThat(step.sent()).isNull();
  }

  @Test
  void aTaskDeletedForGoodIsDeletedThere() {
    assertThat(PushPlan.next(Jobs.of(null, Jobs.linked(Jobs.fields()))))
        .extracting(PushStep::operation)
        .isEqualTo(Operation.DELETE);
  }

  @Test
  void aPriorityThatWasLetStandIsSentOnceItWasTouchedHere() {
    Fields here = with(Jobs.fields(), SyncField.PRIORITY);
    Link letStand =
        new Link(
            Jobs.REMOTE_ID,
            Jobs.PROJECT_ID,
            new Base(here, Jobs.fields()),
            new Link.Sight("etag", 1L, true, NOW, NOW),
            Set.of(),
            null,
            State.LINKED);

    assertThat(PushPlan.next(Jobs.of(here, letStand))).isEqualTo(PushStep.nothing());
    assertThat(PushPlan.next(Jobs.edited(here, letStand, "ticktick_priority")))
        .isEqualTo(new PushStep(Operation.UPDATE, here, Set.of(SyncField.PRIORITY)));
    assertThat(PushPlan.next(Jobs.edited(here, letStand, "title"))).isEqualTo(PushStep.nothing());
    assertThat(PushPlan.next(Jobs.edited(here, Jobs.linked(here), "ticktick_priority")))
        .isEqualTo(PushStep.nothing());
  }

  @Test
  void twoInStepNeedNothing() {
    assertThat(PushPlan.next(Jobs.of(Jobs.fields(), Jobs.linked(Jobs.fields()))))
        .isEqualTo(PushStep.nothing());
  }

  @Test
  void aMoveComesBeforeAllElse() {
    Fields local = with(Jobs.inProject("other"), SyncField.TITLE);

    PushStep step = PushPlan.next(Jobs.of(local, Jobs.linked(Jobs.fields())));

    assertThat(step.operation()).isEqualTo(Operation.MOVE);
    assertThat(step.carries()).containsExactly(SyncField.PROJECT);
    assertThat(step.fieldNames()).containsExactly("project_id");
  }

  @Test
  void aMoveToTheInboxNeedsNoKnownId() {
    assertThat(PushPlan.next(Jobs.of(Jobs.inProject(null), Jobs.linked(Jobs.fields()))))
        .extracting(PushStep::operation)
        .isEqualTo(Operation.MOVE);
    assertThat(
            PushPlan.next(
                Jobs.of(Jobs.inProject(null), Jobs.linked(Jobs.inProject("inbox115781412")))))
        .isEqualTo(PushStep.nothing());
  }

  @ParameterizedTest
  @EnumSource(
      value = SyncField.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"PROJECT", "STATUS", "PARENT"})
  void anUpdateCarriesTheFieldThatDiffersAlone(SyncField field) {
    PushStep step = PushPlan.next(Jobs.of(with(Jobs.fields(), field), Jobs.linked(Jobs.fields())));

    assertThat(step.operation()).isEqualTo(Operation.UPDATE);
    assertThat(step.carries()).containsExactly(field);
  }

  @Test
  void anUpdateCarriesAllThatDiffers() {
    Fields local = with(with(Jobs.fields(), SyncField.TITLE), SyncField.PRIORITY);

    assertThat(PushPlan.next(Jobs.of(local, Jobs.linked(Jobs.fields()))).carries())
        .containsExactlyInAnyOrder(SyncField.TITLE, SyncField.PRIORITY);
  }

  @Test
  void reopeningAndAbandoningAreUpdates() {
    for (TaskStatus status : List.of(TaskStatus.ACTIVE, TaskStatus.ABANDONED)) {
      PushStep step =
          PushPlan.next(
              Jobs.of(Jobs.fields(status), Jobs.linked(Jobs.fields(TaskStatus.COMPLETED))));

      assertThat(step.operation()).isEqualTo(Operation.UPDATE);
      assertThat(step.carries()).containsExactly(SyncField.STATUS);
    }
  }

  @Test
  void completingIsNoUpdate() {
    PushStep step =
        PushPlan.next(Jobs.of(Jobs.fields(TaskStatus.COMPLETED), Jobs.linked(Jobs.fields())));

    assertThat(step.operation()).isEqualTo(Operation.COMPLETE);
    assertThat(step.carries()).containsExactly(SyncField.STATUS);
  }

  @Test
  void completingComesAfterTheOtherChanges() {
    Fields local = with(Jobs.fields(TaskStatus.COMPLETED), SyncField.TITLE);

    PushStep step = PushPlan.next(Jobs.of(local, Jobs.linked(Jobs.fields())));

    assertThat(step.operation()).isEqualTo(Operation.UPDATE);
    assertThat(step.carries()).containsExactly(SyncField.TITLE);
  }

  @Test
  void aParentThatIsNotRemoteYetIsLeftOut() {
    Fields waitsForParent = with(Jobs.fields(), SyncField.PARENT);

    assertThat(PushPlan.next(Jobs.of(waitsForParent, Jobs.linked(Jobs.fields()))))
        .isEqualTo(PushStep.nothing());
  }

  @Test
  void aClearedParentIsSent() {
    Fields base = withParent(Jobs.fields(), "6ac94fb88f084dbfaa69fc01");

    assertThat(PushPlan.next(Jobs.of(Jobs.fields(), Jobs.linked(base))).carries())
        .containsExactly(SyncField.PARENT);
  }

  @Test
  void microsecondsAreNoDifference() {
    Fields base = with(Jobs.fields(), SyncField.DATES);
    Fields local = withDue(base, DUE.plusNanos(123_000));

    assertThat(PushPlan.next(Jobs.of(local, Jobs.linked(base)))).isEqualTo(PushStep.nothing());
  }

  /** The same with another value of the field; for the parent: one that has no twin yet. */
  private static Fields with(Fields fields, SyncField field) {
    return new Fields(
        field == SyncField.TITLE ? "Water all plants" : fields.title(),
        field == SyncField.DESCRIPTION ? "with rain" : fields.description(),
        field == SyncField.PRIORITY ? 5 : fields.priority(),
        fields.startDate(),
        field == SyncField.DATES ? DUE : fields.dueDate(),
        fields.allDay(),
        fields.timeZone(),
        fields.repeatFlag(),
        field == SyncField.TAGS ? List.of("garden") : fields.tags(),
        field == SyncField.REMINDERS ? List.of("TRIGGER:PT0S") : fields.reminders(),
        fields.projectId(),
        fields.status(),
        field == SyncField.ITEMS
            ? List.of(new ChecklistItem("6ac94fb88f084dbfaa69fc65", "balcony", false))
            : fields.items(),
        field == SyncField.PARENT ? null : fields.parentId(),
        field == SyncField.SORT_ORDER ? Long.valueOf(-5) : fields.sortOrder(),
        field == SyncField.COLUMN ? "6ac94fb88f084dbfaa69fc66" : fields.columnId(),
        field == SyncField.KIND ? TaskKind.NOTE : fields.kind());
  }

  private static Fields withParent(Fields fields, String parentId) {
    return new Fields(
        fields.title(),
        fields.description(),
        fields.priority(),
        fields.startDate(),
        fields.dueDate(),
        fields.allDay(),
        fields.timeZone(),
        fields.repeatFlag(),
        fields.tags(),
        fields.reminders(),
        fields.projectId(),
        fields.status(),
        fields.items(),
        parentId,
        fields.sortOrder(),
        fields.columnId(),
        fields.kind());
  }

  private static Fields withDue(Fields fields, Instant due) {
    return new Fields(
        fields.title(),
        fields.description(),
        fields.priority(),
        fields.startDate(),
        due,
        fields.allDay(),
        fields.timeZone(),
        fields.repeatFlag(),
        fields.tags(),
        fields.reminders(),
        fields.projectId(),
        fields.status(),
        fields.items(),
        fields.parentId(),
        fields.sortOrder(),
        fields.columnId(),
        fields.kind());
  }
}
