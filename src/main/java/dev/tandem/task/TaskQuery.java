package dev.tandem.task;

import java.time.Instant;
import java.util.Optional;

/**
 * Which tasks, in which order, which page.
 *
 * @param cursor opaque, from the page before; it carries that page's "now", so that quadrants do
 *     not shift between pages
 * @param count whether to count all that match
 */
public record TaskQuery(
    TaskFilter filter,
    Sort sort,
    boolean descending,
    int limit,
    Optional<String> cursor,
    boolean count) {

  /** The keys of an order; ties go by id. */
  public enum Sort {
    /** {@code manual_order}, those without one last; then newest first. */
    MANUAL,
    DUE_DATE,
    CREATED_AT,
    LAST_MODIFIED_AT,
    PRIORITY
  }

  /** Which tasks a list is about where no status is asked for. */
  public enum Extent {
    /** All that is not deleted. */
    PRESENT,
    /** What has something queued for TickTick; softly deleted tasks too. */
    PENDING,
    /** Softly deleted tasks too. */
    ALL
  }

  /** The filters; all that are given must hold. */
  public record TaskFilter(
      Optional<TaskStatus> status,
      Optional<Quadrant> quadrant,
      Optional<Long> projectId,
      Optional<String> tag,
      Optional<String> search,
      Optional<Instant> dueBefore,
      Optional<Instant> dueAfter,
      Optional<Boolean> sorted,
      Optional<Long> parentId,
      Optional<SyncState> syncState,
      Extent extent) {

    /** All that is not deleted. */
    public static TaskFilter none() {
      return all(Extent.PRESENT);
    }

    /** No filter but the extent. */
    public static TaskFilter all(Extent extent) {
      return new TaskFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          extent);
    }
  }
}
