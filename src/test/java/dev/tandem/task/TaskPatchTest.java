package dev.tandem.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class TaskPatchTest {
  @Property
  void namedFieldsAreReplacedAndAllOthersStay(@ForAll Set<TaskField> fields) {
    TaskContent patched = new TaskPatch(fields, ManyContents.OTHER, null).applyTo(ManyContents.ONE);
    for (TaskField field : TaskField.values()) {
      TaskContent source = fields.contains(field) ? ManyContents.OTHER : ManyContents.ONE;
      assertThat(field.of(patched)).as(field.wireName()).isEqualTo(field.of(source));
    }
  }

  @Test
  void aPatchWithoutFieldsChangesNothing() {
    assertThat(TaskPatch.none().applyTo(ManyContents.ONE)).isEqualTo(ManyContents.ONE);
  }

  @Test
  void aNamedNullClears() {
    TaskPatch patch = new TaskPatch(Set.of(TaskField.DUE_DATE), TaskContent.titled(""), null);
    assertThat(patch.applyTo(ManyContents.ONE).dueDate()).isNull();
  }

  @Test
  void theListByItsIdReplacesTheListByTickTicksId() {
    TaskPatch patch = new TaskPatch(Set.of(TaskField.TITLE), ManyContents.OTHER, "remote");
    TaskPatch resolved = patch.inProject(5L);
    assertThat(resolved.remoteProjectId()).isNull();
    assertThat(resolved.fields()).containsExactlyInAnyOrder(TaskField.TITLE, TaskField.PROJECT);
    TaskContent patched = resolved.applyTo(ManyContents.ONE);
    assertThat(patched.projectId()).isEqualTo(5);
    assertThat(patched.title()).isEqualTo("other");
    assertThat(TaskPatch.none().inProject(null).applyTo(ManyContents.ONE).projectId()).isNull();
  }

  @Test
  void laterChangesOfTheSetGivenDoNotReachThePatch() {
    Set<TaskField> fields = new HashSet<>(EnumSet.of(TaskField.TITLE));
    TaskPatch patch = new TaskPatch(fields, ManyContents.OTHER, null);
    fields.add(TaskField.STATUS);
    assertThat(patch.names(TaskField.STATUS)).isFalse();
    assertThat(patch.names(TaskField.TITLE)).isTrue();
  }
}
