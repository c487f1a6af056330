package dev.tandem.suggestion;

import dev.tandem.task.Task;
import dev.tandem.task.TaskService;
import dev.tandem.task.TaskStore.ProjectRef;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Where suggestions are kept. */
public interface SuggestionStore {
  /**
   * Newest first; empty if the user has no such task. Fails with {@link IllegalArgumentException}
   * for a cursor that is none.
   */
  Future<Optional<SuggestionReply.Page>> list(SuggestionCommand.ListSuggestions query);

  /**
   * Does the work in one transaction in which nobody else changes the task or its suggestions. It
   * may be asked again if the transaction lost against another one; after a {@link
   * SuggestionReply.Refusal} nothing of it is left. Replies {@link SuggestionReply.Missing} if the
   * user has no such task.
   */
  Future<SuggestionReply> underLock(
      long userId, long taskId, Function<Desk, Future<SuggestionReply>> work);

  /** The task and its suggestions, held while the transaction lasts. */
  interface Desk {
    Task task();

    /** Changes the task in this transaction, and tells the world of it after its commit. */
    TaskService tasks();

    /** Whether tasks may come into a list of this id. */
    Future<Boolean> hasProject(long projectId);

    /** {@link dev.tandem.task.TaskStore#findProject}. */
    Future<Optional<ProjectRef>> findProject(String remoteId);

    /**
     * Keeps a proposal. A pending one of its type is superseded, and of those that are no longer
     * pending only the newest are kept.
     */
    Future<Suggestion> add(Proposal proposal);

    /** By type. */
    Future<List<Suggestion>> pending(Set<SuggestionType> types);

    /** Those of the task that there are, by type. */
    Future<List<Suggestion>> named(Set<Long> ids);

    /** Ends pending ones. */
    Future<?> decide(List<Suggestion> pending, SuggestionStatus status);
  }
}
