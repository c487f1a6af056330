package dev.tandem.persistence;

import dev.tandem.config.DatabaseUrl;
import dev.tandem.config.DatabaseUrl.SslMode;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Makes the connection pools on which every store speaks SQL. */
public final class PgPools {
  private static final int DEFAULT_SIZE = 8;
  private static final int LEAST_SIZE = 2;
  private static final int TOGETHER = 32;
  private static final int PIPELINING = 16;

  /** More than there are statements here: lists have one for each used set of filters. */
  private static final int PREPARED_STATEMENTS = 512;

  private static final int LONGEST_PREPARED_STATEMENT = 16_384;
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(10);
  private static final Duration LOCK_LIMIT = Duration.ofSeconds(10);
  private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(30);
  private static final Duration IDLE_TRANSACTION_LIMIT = Duration.ofSeconds(30);

  private PgPools() {}

  /**
   * Of each of so many pools side by side: together they leave most of PostgreSQL's usual hundred
   * connections to other nodes and tools, and none is so small that a transaction blocks all else.
   */
  static int sizeOfEach(int pools) {
    return Math.max(LEAST_SIZE, TOGETHER / pools);
  }

  /** A pool of the default size; the caller closes it. */
  public static Pool create(Vertx vertx, DatabaseUrl database) {
    return create(vertx, database, DEFAULT_SIZE);
  }

  /**
   * A pool of at most {@code size} connections; the caller closes it. Nothing is connected before
   * the first statement.
   */
  public static Pool create(Vertx vertx, DatabaseUrl database, int size) {
    return PgBuilder.pool()
        .with(
            new PoolOptions()
                .setMaxSize(size)
                .setConnectionTimeout(Math.toIntExact(WAIT_FOR_CONNECTION.toSeconds()))
                .setConnectionTimeoutUnit(TimeUnit.SECONDS))
        .with(new NetClientOptions().setConnectTimeout(Math.toIntExact(CONNECT_LIMIT.toMillis())))
        .connectingTo(options(database))
        .using(vertx)
        .build();
  }

  static PgConnectOptions options(DatabaseUrl database) {
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost(database.host())
            .setPort(database.port())
            .setDatabase(database.database())
            .setUser(database.user())
            .setPassword(database.password().reveal())
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(PREPARED_STATEMENTS)
            .setPreparedStatementCacheSqlLimit(LONGEST_PREPARED_STATEMENT)
            .setPipeliningLimit(PIPELINING)
            .addProperty("application_name", "tandem")
            // Times that a statement puts into jsonb are written in the session's zone.
            .addProperty("TimeZone", "UTC")
            // Compiling a statement takes longer than any statement here.
            .addProperty("jit", "off")
            .addProperty("statement_timeout", millis(STATEMENT_LIMIT))
            .addProperty("lock_timeout", millis(LOCK_LIMIT))
            .addProperty("idle_in_transaction_session_timeout", millis(IDLE_TRANSACTION_LIMIT))
            .setSslMode(io.vertx.pgclient.SslMode.of(database.sslMode().wireName()));
    return database.sslMode() == SslMode.DISABLE ? options : options.setSslOptions(tls(database));
  }

  /** As libpq reads the modes: without a root certificate, TLS proves nothing about the server. */
  private static ClientSSLOptions tls(DatabaseUrl database) {
    ClientSSLOptions tls =
        new ClientSSLOptions()
            .setHostnameVerificationAlgorithm(
                database.sslMode() == SslMode.VERIFY_FULL ? "HTTPS" : "");
    return database
        .sslRootCert()
        .map(file -> tls.setTrustOptions(new PemTrustOptions().addCertPath(file)))
        .orElseGet(() -> tls.setTrustAll(true));
  }

  private static String millis(Duration limit) {
    return Long.toString(limit.toMillis());
  }
}
