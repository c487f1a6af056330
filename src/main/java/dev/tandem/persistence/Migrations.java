package dev.tandem.persistence;

import dev.tandem.config.DatabaseUrl;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.output.ValidateResult;
import org.jspecify.annotations.Nullable;

/** Brings a database to the schema of this build. Blocks: run it on a worker thread. */
public final class Migrations {
  private static final String LOCATION = "classpath:db/migration";
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String DEADLOCK = "40P01";
  private static final int ATTEMPTS = 10;

  /**
   * What the running role may not do with Tandem's tables, told by their owner, as the schema may
   * hold others too. Identity columns need no right to their sequences.
   */
  private static final String MISSING_RIGHTS =
      """
      SELECT lower(missing.right_) || ' on ' || c.relname
        FROM pg_class history
        JOIN pg_class c ON c.relowner = history.relowner AND c.relnamespace = history.relnamespace
        CROSS JOIN LATERAL (
          SELECT r FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) r
            WHERE c.relkind = 'r' AND c.oid <> history.oid AND NOT has_table_privilege(c.oid, r)
          UNION ALL
          SELECT 'USAGE' WHERE c.relkind = 'S' AND NOT has_sequence_privilege(c.oid, 'USAGE')
            AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'i')
        ) AS missing (right_)
        WHERE history.oid = to_regclass('flyway_schema_history')
        ORDER BY c.relname, missing.right_
      """;

  private final DatabaseUrl database;
  private final JdbcLogin login;
  private final String location;

  public Migrations(DatabaseUrl database) {
    this(database, LOCATION);
  }

  Migrations(DatabaseUrl database, String location) {
    this.database = database;
    this.login = new JdbcLogin(database);
    this.location = location;
  }

  /** A schema change that a run made. */
  public record Applied(String version, String description) {}

  /**
   * Applies what is missing, in order; several processes may try at once, one does it.
   *
   * @return what this run applied, empty when the schema was up to date
   * @throws MigrationException with one line for the user; the failed script's transaction is
   *     rolled back
   * @throws ServerException if the server cannot be used
   */
  public List<Applied> run() {
    login.check();
    AppliedScripts applied = new AppliedScripts();
    for (int attempt = 1; ; attempt++) {
      try {
        flyway(applied).migrate();
        return applied.all();
      } catch (FlywayException e) {
        // Rolled back: those who waited behind its locks go on before it asks for them again.
        if (attempt == ATTEMPTS || !lostAgainstOthers(e)) {
          throw new MigrationException(
              "The schema of " + database + " could not be brought up to date: " + reason(e), e);
        }
      }
    }
  }

  private static boolean lostAgainstOthers(FlywayException failure) {
    return sqlCause(failure)
        .map(SQLException::getSQLState)
        .filter(state -> state.equals(LOCK_NOT_AVAILABLE) || state.equals(DEADLOCK))
        .isPresent();
  }

  /**
   * Looks, and changes nothing: whether the schema is one that this build can work with, and
   * whether the role may.
   *
   * @throws MigrationException with one line that says what was found, what is needed and what to
   *     do
   * @throws ServerException if the server cannot be used
   */
  public void check() {
    login.check();
    try {
      Flyway flyway = flyway(new AppliedScripts());
      Optional<MigrationInfo> pending = last(flyway.info().pending());
      if (pending.isPresent()) {
        throw new MigrationException(
            "The schema of "
                + database
                + " is "
                + Optional.ofNullable(flyway.info().current())
                    .map(found -> "at version " + found.getVersion())
                    .orElse("empty")
                + ", this Tandem needs version "
                + pending.get().getVersion()
                + ": start it once with TANDEM_DATABASE_MIGRATE=only and the role that owns the tables");
      }
      ValidateResult found = flyway.validateWithResult();
      if (!found.validationSuccessful) {
        throw new MigrationException(
            "The schema of "
                + database
                + " is not the one that this Tandem makes: "
                + found.getAllErrorMessages());
      }
    } catch (FlywayException e) {
      throw new MigrationException(
          "The schema of " + database + " could not be checked: " + reason(e), e);
    }
    checkRights();
  }

  private void checkRights() {
    List<String> missing = new ArrayList<>();
    try (Connection connection = login.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(MISSING_RIGHTS)) {
      while (rows.next()) {
        missing.add(rows.getString(1));
      }
    } catch (SQLException e) {
      throw ServerException.of(database, e);
    }
    if (!missing.isEmpty()) {
      throw new MigrationException(
          "The role "
              + database.user()
              + " lacks rights in "
              + database
              + ", for its owner to grant: "
              + String.join(", ", missing));
    }
  }

  private Flyway flyway(AppliedScripts applied) {
    return Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(login.url(), database.user(), database.password().reveal())
        .jdbcProperties(login.properties())
        .locations(location)
        .failOnMissingLocations(true)
        .validateMigrationNaming(true)
        .loggers("slf4j")
        .callbacks(applied)
        .load();
  }

  private static Optional<MigrationInfo> last(MigrationInfo[] all) {
    return Stream.of(all).reduce((before, after) -> after);
  }

  /**
   * Flyway draws a table around a failed statement; its first line names the script, the driver's
   * says why.
   */
  private static String reason(FlywayException failure) {
    String script = firstLine(failure.getMessage());
    return sqlCause(failure)
        .map(cause -> script + ": " + reason(cause))
        .orElseGet(() -> String.valueOf(failure.getMessage()));
  }

  private static Optional<SQLException> sqlCause(FlywayException failure) {
    return Stream.iterate((Throwable) failure, cause -> cause != null, Throwable::getCause)
        .filter(SQLException.class::isInstance)
        .map(SQLException.class::cast)
        .findFirst();
  }

  private static String reason(SQLException failure) {
    return LOCK_NOT_AVAILABLE.equals(failure.getSQLState())
        ? "another session has held a lock on the table for more than "
            + JdbcLogin.LOCK_LIMIT.multipliedBy(ATTEMPTS).toSeconds()
            + " s; nothing of this script was done, start again when that session has ended"
        : firstLine(failure.getMessage());
  }

  private static String firstLine(@Nullable String text) {
    return String.valueOf(text).lines().findFirst().orElse("");
  }
}
