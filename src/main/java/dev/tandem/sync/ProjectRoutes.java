package dev.tandem.sync;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.Route;
import dev.tandem.bus.WireName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Between the lists' rows of the queue (persistence) and their worker (ticktick), in one node. */
public final class ProjectRoutes {
  /** Claims due rows of lists, one of each account. */
  public static final Route<Claim, Claimed> CLAIM =
      Route.local("tandem.project.claim", Claim.class, Claimed.class);

  /** Writes down what became of a step; the row stays claimed if more is to be done. */
  public static final Route<Settle, Settled> SETTLE =
      Route.local("tandem.project.settle", Settle.class, Settled.class);

  /** Ends this worker's leases at once. */
  public static final Route<Release, Released> RELEASE =
      Route.local("tandem.project.release", Release.class, Released.class);

  /** Deletes a list here, by what TickTick has just shown of it. */
  public static final Route<Delete, Deletion> DELETE =
      Route.local("tandem.project.delete", Delete.class, Deletion.class);

  /** The lists of an account as they were read from TickTick. */
  public static final Route<StoreProjects, ProjectsStored> STORE_PROJECTS =
      Route.local("tandem.project.store", StoreProjects.class, ProjectsStored.class);

  private ProjectRoutes() {}

  /**
   * @param owner names the worker
   * @param limit rows at most
   * @param lease how long they are this worker's
   */
  @WireName("project.claim")
  public record Claim(String owner, int limit, Duration lease) implements BusMessage {}

  /**
   * @param nextDue how long until another row may be due; null: none waits
   */
  @WireName("project.claimed")
  public record Claimed(List<ProjectJob> jobs, @Nullable Duration nextDue) implements BusMessage {
    public Claimed {
      jobs = List.copyOf(jobs);
    }
  }

  /**
   * @param lease renewed for what is still to be done
   */
  @WireName("project.settle")
  public record Settle(ProjectJob job, ProjectOutcome outcome, Duration lease)
      implements BusMessage {}

  /**
   * @param next the row again, still claimed; null: finished for now
   * @param freesTasks whether tasks that waited for the list are due now
   */
  @WireName("project.settled")
  public record Settled(@Nullable ProjectJob next, boolean freesTasks) implements BusMessage {}

  @WireName("project.release")
  public record Release(String owner) implements BusMessage {}

  @WireName("project.released")
  public record Released(int rows) implements BusMessage {}

  /**
   * @param remoteId the list that was looked into; null: it had no twin
   * @param force whether it goes with all that is in it
   * @param listing null: it was not looked into, as TickTick is not connected or does not tell
   */
  @WireName("project.delete")
  public record Delete(
      long userId,
      long projectId,
      @Nullable String remoteId,
      boolean force,
      @Nullable Listing listing)
      implements BusMessage {}

  /**
   * The open tasks of a list.
   *
   * @param generation of the tokens with which they were read
   * @param told whether TickTick answered with a list; false: with nothing, as it does if there is
   *     none, and now and then if there is
   */
  public record Listing(long accountId, long generation, List<RemoteSnapshot> tasks, boolean told) {
    public Listing {
      tasks = List.copyOf(tasks);
    }

    public static Listing of(long accountId, long generation, List<RemoteSnapshot> tasks) {
      return new Listing(accountId, generation, tasks, true);
    }

    public static Listing untold(long accountId, long generation) {
      return new Listing(accountId, generation, List.of(), false);
    }
  }

  /**
   * @param blocking of {@link Fate#BLOCKED}
   */
  @WireName("project.deletion")
  public record Deletion(Fate fate, List<Blocking> blocking) implements BusMessage {
    public Deletion {
      blocking = List.copyOf(blocking);
    }

    public static Deletion of(Fate fate) {
      return new Deletion(fate, List.of());
    }
  }

  /** What became of a list that was to be deleted. */
  public enum Fate {
    /** It is gone here, and TickTick will hear of it. */
    DELETED,
    MISSING,
    /** It holds tasks that would be lost. */
    BLOCKED,
    /** TickTick answered with nothing, and its last reading of all lists has named this one. */
    UNTOLD,
    /** It is another list there by now, or of another account: look again. */
    OUTDATED
  }

  /**
   * A task in TickTick that keeps its list from being deleted.
   *
   * @param taskId null: it is not known here
   */
  public record Blocking(String remoteId, @Nullable Long taskId, String title, Why why) {}

  /** Why it does. */
  public enum Why {
    /** It is not known here. */
    UNKNOWN,
    /** It was changed there, or is not in the list there any more, which is not known here. */
    CHANGED,
    /** Here it is in another list already; it must be moved there before its list goes. */
    MOVING
  }

  /**
   * Does nothing once the account is connected with other tokens.
   *
   * @param generation of the tokens with which they were read
   * @param complete whether these are all the account's lists
   * @param age how long ago the request was begun that showed them
   */
  @WireName("project.store")
  public record StoreProjects(
      long accountId, long generation, List<RemoteProject> projects, boolean complete, Duration age)
      implements BusMessage {
    public StoreProjects {
      projects = List.copyOf(projects);
    }
  }

  /**
   * @param unchanged also those that are left to another reading
   * @param absent remote ids of lists that two complete answers in a row did not name: whoever asks
   *     for their tasks learns whether they were deleted
   */
  @WireName("project.stored")
  public record ProjectsStored(long created, long updated, long unchanged, List<String> absent)
      implements BusMessage {
    public static final ProjectsStored NOTHING = new ProjectsStored(0, 0, 0, List.of());

    public ProjectsStored {
      absent = List.copyOf(absent);
    }
  }
}
