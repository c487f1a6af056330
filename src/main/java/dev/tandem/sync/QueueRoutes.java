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

/** Between the durable queue (persistence) and its worker (ticktick), inside one node. */
public final class QueueRoutes {
  /** Claims due rows, fair between accounts, a waiting person first. */
  public static final Route<Claim, Claimed> CLAIM =
      Route.local("tandem.queue.claim", Claim.class, Claimed.class);

  /**
   * Writes down what became of one step of a claimed row; the row stays claimed if more is to be
   * done.
   */
  public static final Route<Settle, Settled> SETTLE =
      Route.local("tandem.queue.settle", Settle.class, Settled.class);

  /** Keeps claimed rows this worker's while one request after another is made for all of them. */
  public static final Route<Renew, Renewed> RENEW =
      Route.local("tandem.queue.renew", Renew.class, Renewed.class);

  /** Writes down that a create is about to be sent, so that no death of anybody can lose it. */
  public static final Route<Intend, Intended> INTEND =
      Route.local("tandem.queue.intend", Intend.class, Intended.class);

  /** Decides by a listing what became of a claimed row's create. */
  public static final Route<Resolve, Settled> RESOLVE =
      Route.local("tandem.queue.resolve", Resolve.class, Settled.class);

  /** An account's creates of unknown outcome. */
  public static final Route<ReadIntents, Intents> INTENTS =
      Route.local("tandem.queue.intents", ReadIntents.class, Intents.class);

  /** Makes rows due that wait for a listing of their account. */
  public static final Route<Wake, Woken> WAKE =
      Route.local("tandem.queue.wake", Wake.class, Woken.class);

  /**
   * Makes rows of tasks and lists due that only wait because TickTick, or the way to it, had
   * trouble.
   */
  public static final Route<Hasten, Woken> HASTEN =
      Route.local("tandem.queue.hasten", Hasten.class, Woken.class);

  /** Tells of tasks that a listing showed: late twins among them are noted. */
  public static final Route<Sighted, TwinsNoted> SIGHTED =
      Route.local("tandem.queue.sighted", Sighted.class, TwinsNoted.class);

  /** Where a task's row stands; for a waiter whose push another node may be doing. */
  public static final Route<Inspect, RowState> INSPECT =
      Route.local("tandem.queue.inspect", Inspect.class, RowState.class);

  /** Ends this worker's leases at once, so that another may take the rows over. */
  public static final Route<Release, Released> RELEASE =
      Route.local("tandem.queue.release", Release.class, Released.class);

  /** The queue and the account of one user, in figures. */
  public static final Route<ReadQueue, QueueStatus> STATUS =
      Route.local("tandem.queue.status", ReadQueue.class, QueueStatus.class);

  private QueueRoutes() {}

  /**
   * Of each account: rows somebody waits for, at most eight under way at a time on all nodes; and,
   * if no other is under way, one run of up to 200 rows that nobody waits for. Every account's
   * first rows come before any account's later ones; a claim has 512 rows at most.
   *
   * @param owner names the worker
   * @param limit slots: a row somebody waits for takes one, and so does a run
   * @param lease how long the rows are this worker's; longer than any request's time limit plus a
   *     margin
   * @param first tasks somebody waits for: taken before others if due
   */
  @WireName("queue.claim")
  public record Claim(String owner, int limit, Duration lease, List<Long> first)
      implements BusMessage {
    public Claim {
      first = List.copyOf(first);
    }
  }

  /**
   * @param nextDue how long until another row may be due; null: none waits
   */
  @WireName("queue.claimed")
  public record Claimed(List<PushJob> jobs, @Nullable Duration nextDue) implements BusMessage {
    public Claimed {
      jobs = List.copyOf(jobs);
    }
  }

  /**
   * @param lease renewed for what is still to be done
   * @param requests remote requests that carried this step, alone or among others
   * @param end of a create: whether its outcome is known
   */
  @WireName("queue.settle")
  public record Settle(
      PushJob job, PushStep step, PushVerdict verdict, Duration lease, int requests, CallEnd end)
      implements BusMessage {
    /** Of a step whose outcome is known, or that can be looked at. */
    public Settle(PushJob job, PushStep step, PushVerdict verdict, Duration lease, int requests) {
      this(job, step, verdict, lease, requests, CallEnd.KNOWN);
    }
  }

  /**
   * @param fences of the claims
   * @param lease from now on
   */
  @WireName("queue.renew")
  public record Renew(List<Long> fences, Duration lease) implements BusMessage {
    public Renew {
      fences = List.copyOf(fences);
    }
  }

  /**
   * @param fences of the claims that still held and are renewed
   */
  @WireName("queue.renewed")
  public record Renewed(List<Long> fences) implements BusMessage {
    public Renewed {
      fences = List.copyOf(fences);
    }
  }

  /** Before a create's request is sent; its claim limits the time that the request can take. */
  @WireName("queue.intend")
  public record Intend(long taskId, long fence, Fields sent) implements BusMessage {}

  /**
   * @param granted false: the claim has ended, and nothing may be sent
   */
  @WireName("queue.intended")
  public record Intended(boolean granted) implements BusMessage {}

  /**
   * @param listing of the whole account, at least what is relevant of it
   * @param lease renewed for what is still to be done
   */
  @WireName("queue.resolve")
  public record Resolve(PushJob job, OrphanSearch.Listing listing, Duration lease)
      implements BusMessage {}

  @WireName("queue.read_intents")
  public record ReadIntents(long accountId) implements BusMessage {}

  /**
   * @param open a task that may be one of theirs must not be imported as a new one
   * @param sought ids of the open ones that somebody may look for: all but those of dead letters,
   *     of which only as much is read as the others need
   * @param watched were given up not long ago: their twins may come late
   * @param from when the first was begun of those sought and watched, dead letters left aside; now
   *     if there is none
   * @param now the database's clock
   */
  @WireName("queue.intents")
  public record Intents(
      List<CreateIntent> open,
      Set<Long> sought,
      List<CreateIntent> watched,
      Instant from,
      Instant now)
      implements BusMessage {
    public Intents {
      open = List.copyOf(open);
      sought = Set.copyOf(sought);
      watched = List.copyOf(watched);
    }
  }

  /** Rows that are worked on, or wait for something else by now, are left alone. */
  @WireName("queue.wake")
  public record Wake(List<Long> taskIds) implements BusMessage {
    public Wake {
      taskIds = List.copyOf(taskIds);
    }
  }

  /** Of a user who wants them tried now. */
  @WireName("queue.hasten")
  public record Hasten(long userId) implements BusMessage {}

  @WireName("queue.woken")
  public record Woken(int rows) implements BusMessage {}

  @WireName("queue.sighted")
  public record Sighted(long accountId, List<RemoteSnapshot> tasks) implements BusMessage {
    public Sighted {
      tasks = List.copyOf(tasks);
    }
  }

  /**
   * @param twins that were news
   */
  @WireName("queue.twins_noted")
  public record TwinsNoted(int twins) implements BusMessage {}

  /**
   * @param next the row again, still claimed, with a fresh snapshot: more is to be done now; null:
   *     finished for now
   * @param fenced another worker has the row; nothing but the attempt's record was written
   * @param result for those who wait; with {@code next} present it tells of the step alone
   */
  @WireName("queue.settled")
  public record Settled(@Nullable PushJob next, boolean fenced, SyncResult result)
      implements BusMessage {}

  @WireName("queue.inspect")
  public record Inspect(long userId, long taskId) implements BusMessage {}

  /**
   * @param queued whether something waits to be pushed
   * @param postponed whether it will not be tried now (backoff, pause, dead letter, not connected)
   */
  @WireName("queue.row_state")
  public record RowState(
      boolean queued,
      boolean leased,
      boolean postponed,
      boolean dead,
      int attempts,
      @Nullable Instant nextAttemptAt,
      @Nullable SyncError lastError,
      @Nullable String remoteId)
      implements BusMessage {}

  @WireName("queue.release")
  public record Release(String owner) implements BusMessage {}

  @WireName("queue.released")
  public record Released(int rows) implements BusMessage {}

  @WireName("queue.read")
  public record ReadQueue(long userId) implements BusMessage {}

  /**
   * No row is counted twice.
   *
   * @param pending wait for their first try
   * @param leased are tried now
   * @param retrying failed and will be tried again
   * @param failed dead letters
   * @param oldestAge of what is no dead letter; null: there is none
   * @param deletionsHeld tasks whose deletion in TickTick waits for a decision
   */
  @WireName("queue.status")
  public record QueueStatus(
      long pending,
      long leased,
      long retrying,
      long failed,
      @Nullable Duration oldestAge,
      int budgetPerMinute,
      int budgetRemaining,
      @Nullable Instant pausedUntil,
      Pull pull,
      long deletionsHeld,
      long openConflicts)
      implements BusMessage {
    /** How many are still to be pushed: all but the dead letters. */
    public long open() {
      return pending + leased + retrying;
    }
  }

  /**
   * When an account was read from, and will be.
   *
   * @param lastAt its last reading of any extent; a sweep reads all lists
   */
  public record Pull(
      @Nullable Instant lastAt,
      @Nullable Instant lastSweepAt,
      @Nullable Instant nextAt,
      @Nullable SyncError lastError) {}
}
