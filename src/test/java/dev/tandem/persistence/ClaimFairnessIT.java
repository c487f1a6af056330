package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.PushJob;
import dev.tandem.task.Task;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A queue in which one account has ten thousand rows. */
final class ClaimFairnessIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final QueueFixture queue = new QueueFixture(db);
  private long busy;

  @BeforeEach
  void fill() {
    queue.clear();
    busy = db.connectedUser();
    queue.many(busy, 10_000);
  }

  @Test
  void anotherAccountsSingleChangeIsInTheNextClaim() {
    Task single = db.insert(db.connectedUser(), "single");
    assertThat(queue.claim(32)).extracting(PushJob::taskId).contains(single.id());
  }

  @Test
  void withOneSlotAloneItIsInTheOneAfterThat() {
    assertThat(queue.claim(1)).allMatch(job -> job.userId() == busy);
    Task single = db.insert(db.connectedUser(), "single");
    db.rows("UPDATE push_queue SET lease_owner = NULL, lease_until = NULL, fence = NULL");
    assertThat(queue.claim(1)).extracting(PushJob::taskId).containsExactly(single.id());
  }

  @Test
  void aWaitingPersonIsFirstHoweverManyAccountsWait() {
    IntStream.range(0, 40).forEach(i -> queue.many(db.connectedUser(), 250));
    Task awaited = db.insert(busy, "awaited");
    assertThat(queue.claim(1, awaited.id()))
        .extracting(PushJob::taskId)
        .containsExactly(awaited.id());
  }

  /** Of a queue that is short enough the planner may well read all pages. */
  @Test
  void aClaimAmongAThousandAccountsReadsALongQueueByItsIndexes() {
    queue.many(busy, 90_000);
    aThousandAccounts();
    db.rows("ANALYZE");
    List<String> claim =
        plan(ClaimSql.CLAIM, Tuple.of("worker", 32, 30_000L, new Long[] {1L, 2L, 3L}));
    List<String> next = plan(ClaimSql.NEXT_DUE, Tuple.tuple());
    assertThat(claim)
        .anyMatch(line -> line.contains("using push_queue_due"))
        .noneMatch(line -> line.contains("Seq Scan on push_queue"));
    assertThat(next)
        .anyMatch(line -> line.contains("using push_queue_due"))
        .noneMatch(line -> line.contains("Seq Scan on push_queue"));
    assertThat(queue.claim(32)).isNotEmpty();
  }

  private static void aThousandAccounts() {
    db.rows("INSERT INTO users (name) SELECT 'one of many' FROM generate_series(1, 1000)");
    db.rows(
        "INSERT INTO ticktick_accounts (user_id, state, access_token, key_id)"
            + " SELECT id, 'connected', '\\x00', 'k' FROM users WHERE name = 'one of many'");
    db.rows(
        "WITH made AS (INSERT INTO tasks (user_id, title, push)"
            + " SELECT id, 'single', true FROM users WHERE name = 'one of many'"
            + " RETURNING id, user_id)"
            + " INSERT INTO push_queue (kind, entity_id, user_id, account_id)"
            + " SELECT 'task', made.id, made.user_id, a.id"
            + " FROM made JOIN ticktick_accounts a USING (user_id)");
  }

  /** As sessions have it once they asked a few times: good for any parameters. */
  private static List<String> plan(String sql, Tuple values) {
    SqlConnection connection = result(db.pool().getConnection());
    result(connection.query("SET plan_cache_mode = force_generic_plan").execute());
    RowSet<Row> rows = result(connection.preparedQuery("EXPLAIN " + sql).execute(values));
    result(connection.query("RESET plan_cache_mode").execute());
    result(connection.close());
    List<String> lines = new ArrayList<>();
    rows.forEach(row -> lines.add(row.getString(0)));
    return lines;
  }
}
