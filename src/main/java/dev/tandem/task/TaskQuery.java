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

  /** The filters; all that are given must hold. No status: all but deleted. */
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
      boolean pendingOnly) {

    /** All that is not deleted. */
    public static TaskFilter none() {
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
          false);
    }
  }
}
