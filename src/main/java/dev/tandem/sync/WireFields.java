package dev.tandem.sync;

import dev.tandem.task.TaskField;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields that are compared behind the names of those that clients write. */
public final class WireFields {
  private WireFields() {}

  public static Set<SyncField> of(Collection<String> wireNames) {
    Set<SyncField> fields = EnumSet.noneOf(SyncField.class);
    for (SyncField field : SyncField.values()) {
      if (field.fields().stream().map(TaskField::wireName).anyMatch(wireNames::contains)) {
        fields.add(field);
      }
    }
    return fields;
  }

  /**
   * When each field was changed; of a group, its latest.
   *
   * @param timeOf null for a name that was not changed
   */
  public static Map<SyncField, Instant> times(Function<String, @Nullable Instant> timeOf) {
    Map<SyncField, Instant> times = new EnumMap<>(SyncField.class);
    for (SyncField field : SyncField.values()) {
      for (TaskField part : field.fields()) {
        Instant time = timeOf.apply(part.wireName());
        if (time != null) {
          times.merge(field, time, (one, other) -> one.isAfter(other) ? one : other);
        }
      }
    }
    return times;
  }
}
