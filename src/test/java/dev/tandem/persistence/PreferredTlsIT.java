package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tandem.config.DatabaseUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code sslmode=prefer}, the default, and servers that have TLS, have none, or get it. */
final class PreferredTlsIT {
  private static final int CONNECTIONS = 4;
  private static final Duration AUTHENTICATION_TIMEOUT = Duration.ofSeconds(60);

  private Vertx vertx;
  private ExternalServer server;

  @BeforeEach
  void start() throws IOException {
    vertx = Vertx.vertx();
    server = ExternalServer.make().with("autovacuum=off").start();
  }

  @AfterEach
  void stop() throws IOException {
    StoreFixture.result(vertx.close());
    server.close();
  }

  @Test
  void aServerWithoutTlsHasOneProcessForEachConnectionAndStopsAtOnce() throws IOException {
    long own = server.processes();
    Pool pool = pool("sslmode=prefer");
    List<SqlConnection> connections = connect(pool);

    assertThat(isEncrypted(connections.get(0))).isFalse();
    await().untilAsserted(() -> assertThat(server.processes()).isEqualTo(own + CONNECTIONS));

    long asked = System.nanoTime();
    server.stop();
    assertThat(Duration.ofNanos(System.nanoTime() - asked))
        .isLessThan(AUTHENTICATION_TIMEOUT.dividedBy(4));
  }

  @Test
  void tlsThatAServerGetsIsUsedFromTheNextConnectionOn() throws Exception {
    Pool pool = pool("sslmode=prefer");
    assertThat(isEncrypted(connect(pool).get(0))).isFalse();
    server.stop();
    TestAuthority.Issued own =
        TestAuthority.make(server.root(), "ca").issue("localhost", "RSA", "san=dns:localhost");
    server
        .with("ssl=on")
        .with("ssl_cert_file=" + server.handOver(own.certificate()))
        .with("ssl_key_file=" + server.handOver(own.key()))
        .start();

    long before = server.processes();
    await().ignoreExceptions().until(() -> isEncrypted(connect(pool).get(0)));
    await().untilAsserted(() -> assertThat(server.processes()).isEqualTo(before + CONNECTIONS));
    assertThat(server.log()).doesNotContain("could not accept SSL connection");
  }

  @Test
  void aServerThatIsDownIsToldOfAndUsedOnceItIsUp() throws IOException {
    server.stop();
    DatabaseUrl url = url("sslmode=prefer");
    Pool pool = PgPools.create(vertx, url, 1);
    assertThatThrownBy(() -> StoreFixture.result(PgPools.check(pool, url)))
        .isInstanceOf(ServerException.class)
        .hasMessageStartingWith("The database " + url + " cannot be reached: ");
    server.start();
    StoreFixture.result(PgPools.check(pool, url));
  }

  /** Whoever says that there is no TLS gets nothing from those who insist on it. */
  @Test
  void whoInsistsOnTlsTellsAServerWithoutItNothing() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Integer> heard = CompletableFuture.supplyAsync(() -> refuseTls(listener));
      DatabaseUrl url =
          DatabaseUrl.parse(
              "postgresql://me:secret-word@127.0.0.1:"
                  + listener.getLocalPort()
                  + "/tandem?sslmode=require");
      Pool pool = PgPools.create(vertx, url, 1);
      assertThatThrownBy(() -> StoreFixture.result(PgPools.check(pool, url)))
          .isInstanceOf(ServerException.class)
          .hasMessageContaining("cannot be spoken to over TLS as its URL asks");
      StoreFixture.result(vertx.close());
      assertThat(heard.join()).as("bytes after the question for TLS").isZero();
    }
  }

  private static int refuseTls(ServerSocket listener) {
    try (Socket socket = listener.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      in.skipNBytes(in.readInt() - Integer.BYTES);
      socket.getOutputStream().write('N');
      return in.readAllBytes().length;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private DatabaseUrl url(String parameters) {
    return DatabaseUrl.parse(server.urlOf("tandem", "tandem", "127.0.0.1", parameters));
  }

  private Pool pool(String parameters) {
    return PgPools.create(vertx, url(parameters), CONNECTIONS);
  }

  /** All that the pool has; they are kept. */
  private static List<SqlConnection> connect(Pool pool) {
    List<Future<SqlConnection>> connecting =
        Stream.generate(pool::getConnection).limit(CONNECTIONS).toList();
    StoreFixture.result(Future.all(connecting));
    return connecting.stream().map(Future::result).toList();
  }

  private static boolean isEncrypted(SqlConnection connection) {
    Row row =
        StoreFixture.result(
                connection
                    .query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
                    .execute())
            .iterator()
            .next();
    return row.getBoolean(0);
  }
}
