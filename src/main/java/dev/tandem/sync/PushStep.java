package dev.tandem.sync;

import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.TaskField;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request that brings TickTick nearer to a task.
 *
 * @param sent the values it carries; null for a delete and for {@code NONE}
 * @param carries the fields of {@code sent} that it carries
 */
public record PushStep(Operation operation, @Nullable Fields sent, Set<SyncField> carries) {
  public PushStep {
    carries = Set.copyOf(carries);
  }

  /** Nothing is to be sent; settling ends the row. */
  public static PushStep nothing() {
    return new PushStep(Operation.NONE, null, Set.of());
  }

  /** Wire names of the carried fields, sorted. */
  public List<String> fieldNames() {
    return carries.stream()
        .flatMap(field -> field.fields().stream())
        .map(TaskField::wireName)
        .sorted()
        .toList();
  }
}
