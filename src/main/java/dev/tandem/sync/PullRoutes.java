package dev.tandem.sync;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.Route;
import dev.tandem.bus.WireName;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Between who reads TickTick (ticktick) and who merges what was read (persistence), inside one
 * node. Whatever is told names the generation of tokens with which it was read: once the account is
 * connected with others it may be another one there, and nothing of it counts.
 *
 * <p>All times are the database's.
 */
public final class PullRoutes {
  /** Finds what of a reading is news, in bulk; what is not, costs no write. */
  public static final Route<Compare, Compared> COMPARE =
      Route.local("tandem.pull.compare", Compare.class, Compared.class);

  /** Merges twins into their tasks, one transaction each. */
  public static final Route<Apply, Applied> APPLY =
      Route.local("tandem.pull.apply", Apply.class, Applied.class);

  /** Finds where a reading across all lists leaves out what was open. */
  public static final Route<FindAbsent, AbsentIn> FIND_ABSENT =
      Route.local("tandem.pull.find_absent", FindAbsent.class, AbsentIn.class);

  /** Notes lists that were read, and finds what was missing in them twice. */
  public static final Route<NoteLists, Missing> NOTE_LISTS =
      Route.local("tandem.pull.note_lists", NoteLists.class, Missing.class);

  /** Which missing twins were looked at and not decided about, so that later looks go on. */
  public static final Route<NoteLooks, LooksNoted> NOTE_LOOKS =
      Route.local("tandem.pull.note_looks", NoteLooks.class, LooksNoted.class);

  /** Ends what is known to be deleted in TickTick, or holds it if it is too much at once. */
  public static final Route<EndTwins, TwinsEnded> END_TWINS =
      Route.local("tandem.pull.end_twins", EndTwins.class, TwinsEnded.class);

  private PullRoutes() {}

  /**
   * A task in a listing: it is there, open or completed.
   *
   * @param etag see {@link RemoteSnapshot}
   * @param readAt begin of the request that showed it
   */
  public record Sighting(
      String remoteId, String listId, String etag, @Nullable Long etimestamp, Instant readAt) {}

  @WireName("pull.compare")
  public record Compare(long accountId, long generation, List<Sighting> sightings)
      implements BusMessage {
    public Compare {
      sightings = List.copyOf(sightings);
    }
  }

  /**
   * @param news remote ids of what is to be merged: changed, new, or seen again
   * @param unchanged how many others there are
   * @param outdated whether the account has other tokens by now, so that nothing counts
   */
  @WireName("pull.compared")
  public record Compared(Set<String> news, long unchanged, boolean outdated) implements BusMessage {
    public Compared {
      news = Set.copyOf(news);
    }
  }

  /**
   * A twin's body.
   *
   * @param readAt begin of the request that showed it
   * @param listed whether a listing showed it, which proves that it exists; a look proves nothing
   */
  public record Seen(RemoteSnapshot twin, Instant readAt, boolean listed) {}

  /**
   * @param twins parents before their subtasks, lest these wait for another reading
   */
  @WireName("pull.apply")
  public record Apply(long accountId, long generation, List<Seen> twins) implements BusMessage {
    public Apply {
      twins = List.copyOf(twins);
    }
  }

  /**
   * How many, by what became of them.
   *
   * @param deferred to another reading: their row is being worked on, they may be what a create
   *     made whose outcome is looked for, or were read too early
   * @param conflicts that were news
   * @param failed remote ids of those that could not be merged; the others were
   * @param outdated see {@link Compared}
   */
  @WireName("pull.applied")
  public record Applied(
      long created,
      long updated,
      long unchanged,
      long deferred,
      long conflicts,
      List<String> failed,
      boolean outdated)
      implements BusMessage {
    public static final Applied NOTHING = new Applied(0, 0, 0, 0, 0, List.of(), false);

    public Applied {
      failed = List.copyOf(failed);
    }
  }

  /**
   * @param readAt begin of the request
   * @param shown ids of all tasks that it showed
   */
  @WireName("pull.find_absent")
  public record FindAbsent(long accountId, long generation, Instant readAt, Set<String> shown)
      implements BusMessage {
    public FindAbsent {
      shown = Set.copyOf(shown);
    }
  }

  /**
   * @param lists in which to look for what was not shown; some, if there are many
   */
  @WireName("pull.absent_in")
  public record AbsentIn(Set<String> lists) implements BusMessage {
    public AbsentIn {
      lists = Set.copyOf(lists);
    }
  }

  /**
   * A list that was read.
   *
   * @param readAt begin of the request
   * @param state what came of it
   * @param open ids of its open tasks; of a list that is not {@code WHOLE} it says nothing
   */
  public record ReadList(String listId, Instant readAt, ListState state, Set<String> open) {
    public ReadList {
      open = Set.copyOf(open);
    }
  }

  /** What a reading of a list says. */
  public enum ListState {
    /** All its open tasks were told. */
    WHOLE,
    /** It cannot be read for good: refused, or archived. Its tasks are kept. */
    UNREADABLE,
    /** It was absent from two whole answers of all lists, and is told as {@code {}}. */
    DELETED
  }

  /**
   * @param all whether these are all lists of the account, each read whole or unreadable
   * @param decisive whether looks after this reading can tell what was moved from what was deleted:
   *     then those that could decide nothing take no turn from a twin
   */
  @WireName("pull.note_lists")
  public record NoteLists(
      long accountId, long generation, List<ReadList> lists, boolean all, boolean decisive)
      implements BusMessage {
    public NoteLists {
      lists = List.copyOf(lists);
    }
  }

  /**
   * A twin that two readings of its list did not show: it was open, or was completed and is not
   * known to be there.
   *
   * @param listId where it was last
   * @param completed whether only the listing of what was completed could show it
   * @param notIn other lists in which it cannot be
   */
  public record MissingTwin(String remoteId, String listId, boolean completed, Set<String> notIn) {
    public MissingTwin {
      notIn = Set.copyOf(notIn);
    }
  }

  /**
   * @param twins to be looked at one by one: those whose turn it is, a few at a time
   */
  @WireName("pull.missing")
  public record Missing(List<MissingTwin> twins, boolean outdated) implements BusMessage {
    public Missing {
      twins = List.copyOf(twins);
    }
  }

  /**
   * A look at a missing twin. Noted for those that it leaves missing.
   *
   * @param lookedAt begin of the look
   * @param notIn other lists which said that they do not have it
   */
  public record LookedAt(String remoteId, Instant lookedAt, Set<String> notIn) {
    public LookedAt {
      notIn = Set.copyOf(notIn);
    }
  }

  @WireName("pull.note_looks")
  public record NoteLooks(long accountId, long generation, List<LookedAt> twins)
      implements BusMessage {
    public NoteLooks {
      twins = List.copyOf(twins);
    }
  }

  @WireName("pull.looks_noted")
  public record LooksNoted() implements BusMessage {}

  /**
   * A twin of which a look said that it is deleted.
   *
   * @param lookedAt begin of the look
   */
  public record EndedTwin(String remoteId, Instant lookedAt) {}

  @WireName("pull.end_twins")
  public record EndTwins(long accountId, long generation, List<EndedTwin> twins)
      implements BusMessage {
    public EndTwins {
      twins = List.copyOf(twins);
    }
  }

  /**
   * @param deleted tasks that were deleted here too
   * @param survived tasks that were edited here meanwhile, and will be created anew
   * @param held tasks that wait for their person's decision, as it is too much at once
   */
  @WireName("pull.twins_ended")
  public record TwinsEnded(long deleted, long survived, long held, boolean outdated)
      implements BusMessage {}
}
