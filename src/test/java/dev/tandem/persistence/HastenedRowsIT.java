package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.QueueRoutes.Hasten;
import dev.tandem.task.Task;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person who syncs the account need not wait for, and what keeps its time. */
final class HastenedRowsIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final QueueFixture queue = new QueueFixture(db);
  private long user;
  private Task task;

  @BeforeEach
  void begin() {
    queue.clear();
    user = db.connectedUser();
    task = db.insert(user, "waits");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "refresh_failed",
        "timeout",
        "connection_lost",
        "unreachable",
        "unreadable_answer",
        "http_500",
        "http_503"
      })
  void whatAnOutagePutOffIsDue(String code) {
    putOff(code);
    assertThat(hastened(user)).isOne();
    assertThat(db.isDue(task)).isTrue();
    assertThat(hastened(user)).as("already due").isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unknown_exception",
        "http_400",
        "not_found",
        "exceed_query_limit",
        "budget_spent",
        "create_unconfirmed",
        "completion_pending",
        "deletion_held"
      })
  void whatHasAReasonOfItsOwnKeepsItsTime(String code) {
    putOff(code);
    assertThat(hastened(user)).isZero();
    assertThat(db.isDue(task)).isFalse();
  }

  @Test
  void listsAreToo() {
    long list = db.project(user, "List", null);
    db.settle(task);
    db.rows(
        "INSERT INTO push_queue (kind, entity_id, user_id, account_id)"
            + " SELECT 'project', $2, user_id, id FROM ticktick_accounts WHERE user_id = $1",
        user,
        list);
    putOff("timeout");
    assertThat(hastened(user)).isOne();
  }

  @Test
  void noneOfAnotherUserIs() {
    putOff("timeout");
    assertThat(hastened(db.connectedUser())).isZero();
    assertThat(db.isDue(task)).isFalse();
  }

  @Test
  void whatIsWorkedOnOrGivenUpIsLeftAlone() {
    queue.claimOne();
    putOff("timeout");
    assertThat(hastened(user)).isZero();
    db.rows("UPDATE push_queue SET lease_until = NULL, fence = NULL, is_dead = true");
    assertThat(hastened(user)).isZero();
  }

  /** As after an outage, and before it the error that is told. */
  private static void putOff(String code) {
    db.rows(
        "UPDATE push_queue SET outages = 1, next_attempt_at = now() + interval '1 hour',"
            + " last_error = $1",
        new JsonObject().put("code", code));
  }

  private int hastened(long user) {
    return result(queue.queue().hasten(new Hasten(user))).rows();
  }
}
