package dev.tandem.task;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One operation of a batch; each means what the command of its name means. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "op")
@JsonSubTypes({
  @JsonSubTypes.Type(value = BatchOperation.Create.class, name = "create"),
  @JsonSubTypes.Type(value = BatchOperation.Update.class, name = "update"),
  @JsonSubTypes.Type(value = BatchOperation.Delete.class, name = "delete"),
  @JsonSubTypes.Type(value = BatchOperation.Invalid.class, name = "invalid")
})
public sealed interface BatchOperation {
  /** {@link TaskCommand.Create}. */
  record Create(TaskPatch fields, @Nullable Boolean push) implements BatchOperation {}

  /**
   * {@link TaskCommand.Update}.
   *
   * @param ifVersions change only one of these versions; empty: any
   */
  record Update(long taskId, TaskPatch patch, Optional<Set<Long>> ifVersions)
      implements BatchOperation {
    public Update {
      ifVersions = ifVersions.map(Set::copyOf);
    }
  }

  /**
   * {@link TaskCommand.Delete}, softly.
   *
   * @param ifVersions delete only one of these versions; empty: any
   */
  record Delete(long taskId, Optional<Set<Long>> ifVersions) implements BatchOperation {
    public Delete {
      ifVersions = ifVersions.map(Set::copyOf);
    }
  }

  /**
   * One that cannot be read, and is refused in its turn.
   *
   * @param faults with pointers into the operation
   */
  record Invalid(List<Fault> faults) implements BatchOperation {
    public Invalid {
      faults = List.copyOf(faults);
    }
  }
}
