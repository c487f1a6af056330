package dev.tandem.sync;

import dev.tandem.sync.PushJob.Blocker;
import dev.tandem.sync.QueueRoutes.Settle;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt makes of a task, its link and queue row (sync.md, Push 1, 5 and 12), and what is
 * told to those who wait.
 *
 * @param local what changes here; null: nothing
 */
public record Settlement(
    LinkChange link, @Nullable LocalChange local, RowFate row, SyncResult result) {
  /**
   * What is there when the attempt is settled, read under the locks.
   *
   * @param local null after a hard delete
   * @param link the live link as stored
   * @param doubt as recorded before this attempt
   * @param editing what a merge has to know of the task beside its values
   * @param unknownThere fields of the answer that name what is not known here (a list, a parent):
   *     they are left for a pull
   * @param tries of the row so far
   * @param now the database's clock
   */
  public record Present(
      @Nullable Fields local,
      Blocker blocker,
      @Nullable Link link,
      Doubt doubt,
      Editing editing,
      Set<SyncField> unknownThere,
      Tries tries,
      Instant now) {
    public Present {
      unknownThere = Set.copyOf(unknownThere);
    }

    long generation() {
      return tries.generation();
    }

    int attempts() {
      return tries.attempts();
    }

    int outages() {
      return tries.outages();
    }

    /** Whether the task is to take its twin's values; one that was deleted for good takes none. */
    boolean discards() {
      return editing.discarded() != null && link != null && local != null;
    }

    /** Whether the task is to be in TickTick. */
    public boolean wanted() {
      return local != null && local.status() != TaskStatus.DELETED;
    }
  }

  /**
   * @param editedAt when each field was last changed here, by the database's clock; after a discard
   *     only the changes since
   * @param discarded when what a person gave up had been changed; null: nothing was given up
   */
  public record Editing(
      Map<SyncField, Instant> editedAt,
      Sides.Protection protection,
      @Nullable Map<SyncField, Instant> discarded) {
    public static final Editing NONE = new Editing(Map.of(), Sides.Protection.NONE, null);

    public Editing {
      editedAt = Map.copyOf(editedAt);
      discarded = discarded == null ? null : Map.copyOf(discarded);
    }
  }

  /**
   * @param generation of the row as it is now
   * @param attempts counted ones
   * @param outages uncounted failures in a row
   */
  public record Tries(long generation, int attempts, int outages) {}

  /**
   * @param attempts counted attempts after which a change is a dead letter
   * @param base first step of the backoff where the verdict names no delay
   */
  public record Limits(int attempts, Duration base, Duration max) {
    Duration delay(int failures) {
      Duration delay = base.multipliedBy(1L << Math.min(failures, 20));
      return delay.compareTo(max) < 0 ? delay : max;
    }
  }

  public static Settlement of(Settle settle, Present present, Limits limits) {
    return settle.verdict().match(new SettlementRules(settle, present, limits));
  }

  /** The answer for a worker that lost its claim: nothing of what it did counts. */
  public static SyncResult fenced(Settle settle, Instant now) {
    return new SyncResult(
        settle.job().taskId(),
        Outcome.PENDING,
        settle.step().operation(),
        null,
        List.of(),
        0,
        settle.requests(),
        null,
        now);
  }
}
