package dev.tandem.sync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the conflict log.
 *
 * @param taskId the task it is about; null: it is about a list
 * @param projectId the list it is about; null: it is about a task
 * @param field the first wire name of what it is about; the date group goes by {@code due_date}
 * @param base JSON, as the other two: the value as clients know it, lists and parents by TickTick's
 *     id; null: none
 * @param winner whose value held
 * @param rule stable, for programs: by which it was decided
 * @param reviewedAt when a person had looked at it; null: nobody has
 */
public record LoggedConflict(
    long id,
    @Nullable Long taskId,
    @Nullable Long projectId,
    String field,
    @Nullable String base,
    @Nullable String local,
    @Nullable String remote,
    Conflict.Winner winner,
    String rule,
    Instant at,
    @Nullable Instant reviewedAt) {

  /** The value of one side. */
  @Nullable String valueOf(Conflict.Winner side) {
    return side == Conflict.Winner.LOCAL ? local : remote;
  }
}
