package dev.tandem.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A create that was begun and whose outcome is not known (sync.md, Push 9). TickTick knows no
 * idempotency key and chooses the ids, so that only what the create carried, and when, tells its
 * twin from others.
 *
 * @param begunAt before the request was sent, by the database's clock like the other times
 * @param endedAt when the call ended; if nobody told, when it had ended at the latest
 * @param silent no answer came, so that the request may still be on its way; false: one came that
 *     could not be understood
 * @param sent what the create carried
 * @param remoteId the twin's id, if a worker heard of it that had lost its claim by then
 * @param first what the first of two listings showed; null: none was made
 * @param barred ids of tasks that it did not make, since its own account imported them
 */
public record CreateIntent(
    long id,
    Instant begunAt,
    Instant endedAt,
    boolean silent,
    Fields sent,
    @Nullable String remoteId,
    @Nullable Sighting first,
    Set<String> barred) {
  public CreateIntent {
    barred = Set.copyOf(barred);
  }

  public CreateIntent(
      long id,
      Instant begunAt,
      Instant endedAt,
      boolean silent,
      Fields sent,
      @Nullable String remoteId,
      @Nullable Sighting first) {
    this(id, begunAt, endedAt, silent, sent, remoteId, first, Set.of());
  }

  /** How far TickTick's clock may be from the database's, beside what is known of that. */
  public static final Duration CLOCKS = Duration.ofMinutes(1);

  /** An ObjectId: seconds since 1970 in its first eight digits (ticktick-api.md, 0). */
  private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-f]{24}");

  private static final int TIME_DIGITS = 8;

  /**
   * Which tasks that could be the twin a listing showed.
   *
   * @param at when the listing began
   */
  public record Sighting(Instant at, Set<String> ids) {
    public Sighting {
      ids = Set.copyOf(ids);
    }

    /** Without those that somebody else got meanwhile. */
    Set<String> without(Set<String> linked) {
      Set<String> left = new TreeSet<>(ids);
      left.removeAll(linked);
      return left;
    }
  }

  /**
   * The same create, which made none of these tasks, whether an earlier listing showed them or not.
   */
  public CreateIntent barring(Set<String> ids) {
    Sighting left = first == null ? null : new Sighting(first.at, first.without(ids));
    return new CreateIntent(id, begunAt, endedAt, silent, sent, remoteId, left, ids);
  }

  /** From when on a listing that does not show the twin means that there is none. */
  Instant certainFrom(CreateWaits waits) {
    return endedAt.plus(silent ? waits.silent() : waits.broken());
  }

  /** Before this a listing would tell nothing new. */
  public Instant nextListing(CreateWaits waits) {
    if (first == null) {
      return endedAt;
    }
    Instant again = first.at().plus(waits.broken());
    Instant certain = certainFrom(waits);
    return again.isAfter(certain) ? again : certain;
  }

  /** Whether a task may be what this create made. */
  boolean mayHaveMade(RemoteSnapshot task, CreateWaits waits) {
    return mayHaveMade(task, certainFrom(waits).plus(CLOCKS));
  }

  /** The same for one that came into being until then. */
  boolean mayHaveMade(RemoteSnapshot task, Instant until) {
    if (barred.contains(task.id())) {
      return false;
    }
    if (remoteId != null) {
      return remoteId.equals(task.id());
    }
    return createdAt(task.id())
            .map(at -> RemoteTime.here(at, task.clockOffset()))
            .filter(at -> !at.isBefore(begunAt.minus(CLOCKS)) && !at.isAfter(until))
            .isPresent()
        && (StoredForm.sameTitle(sent, task.fields())
            || StoredForm.sameDescription(sent, task.fields()));
  }

  /** When TickTick made a task, by its own clock; empty for an id that does not say. */
  static Optional<Instant> createdAt(String remoteId) {
    if (!OBJECT_ID.matcher(remoteId).matches()) {
      return Optional.empty();
    }
    long seconds = Long.parseLong(remoteId.substring(0, TIME_DIGITS), 16);
    return Optional.of(Instant.ofEpochSecond(seconds));
  }
}
