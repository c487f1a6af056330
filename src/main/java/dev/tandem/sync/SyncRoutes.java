package dev.tandem.sync;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.Route;
import dev.tandem.bus.Topic;
import dev.tandem.bus.WireName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where pushes are asked for and what is told about them. Public: other verticles use them as the
 * HTTP API does.
 */
public final class SyncRoutes {
  /**
   * Pushes what waits for a task and answers when it is settled, postponed or failed once, or when
   * the time is up. It never makes something wait: {@code TaskCommand.RequestPush} does.
   */
  public static final Route<Push, SyncResult> PUSH =
      Route.clustered("tandem.sync.push", Push.class, SyncResult.class);

  /** Reads all of the account, then pushes all that waits, for at most the given time. */
  public static final Route<Sweep, SweepResult> SWEEP =
      Route.clustered("tandem.sync.sweep", Sweep.class, SweepResult.class);

  /** What was changed on both sides, and a person's decisions about it. */
  public static final Route<ConflictCommand, ConflictReply> CONFLICTS =
      Route.local("tandem.sync.conflicts", ConflictCommand.class, ConflictReply.class);

  /** Waits until what is queued of a list is settled, put off or failed once, or time is up. */
  public static final Route<AwaitProject, ProjectAwaited> AWAIT_PROJECT =
      Route.local("tandem.sync.await_project", AwaitProject.class, ProjectAwaited.class);

  /** Deletes a list here and in TickTick, unless it holds what is not known here. */
  public static final Route<DeleteProject, ProjectDeleted> DELETE_PROJECT =
      Route.local("tandem.sync.delete_project", DeleteProject.class, ProjectDeleted.class);

  /** The breaker as this node sees it. */
  public static final Route<ReadBreaker, BreakerStatus> BREAKER =
      Route.local("tandem.sync.breaker", ReadBreaker.class, BreakerStatus.class);

  /** After every settled attempt. */
  public static final Topic<PushFinished> FINISHED =
      new Topic<>("tandem.sync.push_finished", PushFinished.class);

  /** After every change of a node's breaker. */
  public static final Topic<BreakerChanged> BREAKER_CHANGED =
      new Topic<>("tandem.sync.breaker_changed", BreakerChanged.class);

  /** After every conflict that is news. */
  public static final Topic<ConflictDetected> CONFLICT_DETECTED =
      new Topic<>("tandem.sync.conflict_detected", ConflictDetected.class);

  /** After deletions in TickTick that are held. */
  public static final Topic<DeletionsHeld> DELETIONS_HELD =
      new Topic<>("tandem.sync.deletions_held", DeletionsHeld.class);

  /** Decides what becomes of the tasks whose deletion in TickTick is held. */
  public static final Route<DecideDeletions, DeletionsDecided> DELETIONS =
      Route.local("tandem.sync.deletions", DecideDeletions.class, DeletionsDecided.class);

  private SyncRoutes() {}

  /**
   * @param limit how long the asker waits; the ask itself must wait a little longer
   */
  @WireName("sync.push")
  public record Push(long userId, long taskId, Duration limit) implements BusMessage {}

  @WireName("sync.sweep")
  public record Sweep(long userId, Duration limit) implements BusMessage {}

  /**
   * @param connected false: there is no account to sync with, and the counts are 0
   * @param error why the pull failed, or null
   */
  @WireName("sync.sweep_result")
  public record SweepResult(
      boolean connected, Pulled pulled, Pushed pushed, long conflicts, @Nullable String error)
      implements BusMessage {}

  /** Rows pulled, by what became of them. */
  public record Pulled(long created, long updated, long deleted, long unchanged) {}

  /** Changes pushed, by what became of them. */
  public record Pushed(long succeeded, long failed, long pending) {}

  @WireName("sync.await_project")
  public record AwaitProject(long userId, long projectId, Duration limit) implements BusMessage {}

  @WireName("sync.project_awaited")
  public record ProjectAwaited() implements BusMessage {}

  /**
   * @param force whether it goes with all that is in it, also if TickTick is not connected
   */
  @WireName("sync.delete_project")
  public record DeleteProject(long userId, long projectId, boolean force) implements BusMessage {}

  /**
   * @param blocking of {@link DeleteOutcome#BLOCKED}
   * @param detail why not, for people; null if the outcome says it all
   */
  @WireName("sync.project_deleted")
  public record ProjectDeleted(
      DeleteOutcome outcome, List<ProjectRoutes.Blocking> blocking, @Nullable String detail)
      implements BusMessage {
    public ProjectDeleted {
      blocking = List.copyOf(blocking);
    }

    public ProjectDeleted(DeleteOutcome outcome, @Nullable String detail) {
      this(outcome, List.of(), detail);
    }
  }

  /** What became of a list that was to be deleted; only {@code DELETED} changed anything. */
  public enum DeleteOutcome {
    DELETED,
    MISSING,
    /** It holds tasks that would be lost. */
    BLOCKED,
    /** TickTick does not tell what it holds. */
    UNTOLD,
    NOT_CONNECTED,
    /** TickTick cannot be asked now. */
    UNREACHABLE
  }

  @WireName("sync.read_breaker")
  public record ReadBreaker() implements BusMessage {}

  /** The states of a circuit breaker. */
  public enum BreakerState {
    CLOSED,
    OPEN,
    HALF_OPEN
  }

  /**
   * @param failures outages in the present window
   */
  @WireName("sync.breaker_status")
  public record BreakerStatus(BreakerState state, Instant since, int failures)
      implements BusMessage {}

  /** What a person says of deletions that are held. */
  public enum Decision {
    /** They were meant: the tasks are deleted here too, softly. */
    APPROVE,
    /** They were not: the tasks stay, and are created anew in TickTick with their next push. */
    DISMISS
  }

  /** About all that is held when it is asked; once more, it finds nothing. */
  @WireName("sync.decide_deletions")
  public record DecideDeletions(long userId, Decision decision) implements BusMessage {}

  /**
   * @param deleted tasks that were deleted here too
   * @param survived tasks that stay although their deletion was approved, as they hold what was
   *     written here and never got to TickTick; they are created anew
   * @param dismissed tasks whose deletion was dismissed
   */
  @WireName("sync.deletions_decided")
  public record DeletionsDecided(long deleted, long survived, long dismissed)
      implements BusMessage {}

  @WireName("sync.push_finished")
  public record PushFinished(long userId, SyncResult result) implements BusMessage {}

  @WireName("sync.breaker_changed")
  public record BreakerChanged(BreakerState state, Instant at) implements BusMessage {}
}
