package dev.tandem.sync;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.Route;
import dev.tandem.bus.WireName;
import dev.tandem.task.SyncError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When accounts are read from, and by whom: between who reads TickTick (ticktick) and who keeps
 * their leases (persistence), inside one node. What is read is told by {@link PullRoutes}.
 *
 * <p>All times are the database's.
 */
public final class PollRoutes {
  /** Takes accounts that are due to be read. */
  public static final Route<ClaimPolls, ClaimedPolls> CLAIM =
      Route.local("tandem.poll.claim", ClaimPolls.class, ClaimedPolls.class);

  /** Keeps an account for longer. */
  public static final Route<RenewPoll, PollHeld> RENEW =
      Route.local("tandem.poll.renew", RenewPoll.class, PollHeld.class);

  /** Lets an account go, and says when it is due again. */
  public static final Route<FinishPoll, PollHeld> FINISH =
      Route.local("tandem.poll.finish", FinishPoll.class, PollHeld.class);

  /** Something was changed here, so that something may be changing there. */
  public static final Route<HastenPoll, PollHastened> HASTEN =
      Route.local("tandem.poll.hasten", HastenPoll.class, PollHastened.class);

  private PollRoutes() {}

  /**
   * @param owner names the reader
   * @param limit accounts at most
   * @param lease how long they are this reader's; a reading that outlives it is harmless, as it
   *     only counts for what was not changed since it began
   * @param asked accounts whose person waits: taken if nobody else has them, due or not
   */
  @WireName("poll.claim")
  public record ClaimPolls(String owner, int limit, Duration lease, Set<Long> asked)
      implements BusMessage {
    public ClaimPolls {
      asked = Set.copyOf(asked);
    }
  }

  /**
   * @param nextDue how long until another account may be due; null: none is connected
   */
  @WireName("poll.claimed")
  public record ClaimedPolls(List<Poll> polls, @Nullable Duration nextDue) implements BusMessage {
    public ClaimedPolls {
      polls = List.copyOf(polls);
    }
  }

  /**
   * An account to be read.
   *
   * @param connectedAt when its person connected it
   * @param lastSweepAt begin of the last reading of all lists; null: never
   * @param completedUntil up to when completed tasks were read; null: never
   * @param quiet readings in a row that brought nothing new
   * @param active whether something was changed here lately
   * @param lists those known, the one not read for longest first
   * @param now when it was claimed
   */
  public record Poll(
      long accountId,
      long userId,
      long generation,
      Instant connectedAt,
      @Nullable Instant lastSweepAt,
      @Nullable Instant completedUntil,
      int quiet,
      boolean active,
      List<KnownList> lists,
      Instant now) {
    public Poll {
      lists = List.copyOf(lists);
    }
  }

  /**
   * @param id TickTick's; the Inbox's real one or {@link Inbox#ALIAS}
   * @param readAt begin of its last whole reading; null: never
   */
  public record KnownList(String id, boolean archived, @Nullable Instant readAt) {}

  @WireName("poll.renew")
  public record RenewPoll(long accountId, String owner, Duration lease) implements BusMessage {}

  /**
   * @param sweptAt begin of a reading of all lists, if this was one; null: it was not, or was not
   *     whole
   * @param completedUntil up to when completed tasks are known now; null: as before
   * @param quiet as to be counted from now on
   * @param next until the account is due again
   * @param error why not everything could be read; null: it could
   */
  @WireName("poll.finish")
  public record FinishPoll(
      long accountId,
      String owner,
      @Nullable Instant sweptAt,
      @Nullable Instant completedUntil,
      int quiet,
      Duration next,
      @Nullable SyncError error)
      implements BusMessage {}

  /**
   * @param held whether the account was still this reader's
   */
  @WireName("poll.held")
  public record PollHeld(boolean held) implements BusMessage {}

  /**
   * @param within so soon the user's account is to be read again
   */
  @WireName("poll.hasten")
  public record HastenPoll(long userId, Duration within) implements BusMessage {}

  /**
   * @param hastened whether it would have been read later
   */
  @WireName("poll.hastened")
  public record PollHastened(boolean hastened) implements BusMessage {}
}
