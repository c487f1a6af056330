package dev.tandem.persistence;

import dev.tandem.config.DatabaseUrl;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/** How the migrations, which use JDBC, log in. Blocks. */
record JdbcLogin(DatabaseUrl database) {
  private static final String CONNECT_SECONDS = "10";

  /**
   * Far shorter than the pool's: while a schema change waits for a lock, everything that comes
   * after waits behind it, and behind those that the script has already; that must not run into its
   * own limit.
   */
  static final Duration LOCK_LIMIT = Duration.ofMillis(500);

  /** Longer than any change of the schema takes; a server that is gone is not waited for. */
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(15);

  /**
   * Looks whether the server is one that can be used at all.
   *
   * @throws ServerException if it is not
   */
  void check() {
    new TlsFiles(database.tls()).check(database);
    try (Connection connection = connect()) {
      ServerException.checkVersion(database, connection.getMetaData().getDatabaseMajorVersion());
    } catch (SQLException e) {
      throw ServerException.of(database, e);
    }
  }

  Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.putAll(properties());
    properties.put("user", database.user());
    properties.put("password", database.password().reveal());
    return DriverManager.getConnection(url(), properties);
  }

  String url() {
    String host = database.host().contains(":") ? "[" + database.host() + "]" : database.host();
    return "jdbc:postgresql://"
        + host
        + ":"
        + database.port()
        + "/"
        + URLEncoder.encode(database.database(), StandardCharsets.UTF_8);
  }

  /** All but user and password. */
  Map<String, String> properties() {
    Map<String, String> properties = new TlsFiles(database.tls()).jdbc();
    properties.put("ApplicationName", "tandem migrations");
    properties.put("connectTimeout", CONNECT_SECONDS);
    properties.put("loginTimeout", CONNECT_SECONDS);
    properties.put("socketTimeout", Long.toString(ANSWER_LIMIT.toSeconds()));
    properties.put("tcpKeepAlive", "true");
    properties.put("options", "-c lock_timeout=" + LOCK_LIMIT.toMillis());
    return properties;
  }
}
