package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.task.Task;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A claim that is held up between its snapshot and its locks, while another one begins and ends: by
 * a policy, which a test's session alone has to pass as it reads the accounts.
 */
final class StaleClaimIT {
  private static final String GATE = "SELECT pg_advisory_xact_lock(42)";

  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final QueueFixture queue = new QueueFixture(db);
  private long user;

  @BeforeAll
  static void makeGate() {
    db.rows(
        "CREATE FUNCTION pass_gate() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN"
            + " IF current_setting('test.gate', true) = 'shut' THEN"
            + " PERFORM pg_advisory_xact_lock(42); END IF; RETURN true; END $$");
    db.rows("CREATE POLICY gate ON ticktick_accounts USING (pass_gate())");
    db.rows("ALTER TABLE ticktick_accounts ENABLE ROW LEVEL SECURITY");
    db.rows("ALTER TABLE ticktick_accounts FORCE ROW LEVEL SECURITY");
  }

  @BeforeEach
  void clear() {
    queue.clear();
    user = db.connectedUser();
  }

  @Test
  void beginsNoSecondRun() {
    queue.many(user, 400);
    int claimed =
        heldUp(
            new Long[0],
            () -> {
              queue.many(user, 50);
              db.rows(
                  "UPDATE push_queue SET next_attempt_at = now() - interval '1 hour'"
                      + " WHERE entity_id > (SELECT max(entity_id) - 50 FROM push_queue)");
              assertThat(queue.claimed("another", 32).jobs()).hasSize(200);
            });
    assertThat(claimed).as("though 50 rows that it saw were free").isZero();
    assertThat(db.rows("SELECT DISTINCT lease_owner FROM push_queue WHERE lease_until > now()"))
        .hasSize(1);
  }

  @Test
  void takesNoNinthSeat() {
    Long[] early = awaited(8);
    int claimed =
        heldUp(early, () -> assertThat(queue.claimed("another", 8, awaited(8)).jobs()).hasSize(8));
    assertThat(claimed).isZero();
  }

  @Test
  void getsWhatNobodyClaimedMeanwhile() {
    queue.many(user, 5);
    assertThat(heldUp(new Long[0], () -> queue.many(db.connectedUser(), 5))).isEqualTo(5);
  }

  /** How many rows the claim got that was held up meanwhile. */
  private static int heldUp(Long[] awaited, Runnable meanwhile) {
    SqlConnection keeper = result(db.pool().getConnection());
    Transaction shut = result(keeper.begin());
    result(keeper.query(GATE).execute());
    SqlConnection late = result(db.pool().getConnection());
    result(late.query("SET test.gate = 'shut'").execute());
    Future<RowSet<Row>> claim =
        late.preparedQuery(ClaimSql.CLAIM).execute(Tuple.of("late", 32, 30_000L, awaited));
    await().until(StaleClaimIT::someoneWaits);
    meanwhile.run();
    result(shut.commit());
    int rows = result(claim).size();
    result(late.query("RESET test.gate").execute());
    result(late.close());
    result(keeper.close());
    return rows;
  }

  private static boolean someoneWaits() {
    return db.number(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND wait_event_type = 'Lock' AND wait_event = 'advisory'")
        == 1;
  }

  private Long[] awaited(int count) {
    return LongStream.range(0, count)
        .mapToObj(i -> db.insert(user, "awaited " + i))
        .map(Task::id)
        .toArray(Long[]::new);
  }
}
