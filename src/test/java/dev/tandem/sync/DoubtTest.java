package dev.tandem.sync;

import static dev.tandem.sync.SyncSamples.inList;
import static dev.tandem.sync.SyncSamples.local;
import static dev.tandem.sync.SyncSamples.remote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.task.ChecklistItem;
import dev.tandem.task.TaskKind;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DoubtTest {
  private static final Instant DUE = Instant.parse("2026-12-01T17:00:00Z");

  private static final Fields FULL =
      new Fields(
          "?",
          "?",
          1,
          DUE,
          DUE,
          true,
          "Europe/Rome",
          "RRULE:FREQ=DAILY",
          List.of("?"),
          List.of("?"),
          "list",
          TaskStatus.COMPLETED,
          List.of(new ChecklistItem("?", "?", false)),
          "?",
          1L,
          "?",
          TaskKind.CHECKLIST);

  @Test
  void isNamedByAnyOfAFieldsNames() {
    assertThat(Doubt.fieldsOf(List.of("due_date", "title", "unknown")))
        .containsExactlyInAnyOrder(SyncField.DATES, SyncField.TITLE);
  }

  @Test
  void aListIsInDoubtByItsIdAndNotAsAField() {
    assertThat(Doubt.fieldsOf(List.of("project_id", "kind"))).containsExactly(SyncField.KIND);
  }

  @Test
  void aTwinThatMayBeDeletedIsDeletedAlthoughTheTaskIsWanted() {
    Link link = SyncSamples.link(remote("t"));
    assertThat(Doubt.NONE.withDeleted().view(local("t"), link).local()).isNull();
    assertThat(Doubt.NONE.withDeleted().view(local("t"), null).local())
        .as("another twin can be made")
        .isEqualTo(local("t"));
  }

  @Test
  void aTwinThatMayBeInAnotherListIsMovedBackBeforeAllElse() {
    Link link = SyncSamples.link(remote("t"));
    Doubt doubt = Doubt.NONE.withMoveTo("other", link);
    for (Fields local : Arrays.asList(local("back"), inList(local("on"), "third"), null)) {
      Doubt.View view = doubt.view(local, link);
      PushStep step = PushPlan.next(Jobs.of(view.local(), view.link()));
      assertThat(step.operation()).isEqualTo(SyncResult.Operation.MOVE);
      assertThat(step.sent().projectId()).isEqualTo("inbox7");
      assertThat(view.link().remoteProjectId()).isEqualTo("other");
    }
  }

  @Test
  void aTwinThatMayBeWhereItShallGoIsMovedThereOnceMore() {
    Link link = SyncSamples.link(remote("t"));
    Fields local = inList(local("t"), "other");
    Doubt.View view = Doubt.NONE.withMoveTo("other", link).view(local, link);
    assertThat(view).isEqualTo(new Doubt.View(local, link));
  }

  @Test
  void aMoveToTheLinksOwnListIsNoDoubt() {
    Link link = SyncSamples.link(remote("t"));
    assertThat(Doubt.NONE.withMoveTo("inbox", link).isNone()).isTrue();
    Doubt doubt = Doubt.NONE.withMoveTo("other", link);
    assertThat(doubt.withMoveTo("inbox7", link)).isEqualTo(doubt);
  }

  static Stream<SyncField> fields() {
    return EnumSet.complementOf(EnumSet.of(SyncField.PROJECT)).stream();
  }

  @ParameterizedTest
  @MethodSource("fields")
  void aFieldInDoubtDiffersWhateverItsValue(SyncField field) {
    for (Fields same :
        List.of(FULL, remote("t").with(Set.of(SyncField.SORT_ORDER, SyncField.COLUMN), FULL))) {
      Fields planning = Doubt.planningBase(same, same, Set.of(field));
      assertThat(Differences.between(same, planning)).containsExactly(field);
    }
  }

  @Test
  void aFieldThatDiffersAnywayKeepsItsBase() {
    Fields base = remote("base");
    assertThat(Doubt.planningBase(base, local("local"), Set.of(SyncField.TITLE))).isEqualTo(base);
  }

  @Test
  void withoutDoubtTheBaseIsTheBase() {
    assertThat(Doubt.planningBase(FULL, FULL, Set.of())).isEqualTo(FULL);
  }
}
