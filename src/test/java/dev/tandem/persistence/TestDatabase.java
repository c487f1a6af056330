package dev.tandem.persistence;

import dev.tandem.config.DatabaseUrl;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * New databases for tests, on one embedded server for each test JVM. The server starts with the
 * first request and stops with the JVM; its cluster is kept for the next run, which drops what is
 * left in it.
 */
public final class TestDatabase {
  private static final String MADE_HERE = "test_";
  private static final String TEMPLATE = MADE_HERE + "template";
  private static final AtomicInteger MADE = new AtomicInteger();

  private TestDatabase() {}

  /** A database with this build's schema and no rows. Its sessions' time zone is not UTC. */
  public static DatabaseUrl fresh() {
    return make(Server.MIGRATED);
  }

  /** A database with nothing in it. */
  public static DatabaseUrl empty() {
    return make("template1");
  }

  /** Opens a connection as the login's user; the caller closes it. */
  public static Connection connect(DatabaseUrl login) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://" + login.host() + ":" + login.port() + "/" + login.database(),
        login.user(),
        login.password().reveal());
  }

  private static DatabaseUrl make(String template) {
    String name = MADE_HERE + MADE.incrementAndGet();
    create(Server.SUPERUSER, name, template);
    return in(Server.OWNER, name);
  }

  private static void create(DatabaseUrl superuser, String name, String template) {
    run(
        superuser,
        "CREATE DATABASE " + name + " TEMPLATE " + template + " OWNER tandem",
        "ALTER DATABASE " + name + " SET timezone TO 'Asia/Kathmandu'");
  }

  private static DatabaseUrl in(DatabaseUrl login, String database) {
    return DatabaseUrl.plain(login.host(), login.port(), database, login.user(), login.password());
  }

  private static void run(DatabaseUrl login, String... statements) {
    try (Connection connection = connect(login);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("test database on " + login, e);
    }
  }

  /** Initialised by the first test that needs a database. */
  private static final class Server {
    static final DatabaseUrl OWNER;
    static final DatabaseUrl SUPERUSER;
    static final String MIGRATED;

    static {
      EmbeddedPostgres server = start(0);
      Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop test database"));
      OWNER = server.url();
      SUPERUSER = server.superuserUrl();
      dropLeftOvers();
      MIGRATED = TestDatabase.class.getResource("/db/migration") == null ? "template1" : template();
    }

    /** Several test JVMs may run at once, each in a directory of its own. */
    private static EmbeddedPostgres start(int slot) {
      try {
        return EmbeddedPostgres.start(Path.of("target", "test-postgres", Integer.toString(slot)));
      } catch (EmbeddedPostgresException e) {
        if (e.getMessage().contains("is in use")) {
          return start(slot + 1);
        }
        throw e;
      }
    }

    private static String template() {
      create(SUPERUSER, TEMPLATE, "template1");
      new Migrations(in(OWNER, TEMPLATE)).run();
      return TEMPLATE;
    }

    private static void dropLeftOvers() {
      List<String> drops = new ArrayList<>();
      try (Connection connection = connect(SUPERUSER);
          Statement statement = connection.createStatement();
          ResultSet names =
              statement.executeQuery(
                  "SELECT datname FROM pg_database WHERE starts_with(datname, '"
                      + MADE_HERE
                      + "')")) {
        while (names.next()) {
          drops.add("DROP DATABASE " + names.getString(1));
        }
      } catch (SQLException e) {
        throw new IllegalStateException("test databases of an earlier run", e);
      }
      run(SUPERUSER, drops.toArray(String[]::new));
    }
  }
}
