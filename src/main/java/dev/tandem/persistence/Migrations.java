package dev.tandem.persistence;

import dev.tandem.config.DatabaseUrl;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/** Brings a database to the schema of this build. Blocks: run it on a worker thread. */
public final class Migrations {
  private static final String LOCATION = "classpath:db/migration";
  private static final int OLDEST_SERVER = 15;
  private static final String CONNECT_SECONDS = "10";

  private final DatabaseUrl database;
  private final String location;

  public Migrations(DatabaseUrl database) {
    this(database, LOCATION);
  }

  Migrations(DatabaseUrl database, String location) {
    this.database = database;
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
   */
  public List<Applied> run() {
    checkServer();
    try {
      return Flyway.configure(Migrations.class.getClassLoader())
          .dataSource(url(), database.user(), database.password().reveal())
          .jdbcProperties(properties())
          .locations(location)
          .failOnMissingLocations(true)
          .validateMigrationNaming(true)
          .loggers("slf4j")
          .load()
          .migrate()
          .migrations
          .stream()
          .map(done -> new Applied(done.version, done.description))
          .toList();
    } catch (FlywayException e) {
      throw new MigrationException(
          "The schema of " + database + " could not be brought up to date: " + reason(e), e);
    }
  }

  private String url() {
    String host = database.host().contains(":") ? "[" + database.host() + "]" : database.host();
    return "jdbc:postgresql://"
        + host
        + ":"
        + database.port()
        + "/"
        + URLEncoder.encode(database.database(), StandardCharsets.UTF_8);
  }

  private Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    properties.put("sslmode", database.sslMode().wireName());
    database.sslRootCert().ifPresent(file -> properties.put("sslrootcert", file));
    properties.put("ApplicationName", "tandem migrations");
    properties.put("connectTimeout", CONNECT_SECONDS);
    properties.put("loginTimeout", CONNECT_SECONDS);
    return properties;
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.putAll(properties());
    properties.put("user", database.user());
    properties.put("password", database.password().reveal());
    return DriverManager.getConnection(url(), properties);
  }

  private void checkServer() {
    try (Connection connection = connect()) {
      int version = connection.getMetaData().getDatabaseMajorVersion();
      if (version < OLDEST_SERVER) {
        throw new MigrationException(
            "The database "
                + database
                + " runs on PostgreSQL "
                + version
                + ", Tandem needs "
                + OLDEST_SERVER
                + " or newer");
      }
    } catch (SQLException e) {
      throw new MigrationException(refusal(e), e);
    }
  }

  private String refusal(SQLException failure) {
    String state = Optional.ofNullable(failure.getSQLState()).orElse("");
    String what =
        switch (state) {
          case "28P01", "28000" -> "refuses the user or the password";
          case "3D000" -> "does not exist";
          default -> state.startsWith("08") ? "cannot be reached" : "cannot be used";
        };
    return "The database " + database + " " + what + ": " + failure.getMessage();
  }

  /**
   * Flyway draws a table around a failed statement; its first line names the script, the driver's
   * says why.
   */
  private static String reason(FlywayException failure) {
    String script = firstLine(failure.getMessage());
    return Stream.iterate((Throwable) failure, cause -> cause != null, Throwable::getCause)
        .filter(SQLException.class::isInstance)
        .findFirst()
        .map(cause -> script + ": " + firstLine(cause.getMessage()))
        .orElseGet(() -> String.valueOf(failure.getMessage()));
  }

  private static String firstLine(@Nullable String text) {
    return String.valueOf(text).lines().findFirst().orElse("");
  }
}
