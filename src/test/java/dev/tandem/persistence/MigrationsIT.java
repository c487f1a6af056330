package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.config.DatabaseTls;
import dev.tandem.config.DatabaseUrl;
import dev.tandem.config.Secret;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class MigrationsIT {
  private static final String LOCATION = "classpath:db/testmigration";

  @Test
  void appliesWhatIsMissingAndTellsIt() {
    DatabaseUrl login = TestDatabase.empty();
    assertThat(migrations(login).run())
        .containsExactly(
            new Migrations.Applied("1", "Make notes"), new Migrations.Applied("2", "Index notes"));
    assertThat(migrations(login).run()).isEmpty();
  }

  @Test
  void namesTheScriptThatFailsAndRollsItBack() throws Exception {
    DatabaseUrl login = TestDatabase.empty();
    assertThatThrownBy(() -> new Migrations(login, "classpath:db/brokenmigration").run())
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("V1__Make_half.sql")
        .hasMessageContaining("relation \"missing\" does not exist")
        .hasMessageNotContaining("\n");
    assertThat(first(login, "SELECT to_regclass('half') IS NULL")).isEqualTo("t");
  }

  @Test
  void refusesAnUnreachableDatabase() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    DatabaseUrl login =
        DatabaseUrl.plain("127.0.0.1", closed, "tandem", "tandem", new Secret("secret-word"));
    assertRefused(login, "The database tandem@127.0.0.1:" + closed + "/tandem cannot be reached");
  }

  @Test
  void refusesAWrongPasswordWithoutTellingIt() {
    DatabaseUrl right = TestDatabase.empty();
    assertRefused(
        DatabaseUrl.plain(
            right.host(), right.port(), right.database(), right.user(), new Secret("secret-word")),
        "refuses the user or the password");
  }

  @Test
  void refusesADatabaseThatDoesNotExist() {
    DatabaseUrl right = TestDatabase.empty();
    assertRefused(
        DatabaseUrl.plain(right.host(), right.port(), "nowhere", right.user(), right.password()),
        "/nowhere does not exist");
  }

  @Test
  void usesTheConnectionSettings() {
    assertThatThrownBy(() -> new Migrations(requiringTls(TestDatabase.empty()), LOCATION).run())
        .isInstanceOf(ServerException.class)
        .hasMessageContaining(
            "cannot be spoken to over TLS as its URL asks: The server does not support SSL");
  }

  @Test
  void refusesAPlaceWithoutScripts() {
    assertThatThrownBy(() -> new Migrations(TestDatabase.empty(), "classpath:db/nothing").run())
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("db/nothing");
  }

  @Test
  void testDatabasesAreApartAndNotInUtc() throws Exception {
    DatabaseUrl one = TestDatabase.fresh();
    DatabaseUrl other = TestDatabase.fresh();
    assertThat(one.database()).isNotEqualTo(other.database());
    assertThat(
            first(
                one,
                "SELECT setconfig[1] FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase"
                    + " WHERE datname = current_database()"))
        .isEqualTo("TimeZone=Asia/Kathmandu");
  }

  @Test
  void doesNotWaitForeverForALockAndLeavesNothingHalfDone() throws Exception {
    DatabaseUrl login = TestDatabase.empty();
    migrations(login).run();
    try (Connection connection = TestDatabase.connect(login);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP INDEX notes_text");
      statement.execute("DELETE FROM flyway_schema_history WHERE version = '2'");
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO notes VALUES (1, 'not committed yet')");
      assertThatThrownBy(() -> migrations(login).run())
          .isInstanceOf(MigrationException.class)
          .hasMessageContaining("V2__Index_notes.sql")
          .hasMessageContaining("another session has held a lock on the table for more than 5 s")
          .hasMessageNotContaining("\n");
      connection.commit();
    }
    assertThat(first(login, "SELECT to_regclass('notes_text') IS NULL")).isEqualTo("t");
    assertThat(migrations(login).run()).hasSize(1);
  }

  @Test
  void letsGoOfItsLocksWhileAnotherHoldsOneAndGoesOnWhenThatIsFree() throws Exception {
    DatabaseUrl login = TestDatabase.empty();
    migrations(login).run();
    try (Connection connection = TestDatabase.connect(login);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP INDEX notes_text");
      statement.execute("DELETE FROM flyway_schema_history WHERE version = '2'");
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO notes VALUES (1, 'not committed yet')");
      CompletableFuture<List<Migrations.Applied>> run =
          CompletableFuture.supplyAsync(() -> migrations(login).run());
      Set<String> transactions = new HashSet<>();
      Awaitility.await()
          .until(
              () -> {
                transactions.add(
                    first(
                        login,
                        "SELECT coalesce(max(xact_start)::text, '') FROM pg_stat_activity"
                            + " WHERE wait_event_type = 'Lock' AND datname = current_database()"));
                transactions.remove("");
                return transactions.size() > 1;
              });
      connection.commit();
      assertThat(run.get(30, TimeUnit.SECONDS))
          .containsExactly(new Migrations.Applied("2", "Index notes"));
    }
  }

  @Test
  void aCheckChangesNothingAndSaysWhatIsMissing() throws Exception {
    DatabaseUrl login = TestDatabase.empty();
    assertThatThrownBy(() -> migrations(login).check())
        .isInstanceOf(MigrationException.class)
        .hasMessage(
            "The schema of "
                + login
                + " is empty, this Tandem needs version 2: start it once with"
                + " TANDEM_DATABASE_MIGRATE=only and the role that owns the tables");
    assertThat(
            first(
                login, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
        .isEqualTo("0");
    migrations(login).run();
    migrations(login).check();
    try (Connection connection = TestDatabase.connect(login);
        Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM flyway_schema_history WHERE version = '2'");
    }
    assertThatThrownBy(() -> migrations(login).check())
        .hasMessageContaining("is at version 1, this Tandem needs version 2");
  }

  @Test
  void aCheckNoticesAScriptThatWasAnother() throws Exception {
    DatabaseUrl login = TestDatabase.empty();
    migrations(login).run();
    try (Connection connection = TestDatabase.connect(login);
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE flyway_schema_history SET checksum = 1 WHERE version = '1'");
    }
    assertThatThrownBy(() -> migrations(login).check())
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("is not the one that this Tandem makes")
        .hasMessageNotContaining("\n");
  }

  private static Migrations migrations(DatabaseUrl login) {
    return new Migrations(login, LOCATION);
  }

  private static DatabaseUrl requiringTls(DatabaseUrl plain) {
    return new DatabaseUrl(
        plain.host(),
        plain.port(),
        plain.database(),
        plain.user(),
        plain.password(),
        new DatabaseTls(DatabaseTls.Mode.REQUIRE, Optional.empty(), Optional.empty()));
  }

  private static void assertRefused(DatabaseUrl login, String message) {
    assertThatThrownBy(() -> migrations(login).run())
        .isInstanceOf(ServerException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("secret-word");
  }

  private static String first(DatabaseUrl login, String sql) throws Exception {
    try (Connection connection = TestDatabase.connect(login);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
