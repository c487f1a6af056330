package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.config.DatabaseUrl;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** What the check for erased users costs others, and where it holds. */
final class ErasureTriggerIT {
  private static final String UPSERT =
      "INSERT INTO public.push_queue (kind, entity_id, user_id) VALUES ('task', %d, 1)"
          + " ON CONFLICT (kind, entity_id) DO UPDATE SET generation = push_queue.generation + 1";

  private static final String TOKEN =
      "INSERT INTO ticktick_accounts (user_id, state, access_token, key_id)"
          + " VALUES (1, 'connected', '\\x00', 'k')"
          + " ON CONFLICT (user_id) DO UPDATE SET access_token = excluded.access_token";

  private final DatabaseUrl database = TestDatabase.fresh();

  @Test
  void aQueueRowThatIsThereGrowsWithoutALockOnItsUser() throws SQLException {
    execute("INSERT INTO users (name) VALUES ('ada')", UPSERT.formatted(1));
    try (Connection other = TestDatabase.connect(database);
        Statement holding = other.createStatement()) {
      other.setAutoCommit(false);
      holding.execute("SELECT FROM users FOR UPDATE");
      execute("SET lock_timeout = '1s'", UPSERT.formatted(1));
      assertThatThrownBy(() -> execute("SET lock_timeout = '1s'", UPSERT.formatted(2)))
          .isInstanceOfSatisfying(SQLException.class, e -> hasState(e, "55P03"));
    }
  }

  @Test
  void nothingNewAndNoTokenBecomesThatOfAMarkedUser() throws SQLException {
    execute("INSERT INTO users (name) VALUES ('ada')", UPSERT.formatted(1), TOKEN);
    execute("UPDATE users SET erasing_at = now()");
    execute(UPSERT.formatted(1));
    for (String refused : new String[] {UPSERT.formatted(2), TOKEN}) {
      assertThatThrownBy(() -> execute(refused))
          .isInstanceOfSatisfying(SQLException.class, e -> hasState(e, "TD001"));
    }
  }

  /** As pg_restore loads data. */
  @Test
  void findsTheUserWithoutASearchPath() throws SQLException {
    execute(
        "SET search_path = ''",
        "INSERT INTO public.users (name) VALUES ('ada')",
        "INSERT INTO public.tasks (user_id, title, push) VALUES (1, 'restored', false)",
        UPSERT.formatted(1),
        "INSERT INTO public.ticktick_accounts (user_id, state) VALUES (1, 'disconnected')");
  }

  private static void hasState(SQLException failure, String state) {
    if (!state.equals(failure.getSQLState())) {
      throw new AssertionError("not " + state, failure);
    }
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = TestDatabase.connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
