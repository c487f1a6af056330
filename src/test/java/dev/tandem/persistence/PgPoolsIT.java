package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.bus.BusException;
import dev.tandem.config.DatabaseUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PgPoolsIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  @Test
  void sessionsAreNamedLimitedAndInUtc() {
    Row row =
        db.row(
            "SELECT current_setting('application_name'), current_setting('TimeZone'),"
                + " current_setting('statement_timeout'), current_setting('lock_timeout'),"
                + " current_setting('idle_in_transaction_session_timeout'),"
                + " current_setting('jit')");
    assertThat(row.getString(0)).isEqualTo("tandem");
    assertThat(row.getString(1)).isEqualTo("UTC");
    assertThat(row.getString(2)).isEqualTo("30s");
    assertThat(row.getString(3)).isEqualTo("8s");
    assertThat(row.getString(4)).isEqualTo("30s");
    assertThat(row.getString(5)).isEqualTo("off");
  }

  /** Else a database that does not keep up would fill the heap with those that wait for it. */
  @Test
  void refusesWhoeverWouldWaitBehindTooMany() {
    Vertx vertx = Vertx.vertx();
    Pool pool = PgPools.create(vertx, TestDatabase.empty(), 1);
    try {
      SqlConnection only = StoreFixture.result(pool.getConnection());
      List<Future<SqlConnection>> waiting = new ArrayList<>();
      for (int i = 0; i < PgPools.MOST_WAITING; i++) {
        waiting.add(pool.getConnection());
      }

      Future<?> tooLate = pool.query("SELECT 1").execute();

      assertThatThrownBy(() -> StoreFixture.result(tooLate))
          .satisfies(
              refused ->
                  assertThat(Outages.kindOf(rootOf(refused)))
                      .contains(BusException.Kind.OVERLOADED));
      assertThat(waiting).noneMatch(Future::isComplete);
      StoreFixture.result(only.close());
      assertThat(StoreFixture.result(waiting.get(0))).isNotNull();
    } finally {
      StoreFixture.result(vertx.close());
    }
  }

  private static Throwable rootOf(Throwable failure) {
    return failure.getCause() == null ? failure : rootOf(failure.getCause());
  }

  @Test
  void refusesSessionsWhoseSettingsWereDropped() {
    Vertx vertx = Vertx.vertx();
    DatabaseUrl database = TestDatabase.empty();
    Pool pool =
        PgBuilder.pool()
            .connectingTo(PgPools.options(database).setProperties(Map.of("lock_timeout", "8s")))
            .using(vertx)
            .build();
    try {
      assertThatThrownBy(() -> StoreFixture.result(PgPools.check(pool, database)))
          .isInstanceOf(ServerException.class)
          .hasMessageContaining(
              "(TimeZone, idle_in_transaction_session_timeout, statement_timeout): a pooler");
    } finally {
      StoreFixture.result(pool.close());
      StoreFixture.result(vertx.close());
    }
  }
}
