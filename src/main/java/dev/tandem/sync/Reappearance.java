package dev.tandem.sync;

import dev.tandem.sync.PullRoutes.Seen;
import dev.tandem.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A twin whose link had ended, and which a listing shows again (sync.md, Push 8).
 *
 * @param link as it was when it ended
 * @param because why it ended
 * @param endedAt by the database's clock
 * @param redeletes how often it was deleted again already
 * @param status of its task now; null: it was deleted for good
 * @param hasOtherTwin whether its task has got another twin since
 */
public record Reappearance(
    Link link,
    Because because,
    Instant endedAt,
    int redeletes,
    @Nullable TaskStatus status,
    boolean hasOtherTwin) {
  /** TickTick may show a listing from before a delete shortly after it (ticktick-api.md, 2.1). */
  private static final Duration LAG = Duration.ofSeconds(5);

  private static final int MOST_REDELETES = 3;

  /** Why a link ended. */
  public enum Because {
    DELETED_HERE,
    DELETED_THERE,
    /** A person decided that it is not to count any more. */
    DISMISSED;

    public static Optional<Because> ofWireName(String name) {
      for (Because because : values()) {
        if (because.wireName().equals(name)) {
          return Optional.of(because);
        }
      }
      return Optional.empty();
    }

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is to be done. */
  public enum Answer {
    /** It may be the world before the end. */
    IGNORE,
    /** Its task is tied to it again, and merged. */
    RELINK,
    /** The same, but the task comes back first: its twin was fetched out of the trash. */
    RESTORE,
    /** TickTick kept it although it was deleted: once more. */
    DELETE_AGAIN,
    /** It was deleted often enough: a person has to look. */
    LEAVE,
    /** Its task has another twin, or is no more: it is a task of its own. */
    IMPORT
  }

  /**
   * @param seen in a listing: a look would show a task in the trash as well
   */
  public Answer answer(Seen seen) {
    if (!seen.listed() || !seen.readAt().isAfter(endedAt.plus(LAG))) {
      return Answer.IGNORE;
    }
    if (hasOtherTwin) {
      return Answer.IMPORT;
    }
    return because == Because.DELETED_HERE ? afterOurDelete(seen) : afterTheirs();
  }

  private Answer afterOurDelete(Seen seen) {
    if (status != null && status != TaskStatus.DELETED) {
      return Answer.RELINK;
    }
    if (isEdited(seen)) {
      return status == null ? Answer.IMPORT : Answer.RELINK;
    }
    if (isRestored(seen)) {
      return status == null ? Answer.IMPORT : Answer.RESTORE;
    }
    return redeletes < MOST_REDELETES ? Answer.DELETE_AGAIN : Answer.LEAVE;
  }

  private Answer afterTheirs() {
    if (status == null) {
      return Answer.IMPORT;
    }
    return because == Because.DELETED_THERE && status == TaskStatus.DELETED
        ? Answer.RESTORE
        : Answer.RELINK;
  }

  /**
   * Written since, if only by being fetched out of the trash, or dragged after that: what TickTick
   * merely kept has the etag that it had.
   */
  private boolean isRestored(Seen seen) {
    Link.Sight sight = link.sight();
    String etag = seen.twin().etag();
    Long etimestamp = seen.twin().etimestamp();
    return sight.confirmed()
        && sight.etag() != null
        && etag != null
        && !etag.equals(sight.etag())
        && (etimestamp == null || sight.etimestamp() == null || etimestamp >= sight.etimestamp());
  }

  private boolean isEdited(Seen seen) {
    return !EditAgainstDelete.surviving(link.base().editedThere(seen.twin().fields())).isEmpty();
  }
}
