package dev.tandem.sync;

import dev.tandem.task.ChecklistItem;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskKind;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Fields that a request of unknown outcome carried. If the person meanwhile put such a field back
 * to what base says, comparing with base would find nothing to send, while TickTick may hold the
 * value in between: these fields are sent once more.
 */
public final class Doubt {
  /** A list and a kind are told by the operation itself, not by a value that could be repeated. */
  private static final Set<SyncField> NEVER = EnumSet.of(SyncField.PROJECT, SyncField.KIND);

  private static final Fields BLANK =
      new Fields(
          "",
          "",
          0,
          null,
          null,
          false,
          null,
          null,
          List.of(),
          List.of(),
          null,
          TaskStatus.ACTIVE,
          List.of(),
          "",
          0L,
          "",
          TaskKind.TEXT);

  /** Differs from {@link #BLANK} in every field that can be in doubt. */
  private static final Fields OTHER =
      new Fields(
          "?",
          "?",
          1,
          Instant.EPOCH,
          Instant.EPOCH,
          false,
          "UTC",
          null,
          List.of("?"),
          List.of("?"),
          null,
          TaskStatus.COMPLETED,
          List.of(new ChecklistItem("?", "?", false)),
          "?",
          1L,
          "?",
          TaskKind.NOTE);

  private Doubt() {}

  /** The fields behind wire names that can be in doubt. */
  public static Set<SyncField> of(Collection<String> wireNames) {
    Set<SyncField> fields = EnumSet.noneOf(SyncField.class);
    for (SyncField field : SyncField.values()) {
      boolean named =
          field.fields().stream().map(TaskField::wireName).anyMatch(wireNames::contains);
      if (named && !NEVER.contains(field)) {
        fields.add(field);
      }
    }
    return fields;
  }

  /**
   * The base to compare with: in every doubtful field it differs from the task. For planning only;
   * what is settled is the stored base.
   */
  public static Fields planningBase(Fields base, Fields local, Set<SyncField> doubtful) {
    Set<SyncField> blank = EnumSet.noneOf(SyncField.class);
    Set<SyncField> other = EnumSet.noneOf(SyncField.class);
    for (SyncField field : doubtful) {
      if (Differences.same(field, local, base)) {
        (Differences.same(field, local, BLANK) ? other : blank).add(field);
      }
    }
    return base.with(blank, BLANK).with(other, OTHER);
  }
}
