package dev.tandem.sync;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.WireName;
import dev.tandem.task.SyncError;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a push (http-api.md, SyncResult).
 *
 * @param remoteId TickTick's id, once there is one
 * @param pushedFields wire names of the fields that TickTick has now
 * @param attempts counted attempts of what still waits
 * @param requests remote requests that carried it; one that carried others too counts for each
 */
@WireName("sync.result")
public record SyncResult(
    long taskId,
    Outcome outcome,
    Operation operation,
    @Nullable String remoteId,
    List<String> pushedFields,
    int attempts,
    int requests,
    @Nullable SyncError error,
    Instant at)
    implements BusMessage {
  public SyncResult {
    pushedFields = List.copyOf(pushedFields);
  }

  /** How it ended, for now. */
  public enum Outcome {
    SYNCED,
    /** Not tried yet: it waits (breaker, budget, pause, or the caller's time ran out). */
    PENDING,
    /** Failed, will be tried again. */
    RETRYING,
    /** A dead letter. */
    FAILED,
    /** Nothing to push. */
    SKIPPED
  }

  /** The last thing that was done there. */
  public enum Operation {
    CREATE,
    UPDATE,
    MOVE,
    COMPLETE,
    DELETE,
    NONE
  }
}
