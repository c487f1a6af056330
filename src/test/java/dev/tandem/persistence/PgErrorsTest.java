package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.task.Fault;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PgErrorsTest {
  @ParameterizedTest
  @CsvSource({
    "23503, tasks_project_fkey, /project_id",
    "23503, tasks_parent_fkey, /parent_id",
    "23514, tasks_not_own_parent, /parent_id"
  })
  void aBrokenReferenceIsAFaultOfItsField(String state, String constraint, String pointer) {
    assertThat(PgErrors.faultOf(error(state, constraint))).map(Fault::pointer).contains(pointer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"22021", "22P05"})
  void aNulIsAFaultOfTheRequest(String state) {
    assertThat(PgErrors.faultOf(error(state, null))).isPresent();
  }

  @Test
  void otherFailuresAreNoFaults() {
    assertThat(PgErrors.faultOf(error("23503", "tasks_user_id_fkey"))).isEmpty();
    assertThat(PgErrors.faultOf(error("57014", null))).isEmpty();
    assertThat(PgErrors.faultOf(new IllegalStateException("closed"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"40P01", "40001"})
  void whatLostIsRunAgain(String state) {
    Attempts attempts = new Attempts(3, error(state, null));
    assertThat(PgErrors.retrying(attempts).result()).isEqualTo(3);
  }

  @Test
  void whoAlwaysLosesGivesUpWithTheError() {
    PgException deadlock = error("40P01", null);
    Attempts attempts = new Attempts(100, deadlock);
    assertThat(PgErrors.retrying(attempts).cause()).isSameAs(deadlock);
    assertThat(attempts.made.get()).isEqualTo(5);
  }

  @Test
  void otherFailuresAreNotRunAgain() {
    Attempts attempts = new Attempts(3, error("23503", "tasks_parent_fkey"));
    assertThat(PgErrors.retrying(attempts).failed()).isTrue();
    assertThat(attempts.made.get()).isEqualTo(1);
  }

  /** Fails until the given attempt, which answers its number. */
  private static final class Attempts implements Supplier<Future<Integer>> {
    private final AtomicInteger made = new AtomicInteger();
    private final int successful;
    private final PgException failure;

    Attempts(int successful, PgException failure) {
      this.successful = successful;
      this.failure = failure;
    }

    @Override
    public Future<Integer> get() {
      return made.incrementAndGet() < successful
          ? Future.failedFuture(failure)
          : Future.succeededFuture(made.get());
    }
  }

  private static PgException error(String state, String constraint) {
    return new PgException(
        "failed",
        "ERROR",
        state,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        constraint);
  }
}
