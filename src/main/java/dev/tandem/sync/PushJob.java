package dev.tandem.sync;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.WireName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A claimed queue row with the snapshot it is about.
 *
 * @param fence proves the claim: a settlement with an older one writes nothing
 * @param generation of the row when it was claimed
 * @param local the task's mapped fields, status {@code deleted} when it is to go; null after a hard
 *     delete. Like {@code link} as the next step is planned with, see {@link Doubt#view}
 * @param blocker what the snapshot still waits for, see {@link Blocker}
 * @param link null: not linked yet
 * @param look whether the twin is looked at before anything is sent
 * @param intent a create whose outcome is to be found out before anything else; null: none
 * @param changedFields names of the fields written since the last settle
 * @param attempts counted attempts so far
 * @param outages uncounted failures in a row so far
 * @param lastFailureAt of this row, by the database's clock; null if none
 * @param claimedAt the time of the snapshot, by the database's clock
 * @param inboxId {@code inbox<uid>} of the account, if known
 * @param interactive a person waits for it
 */
@WireName("sync.job")
public record PushJob(
    long fence,
    long userId,
    long accountId,
    long taskId,
    long generation,
    @Nullable Fields local,
    Blocker blocker,
    @Nullable Link link,
    Look look,
    @Nullable CreateIntent intent,
    List<String> changedFields,
    int attempts,
    int outages,
    @Nullable Instant lastFailureAt,
    Instant claimedAt,
    @Nullable String inboxId,
    boolean interactive)
    implements BusMessage {
  public PushJob {
    changedFields = List.copyOf(changedFields);
  }

  /** When the twin is looked at. */
  public enum Look {
    /** If what is known of it is too old for what is to be sent. */
    IF_STALE,
    /** In any case: a request of unknown outcome may have changed it. */
    FIRST,
    /** Not now: where it is, is in doubt, and it is first moved. */
    NEVER
  }

  /** What a snapshot waits for: its fields cannot be named to TickTick before. */
  public enum Blocker {
    NONE,
    /** Its list has no remote id yet. */
    PROJECT,
    /** Its parent has no remote id yet; everything but {@code parent_id} can be sent. */
    PARENT
  }
}
