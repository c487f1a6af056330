package dev.tandem.task;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task's {@code sync} block.
 *
 * @param linked whether it has a live remote twin
 * @param pendingFields wire names of the fields that wait
 * @param attempts counted attempts of the change that waits
 */
public record TaskSync(
    SyncState state,
    boolean linked,
    boolean hasPendingChanges,
    List<String> pendingFields,
    int attempts,
    @Nullable Instant nextAttemptAt,
    @Nullable SyncError lastError,
    int openConflicts) {

  public TaskSync {
    pendingFields = List.copyOf(pendingFields);
  }
}
