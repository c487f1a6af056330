package dev.tandem.sync;

import static dev.tandem.task.ProjectField.ARCHIVED;
import static dev.tandem.task.ProjectField.COLOR;
import static dev.tandem.task.ProjectField.NAME;
import static dev.tandem.task.ProjectField.SORT_ORDER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.ProjectMerge.Sent;
import dev.tandem.sync.ProjectMerge.Sides;
import dev.tandem.task.ProjectContent;
import dev.tandem.task.ProjectField;
import java.util.EnumSet;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class ProjectMergeTest {
  private static final ProjectContent HOME = new ProjectContent("Home", "#ff0000", 1, false);
  private static final ProjectContent HOUSE = new ProjectContent("House", "#ff0000", 1, false);
  private static final ProjectContent FLAT = new ProjectContent("Flat", "#ff0000", 1, false);

  @Test
  void aChangeThereIsTaken() {
    ProjectMerge merge = merge(HOME, HOME, Set.of(), null, HOUSE);
    assertThat(merge.local()).isEqualTo(HOUSE);
    assertThat(merge.open()).isEmpty();
    assertThat(merge.lost()).isEmpty();
  }

  @Test
  void aChangeHereIsPushed() {
    ProjectMerge merge = merge(HOME, HOUSE, Set.of(NAME), null, HOME);
    assertThat(merge.local()).isEqualTo(HOUSE);
    assertThat(merge.open()).containsExactly(NAME);
  }

  @Test
  void theSameChangeOnBothSidesIsAgreed() {
    ProjectMerge merge = merge(HOME, HOUSE, Set.of(NAME), null, HOUSE);
    assertThat(merge.open()).isEmpty();
    assertThat(merge.lost()).isEmpty();
  }

  @Test
  void ofTwoDifferentChangesTheOneThereHoldsAndTheOtherIsKept() {
    ProjectMerge merge = merge(HOME, HOUSE, Set.of(NAME), null, FLAT);
    assertThat(merge.local()).isEqualTo(FLAT);
    assertThat(merge.open()).isEmpty();
    assertThat(merge.lost()).containsExactly(new ProjectMerge.Lost(NAME, HOME, HOUSE, FLAT));
  }

  @Test
  void fieldsAreMergedOneByOne() {
    ProjectContent there = new ProjectContent("Flat", "#ff0000", 1, true);
    ProjectContent here = new ProjectContent("Home", "#00ff00", 1, false);
    ProjectMerge merge = merge(HOME, here, Set.of(COLOR), null, there);
    assertThat(merge.local()).isEqualTo(new ProjectContent("Flat", "#00ff00", 1, true));
    assertThat(merge.open()).containsExactly(COLOR);
  }

  @Test
  void whatArrivedOfALostSendIsNobodysEdit() {
    Sent sent = new Sent(HOUSE, Set.of(NAME), false);
    ProjectMerge merge = merge(HOME, FLAT, Set.of(NAME), sent, HOUSE);
    assertThat(merge.local()).isEqualTo(FLAT);
    assertThat(merge.open()).containsExactly(NAME);
    assertThat(merge.lost()).isEmpty();
  }

  @Test
  void aFieldThatWasSetBackIsSentOnceMoreWhileItsSendIsInDoubt() {
    Sent sent = new Sent(HOUSE, Set.of(NAME), false);
    assertThat(merge(HOME, HOME, Set.of(NAME), sent, HOME).open()).containsExactly(NAME);
    assertThat(merge(HOME, HOME, Set.of(NAME), null, HOME).open()).isEmpty();
  }

  @Test
  void whatTickTickDoesNotTakeIsLetStandAndNotSentAgain() {
    ProjectContent archived = new ProjectContent("Home", "#ff0000", 1, true);
    Sent sent = new Sent(archived, Set.of(ARCHIVED), true);
    ProjectMerge answered = merge(HOME, archived, Set.of(ARCHIVED), sent, HOME);
    assertThat(answered.local()).isEqualTo(archived);
    assertThat(answered.open()).isEmpty();
    ProjectMerge later = merge(HOME, archived, Set.of(), null, HOME);
    assertThat(later.local()).isEqualTo(archived);
    assertThat(later.open()).isEmpty();
  }

  @Test
  void anEditDuringARequestIsStillOpenAfterItsAnswer() {
    Sent sent = new Sent(HOUSE, Set.of(NAME), true);
    assertThat(merge(HOME, FLAT, Set.of(NAME), sent, HOUSE).open()).containsExactly(NAME);
    assertThat(merge(HOME, FLAT, Set.of(NAME), sent, HOME).open()).containsExactly(NAME);
  }

  @Test
  void withoutABaseWhatIsThereHolds() {
    ProjectMerge merge = merge(null, HOUSE, Set.of(NAME), null, HOME);
    assertThat(merge.local()).isEqualTo(HOME);
    assertThat(merge.lost()).hasSize(1);
  }

  @Test
  void coloursDifferByMoreThanCapitals() {
    ProjectContent capitals = new ProjectContent("Home", "#FF0000", 1, false);
    assertThat(merge(HOME, HOME, Set.of(), null, capitals).local()).isEqualTo(HOME);
  }

  @Property(tries = 500)
  void aSecondMergeChangesNothingAndNoEditVanishesUnlogged(
      @ForAll("contents") ProjectContent base,
      @ForAll("contents") ProjectContent local,
      @ForAll("fields") Set<ProjectField> edited,
      @ForAll("contents") ProjectContent remote) {
    ProjectMerge first = merge(base, local, edited, null, remote);
    ProjectMerge second = merge(remote, first.local(), first.open(), null, remote);
    assertThat(second.local()).isEqualTo(first.local());
    assertThat(second.open()).isEqualTo(first.open());
    assertThat(second.lost()).isEmpty();
    for (ProjectField field : edited) {
      boolean kept = first.local().agrees(field, local);
      boolean logged = first.lost().stream().anyMatch(lost -> lost.field() == field);
      assertThat(kept || logged).isTrue();
    }
    for (ProjectField field : ProjectField.values()) {
      boolean changedThere = !base.agrees(field, remote);
      assertThat(!changedThere || first.local().agrees(field, remote)).isTrue();
    }
  }

  @Provide
  Arbitrary<ProjectContent> contents() {
    return Combinators.combine(
            Arbitraries.of("Home", "House", "Flat"),
            Arbitraries.of("#ff0000", "#00ff00").injectNull(0.3),
            Arbitraries.longs().between(0, 2),
            Arbitraries.of(true, false))
        .as(ProjectContent::new);
  }

  @Provide
  Arbitrary<Set<ProjectField>> fields() {
    return Arbitraries.subsetOf(EnumSet.of(NAME, COLOR, SORT_ORDER, ARCHIVED));
  }

  private static ProjectMerge merge(
      ProjectContent base,
      ProjectContent local,
      Set<ProjectField> edited,
      Sent sent,
      ProjectContent remote) {
    return ProjectMerge.of(new Sides(base, local, edited, sent, remote));
  }
}
