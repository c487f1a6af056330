package dev.tandem.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TaskFieldTest {
  @Test
  void everyComponentOfAContentIsAField() {
    assertThat(TaskField.values()).hasSameSizeAs(TaskContent.class.getRecordComponents());
    assertThat(TaskField.changed(ManyContents.ONE, ManyContents.OTHER))
        .isEqualTo(EnumSet.allOf(TaskField.class));
  }

  @Test
  void equalContentsHaveNoChange() {
    assertThat(TaskField.changed(ManyContents.ONE, ManyContents.ONE)).isEmpty();
    assertThat(TaskField.changed(TaskContent.titled("t"), TaskContent.titled("t"))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(TaskField.class)
  void onlyTheFieldThatDiffersHasChanged(TaskField field) {
    TaskContent changed =
        new TaskPatch(Set.of(field), ManyContents.OTHER, null).applyTo(ManyContents.ONE);
    assertThat(TaskField.changed(ManyContents.ONE, changed)).containsExactly(field);
  }

  @ParameterizedTest
  @EnumSource(TaskField.class)
  void aFieldIsFoundByItsName(TaskField field) {
    assertThat(TaskField.named(field.wireName())).contains(field);
    assertThat(TaskField.named(field.name())).isEmpty();
  }

  @Test
  void namesAreDistinctAndOfClients() {
    List<String> names = Stream.of(TaskField.values()).map(TaskField::wireName).toList();
    assertThat(new HashSet<>(names)).hasSameSizeAs(names);
    assertThat(names).allMatch(name -> name.matches("[a-z_]+"));
  }

  @Test
  void anOverrideIsPushedAsThePriorityThatItRules() {
    assertThat(
            TaskField.pushed(
                Set.of(
                    TaskField.TITLE, TaskField.MANUAL_PRIORITY_OVERRIDE, TaskField.MANUAL_ORDER)))
        .containsExactlyInAnyOrder(TaskField.TITLE, TaskField.PRIORITY);
  }

  @Test
  void whatIsPlannedHereStaysHere() {
    Set<TaskField> local = EnumSet.noneOf(TaskField.class);
    Stream.of(TaskField.values()).filter(field -> !field.mapped()).forEach(local::add);
    assertThat(local)
        .containsExactlyInAnyOrder(
            TaskField.TIME_ESTIMATE,
            TaskField.URGENCY_SCORE,
            TaskField.IMPORTANCE_SCORE,
            TaskField.MANUAL_PRIORITY_OVERRIDE,
            TaskField.MANUAL_ORDER,
            TaskField.SORTED);
  }
}
