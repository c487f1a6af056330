package dev.tandem.sync;

import dev.tandem.sync.CreateIntent.Sighting;
import dev.tandem.task.SyncError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a listing of an account says of its creates of unknown outcome (sync.md, Push 9), without
 * I/O. Two listings must agree, the later one so late that what is not there will hardly come.
 *
 * @param open all creates of the account whose outcome is not known
 * @param listing the tasks of the account that may be one of theirs, and when it was begun
 * @param linked ids of tasks that have a link, or had one: they are nobody's orphans
 * @param now the database's clock
 */
public record OrphanSearch(
    List<CreateIntent> open, Listing listing, Set<String> linked, CreateWaits waits, Instant now) {

  /** Stable, for programs. */
  public static final String NEEDS_A_DECISION = "needs_a_decision";

  public OrphanSearch {
    open = List.copyOf(open);
    linked = Set.copyOf(linked);
  }

  /**
   * @param begunAt by the database's clock
   */
  public record Listing(Instant begunAt, List<RemoteSnapshot> tasks) {
    public Listing {
      tasks = List.copyOf(tasks);
    }
  }

  /**
   * @param seen to be remembered of this listing; null: what is remembered is to be forgotten
   */
  public record Finding(PushVerdict verdict, @Nullable Sighting seen) {}

  /** Whether a task may be what a create made which was given up: it came too late. */
  public static boolean isLateTwin(CreateIntent watched, RemoteSnapshot task, Instant until) {
    return watched.mayHaveMade(task, until.plus(CreateIntent.CLOCKS));
  }

  /** Whether no create whose outcome is still looked for can have made a task. */
  public static boolean isNobodys(List<CreateIntent> open, RemoteSnapshot task, CreateWaits waits) {
    return open.stream().noneMatch(intent -> intent.mayHaveMade(task, waits));
  }

  /** What becomes of one of them. */
  public Finding of(CreateIntent intent) {
    Instant due = intent.nextListing(waits);
    if (listing.begunAt().isBefore(due)) {
      return later(due, intent.first());
    }
    List<RemoteSnapshot> orphans =
        listing.tasks().stream().filter(task -> !linked.contains(task.id())).toList();
    Set<String> seen =
        orphans.stream()
            .filter(task -> intent.mayHaveMade(task, waits))
            .map(RemoteSnapshot::id)
            .collect(Collectors.toCollection(TreeSet::new));
    Sighting first = intent.first();
    if (first == null || !first.without(linked).equals(seen)) {
      Sighting sighting = new Sighting(listing.begunAt(), seen);
      return later(seenAs(intent, sighting).nextListing(waits), sighting);
    }
    return decided(intent, first, new OrphanMatch(open, orphans, waits));
  }

  private Finding decided(CreateIntent intent, Sighting first, OrphanMatch match) {
    for (CreateIntent rival : match.rivals(intent)) {
      Instant certain = rival.certainFrom(waits);
      if (listing.begunAt().isBefore(certain)) {
        return later(certain, first);
      }
    }
    List<RemoteSnapshot> rivals = match.rivalsOf(intent);
    if (!rivals.isEmpty()) {
      return new Finding(new PushVerdict.Abandon(undecided(rivals.size() + 1)), null);
    }
    return new Finding(
        match
            .of(intent)
            .<PushVerdict>map(
                task -> new PushVerdict.Adopted(task, intent.sent(), listing.begunAt()))
            .orElseGet(PushVerdict.Absent::new),
        null);
  }

  private static CreateIntent seenAs(CreateIntent intent, Sighting sighting) {
    return new CreateIntent(
        intent.id(),
        intent.begunAt(),
        intent.endedAt(),
        intent.silent(),
        intent.sent(),
        intent.remoteId(),
        sighting);
  }

  private Finding later(Instant due, @Nullable Sighting seen) {
    Duration delay = Duration.between(now, due);
    return new Finding(
        new PushVerdict.Postpone(
            new SyncError(
                RemoteAnswer.Obstacle.CREATE_UNCONFIRMED.code(),
                RemoteAnswer.Obstacle.CREATE_UNCONFIRMED.detail(),
                now),
            delay.isNegative() ? Duration.ZERO : delay,
            false),
        seen);
  }

  private SyncError undecided(int tasks) {
    return new SyncError(
        NEEDS_A_DECISION,
        "TickTick did not answer when the task was created, and now has "
            + tasks
            + " tasks that could be it. Delete or rename those that are not, then retry.",
        now);
  }
}
