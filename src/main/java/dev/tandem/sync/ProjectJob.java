package dev.tandem.sync;

import dev.tandem.task.ProjectContent;
import dev.tandem.task.ProjectField;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A claimed queue row of a list, with a snapshot of what its next step needs.
 *
 * @param fence proves the claim
 * @param local the list as it is to be in TickTick
 * @param remoteId null: it has no twin, as far as is known
 * @param open fields to be sent
 * @param create a create of unknown outcome, or the one that is to be sent; null: there is none
 * @param accepted of a delete: tasks that may go with the list, remote id → etag; null: any
 * @param attempts counted ones so far
 * @param outages uncounted failures in a row
 */
public record ProjectJob(
    long fence,
    long userId,
    long accountId,
    long projectId,
    Step step,
    ProjectContent local,
    @Nullable String remoteId,
    Set<ProjectField> open,
    @Nullable Create create,
    @Nullable Map<String, String> accepted,
    int attempts,
    int outages,
    @Nullable Instant lastFailureAt,
    Instant claimedAt) {
  public ProjectJob {
    open = Set.copyOf(open);
    accepted = accepted == null ? null : Map.copyOf(accepted);
  }

  /** What is to be done next. */
  public enum Step {
    /** Make the list. */
    CREATE,
    /** Look for what an earlier create may have made. */
    SEARCH,
    /** See what was changed there before anything is written. */
    LOOK,
    UPDATE,
    DELETE,
    /** It has no twin and is gone here. */
    FORGET
  }

  /**
   * @param content what it carries
   * @param endedAt when its call ended, and nobody knows with what effect; null: it has not been
   *     sent, or nobody lived to tell
   * @param broken whether an answer came that told nothing; false: none did
   */
  public record Create(
      ProjectContent content, Instant begunAt, @Nullable Instant endedAt, boolean broken) {
    /** What clocks may differ by; an older list of that name that nobody has is as good as ours. */
    private static final Duration CLOCKS = Duration.ofMinutes(10);

    /** One that is about to be sent. */
    public Create(ProjectContent content, Instant begunAt) {
      this(content, begunAt, null, false);
    }

    /** Whether it may have made this list: TickTick's ids begin with their time. */
    public boolean mayHaveMade(RemoteProject project) {
      return project.name().equals(content.name())
          && CreateIntent.createdAt(project.id())
              .filter(at -> !at.isBefore(begunAt.minus(CLOCKS)))
              .isPresent();
    }

    /**
     * From when on a list that is not there will not come any more.
     *
     * @param lease of the claim under which it was sent
     */
    public Instant certainFrom(Duration lease, CreateWaits waits) {
      Instant ended = endedAt == null ? begunAt.plus(lease) : endedAt;
      return ended.plus(broken ? waits.broken() : waits.silent());
    }

    public Create ended(Instant at, CallEnd end) {
      return new Create(content, begunAt, at, end == CallEnd.BROKEN);
    }
  }
}
