package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.config.DatabaseUrl;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server with a certificate for {@code localhost} that takes no session without TLS. */
final class TlsIT {
  private static ExternalServer server;
  private static TestAuthority.Issued client;
  private static Vertx vertx;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    server = ExternalServer.make();
    TestAuthority authority = TestAuthority.make(server.root(), "ca");
    TestAuthority.make(server.root(), "other");
    client = authority.issue("shown", "EC", "eku=clientAuth");
    TestAuthority.Issued own = authority.issue("localhost", "RSA", "san=dns:localhost");
    server
        .with("ssl=on")
        .with("ssl_cert_file=" + server.handOver(own.certificate()))
        .with("ssl_key_file=" + server.handOver(own.key()))
        .with("ssl_ca_file=" + server.handOver(authority.certificate()))
        .admitting(
            "hostssl all shown all cert",
            "hostssl all all all scram-sha-256",
            "host all all all reject")
        .start();
    try (Connection connection = new JdbcLogin(url("postgres", "localhost", "")).connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE shown LOGIN");
      statement.execute("ALTER DATABASE tandem OWNER TO shown");
      statement.execute("GRANT shown TO tandem");
    }
  }

  @AfterAll
  static void stop() throws Exception {
    StoreFixture.result(vertx.close());
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, ''",
    "localhost, sslmode=prefer",
    "localhost, sslmode=allow",
    "127.0.0.1, sslmode=require",
    "127.0.0.1, sslmode=require&sslrootcert=ca.pem",
    "127.0.0.1, sslmode=verify-ca&sslrootcert=ca.pem",
    "localhost, sslmode=verify-full&sslrootcert=ca.pem"
  })
  void bothSpeakTls(String host, String parameters) throws Exception {
    DatabaseUrl url = url("tandem", host, parameters);
    assertThat(isEncryptedForMigrations(url)).isTrue();
    assertThat(isEncryptedForPool(url)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, sslmode=verify-full&sslrootcert=ca.pem, '(?s).*(127.0.0.1|hostname|name).*'",
    "localhost, sslmode=verify-full&sslrootcert=other.pem, .*(path|trust anchor).*",
    "localhost, sslmode=verify-ca&sslrootcert=other.pem, .*(path|trust anchor).*",
    "localhost, sslmode=require&sslrootcert=other.pem, .*(path|trust anchor).*"
  })
  void bothRefuseAServerThatIsNotVouchedFor(String host, String parameters, String why) {
    DatabaseUrl url = url("tandem", host, parameters);
    assertThatThrownBy(() -> new JdbcLogin(url).check())
        .isInstanceOf(ServerException.class)
        .hasMessageStartingWith(
            "The database " + url + " cannot be spoken to over TLS as its URL asks: ")
        .hasMessageMatching(why)
        .hasMessageNotContainingAny(server.password(), "\n");
    assertThatThrownBy(() -> checkPool(url))
        .isInstanceOf(ServerException.class)
        .hasMessageStartingWith(
            "The database " + url + " cannot be spoken to over TLS as its URL asks: ")
        .hasMessageNotContainingAny(server.password(), "\n");
  }

  @Test
  void bothAreRefusedWithoutTls() {
    DatabaseUrl url = url("tandem", "localhost", "sslmode=disable");
    assertThatThrownBy(() -> new JdbcLogin(url).check())
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("pg_hba.conf");
    assertThatThrownBy(() -> checkPool(url))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("pg_hba.conf");
  }

  @Test
  void bothShowTheClientCertificate() throws Exception {
    String shown = "sslmode=verify-full&sslrootcert=ca.pem&sslcert=shown.pem&sslkey=shown.key";
    DatabaseUrl url = url("shown", "localhost", shown);
    assertThat(isEncryptedForMigrations(url)).isTrue();
    assertThat(isEncryptedForPool(url)).isTrue();
    assertThat(new Migrations(url, "classpath:db/testmigration").run()).hasSize(2);

    DatabaseUrl without = url("shown", "localhost", "sslmode=verify-full&sslrootcert=ca.pem");
    assertThatThrownBy(() -> new JdbcLogin(without).check()).isInstanceOf(ServerException.class);
    assertThatThrownBy(() -> checkPool(without)).isInstanceOf(ServerException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "sslrootcert=missing.pem, sslrootcert=.*missing.pem cannot be read",
    "sslrootcert=shown.key, sslrootcert=.*shown.key takes a PEM file of certificates",
    "sslrootcert=ca.pem&sslcert=shown.key&sslkey=shown.key, sslcert=.* takes a PEM file of certificates",
    "sslrootcert=ca.pem&sslcert=shown.pem&sslkey=old.key, sslkey=.* takes a PEM file of an unencrypted.*"
  })
  void namesTheFileThatCannotBeUsed(String parameters, String message) throws Exception {
    Files.writeString(
        server.root().resolve("old.key"),
        Files.readString(client.key()).replace("PRIVATE KEY", "EC PRIVATE KEY"));
    DatabaseUrl url = url("tandem", "localhost", "sslmode=verify-full&" + parameters);
    assertThatThrownBy(() -> new JdbcLogin(url).check())
        .isInstanceOf(ServerException.class)
        .hasMessageMatching("The database .* cannot be used: " + message);
  }

  /** File names are those of the test's directory. */
  private static DatabaseUrl url(String role, String host, String parameters) {
    Path root = server.root();
    return DatabaseUrl.parse(
        server.urlOf(
            role,
            "tandem",
            host,
            parameters.replaceAll("(cert|key)=", "$1=" + root.toUri().getPath())));
  }

  private static boolean isEncryptedForMigrations(DatabaseUrl url) throws Exception {
    new JdbcLogin(url).check();
    try (Connection connection = new JdbcLogin(url).connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
      assertThat(rows.next()).isTrue();
      return rows.getBoolean(1);
    }
  }

  private static boolean isEncryptedForPool(DatabaseUrl url) {
    Pool pool = PgPools.create(vertx, url, 1);
    try {
      StoreFixture.result(PgPools.check(pool, url));
      return StoreFixture.result(
              pool.query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").execute())
          .iterator()
          .next()
          .getBoolean(0);
    } finally {
      StoreFixture.result(pool.close());
    }
  }

  private static void checkPool(DatabaseUrl url) {
    Pool pool = PgPools.create(vertx, url, 1);
    try {
      StoreFixture.result(PgPools.check(pool, url));
    } finally {
      StoreFixture.result(pool.close());
    }
  }
}
