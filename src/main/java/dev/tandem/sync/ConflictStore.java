package dev.tandem.sync;

import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the conflict log is kept: the port behind which the database stands. */
public interface ConflictStore {
  /**
   * Newest first; fails with {@code IllegalArgumentException} for a text that is no cursor of it.
   *
   * @param open see {@link ConflictCommand.ListConflicts}
   */
  Future<ConflictReply.Page> list(
      long userId, @Nullable Boolean open, int limit, @Nullable String cursor);

  Future<Optional<LoggedConflict>> find(long userId, long conflictId);

  /** Marks an entry as looked at, unless it is already. Empty if there is none. */
  Future<Optional<LoggedConflict>> review(long userId, long conflictId);

  /** Our id of the task that has a twin; empty if none does. */
  Future<Optional<Long>> taskOf(long userId, String remoteId);

  /** Ties a task that was deleted here to its twin again, which TickTick has kept. */
  Future<?> relinkKept(long userId, long taskId);
}
