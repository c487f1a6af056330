package dev.tandem.sync;

import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.TaskField;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
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

  /** The carried fields, with what the operation carries by its nature. */
  Set<SyncField> carried() {
    Set<SyncField> carried = EnumSet.noneOf(SyncField.class);
    carried.addAll(carries);
    if (operation == Operation.MOVE) {
      carried.add(SyncField.PROJECT);
    } else if (operation == Operation.COMPLETE) {
      carried.add(SyncField.STATUS);
    }
    return carried;
  }

  /**
   * What no listing has shown once this is answered: a task in the trash is answered like any
   * other, and a look at it is no proof of its being there either.
   */
  Set<SyncField> unproven(Link link) {
    Set<SyncField> unproven = EnumSet.noneOf(SyncField.class);
    unproven.addAll(link.unproven());
    if (operation != Operation.CREATE) {
      unproven.addAll(carried());
    }
    return unproven;
  }

  /** What is sent by a step that sends values. */
  Fields values() {
    return Objects.requireNonNull(sent, () -> operation + " without what it sent");
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
