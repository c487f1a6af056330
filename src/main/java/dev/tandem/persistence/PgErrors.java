package dev.tandem.persistence;

import dev.tandem.bus.BusException;
import dev.tandem.task.Fault;
import dev.tandem.task.References;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What PostgreSQL's errors mean, by SQLSTATE and constraint. */
final class PgErrors {
  private static final String FOREIGN_KEY_VIOLATION = "23503";
  private static final String CHECK_VIOLATION = "23514";
  private static final Set<String> UNSTORABLE_TEXT = Set.of("22021", "22P05");

  /** Deadlock and serialization failure: the other transaction won, ours can be run again. */
  private static final Set<String> RETRYABLE = Set.of("40P01", "40001");

  /** What {@code refuse_row_of_erased_user()} raises. */
  private static final String ERASED = "TD001";

  /** Classes of SQLSTATEs: data, integrity constraint, and syntax or access errors. */
  private static final Set<String> STATEMENT_CLASSES = Set.of("22", "23", "42");

  private static final int ATTEMPTS = 5;

  private PgErrors() {}

  /** What a failed write of a task has wrong with it; empty if the failure says nothing of it. */
  static Optional<Fault> faultOf(Throwable failure) {
    if (!(failure instanceof PgException error)) {
      return Optional.empty();
    }
    if (UNSTORABLE_TEXT.contains(error.getSqlState())) {
      return Optional.of(new Fault("", "must not hold the character NUL"));
    }
    boolean constraint =
        FOREIGN_KEY_VIOLATION.equals(error.getSqlState())
            || CHECK_VIOLATION.equals(error.getSqlState());
    return constraint
        ? faultOf(Objects.requireNonNullElse(error.getConstraint(), ""))
        : Optional.empty();
  }

  /**
   * Whether the server refused a statement for what it says, so that it is that statement's own
   * trouble and not the server's.
   */
  static boolean isOfStatement(Throwable failure) {
    return failure instanceof IllegalArgumentException
        || failure instanceof IllegalStateException
        || (failure instanceof PgException error
            && STATEMENT_CLASSES.contains(error.getSqlState().substring(0, 2)));
  }

  /** Whether a write came too late: its user is erased or being erased. It left nothing. */
  static boolean isOfErasedUser(Throwable failure) {
    return failure instanceof PgException error && ERASED.equals(error.getSqlState());
  }

  /**
   * The same told to whoever asked: nothing was done, and a repeat will find that the key is gone.
   */
  static <T> Future<T> refusingErased(Throwable failure) {
    return Future.failedFuture(
        isOfErasedUser(failure)
            ? new BusException(BusException.Kind.OVERLOADED, "the user is being erased")
            : failure);
  }

  private static Optional<Fault> faultOf(String constraint) {
    return switch (constraint) {
      case "tasks_project_fkey" -> Optional.of(References.unknownProject());
      case "tasks_parent_fkey" -> Optional.of(References.unknownParent());
      case "tasks_not_own_parent" -> Optional.of(References.circularParent());
      default -> Optional.empty();
    };
  }

  /**
   * Runs a whole transaction, again if it lost against another one. At once, as the winner has
   * already committed.
   */
  static <T> Future<T> retrying(Supplier<Future<T>> transaction) {
    return retrying(transaction, ATTEMPTS);
  }

  private static <T> Future<T> retrying(Supplier<Future<T>> transaction, int attempts) {
    return transaction
        .get()
        .recover(
            failure ->
                attempts > 1
                        && failure instanceof PgException error
                        && RETRYABLE.contains(error.getSqlState())
                    ? retrying(transaction, attempts - 1)
                    : Future.failedFuture(failure));
  }
}
