package dev.tandem.persistence;

import dev.tandem.config.DatabaseUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Makes the connection pools on which every store speaks SQL. */
public final class PgPools {
  private static final int DEFAULT_SIZE = 8;
  private static final int LEAST_SIZE = 2;
  private static final int TOGETHER = 32;
  private static final int PIPELINING = 16;

  /** More than there are statements here: lists have one for each used set of filters. */
  private static final int PREPARED_STATEMENTS = 512;

  private static final int LONGEST_PREPARED_STATEMENT = 16_384;

  /** Who stands behind so many would hardly be served before the time is up. */
  static final int MOST_WAITING = 10_000;

  private static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(10);

  /**
   * What each session must have, as PostgreSQL shows it. Times that a statement puts into jsonb are
   * written in the session's zone; the limits end what would hold a lock or a connection for good.
   */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "TimeZone", "UTC",
          "statement_timeout", "30s",
          // Shorter than askers wait, so that they learn that nothing was done.
          "lock_timeout", "8s",
          "idle_in_transaction_session_timeout", "30s");

  private static final String MISSING_SETTINGS =
      """
      SELECT name FROM unnest($1::text[], $2::text[]) AS asked (name, value)
        WHERE current_setting(name) <> value ORDER BY name
      """;

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
                .setMaxWaitQueueSize(MOST_WAITING)
                .setConnectionTimeout(Math.toIntExact(WAIT_FOR_CONNECTION.toSeconds()))
                .setConnectionTimeoutUnit(TimeUnit.SECONDS))
        .connectingTo(each(vertx, database))
        .using(vertx)
        .build();
  }

  /**
   * Succeeds once a session of the pool has answered and has the settings it was asked for. Fails
   * with a {@link ServerException}.
   */
  static Future<Void> check(Pool pool, DatabaseUrl database) {
    String[] names = SETTINGS.keySet().toArray(String[]::new);
    String[] values = Stream.of(names).map(SETTINGS::get).toArray(String[]::new);
    return pool.preparedQuery(MISSING_SETTINGS)
        .mapping(row -> row.getString(0))
        .execute(Tuple.of((Object) names, (Object) values))
        .recover(failure -> Future.failedFuture(refused(database, failure)))
        .compose(
            missing ->
                missing.size() == 0
                    ? Future.succeededFuture()
                    : Future.failedFuture(withoutSettings(database, missing)));
  }

  private static ServerException refused(DatabaseUrl database, Throwable failure) {
    String state = failure instanceof PgException error ? error.getSqlState() : "";
    return ServerException.of(database, state, failure);
  }

  private static ServerException withoutSettings(DatabaseUrl database, Iterable<String> names) {
    return new ServerException(
        "Sessions of the database "
            + database
            + " do not have the settings that they start with ("
            + String.join(", ", names)
            + "): a pooler in between drops them; TANDEM_DATABASE_URL takes PostgreSQL itself");
  }

  /** What each connection is made with. */
  private static Supplier<Future<SqlConnectOptions>> each(Vertx vertx, DatabaseUrl database) {
    PgConnectOptions options = options(database);
    return options.getSslMode() == SslMode.PREFER
        ? new PreferredTls(vertx, options, WAIT_FOR_CONNECTION)
        : () -> Future.succeededFuture(options);
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
            // Compiling a statement takes longer than any statement here.
            .addProperty("jit", "off")
            .setSslMode(SslMode.of(database.tls().effectiveMode().wireName()));
    SETTINGS.forEach(options::addProperty);
    new TlsFiles(database.tls()).pool().ifPresent(options::setSslOptions);
    return options;
  }
}
