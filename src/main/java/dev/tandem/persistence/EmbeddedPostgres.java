package dev.tandem.persistence;

import dev.tandem.config.DatabaseUrl;
import dev.tandem.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * The PostgreSQL of a start with nothing configured: a real server with durable writes and password
 * authentication on loopback, its data kept in a directory.
 *
 * <p>{@link #start} and {@link #stop} block; run them on a worker thread. The server outlives this
 * process unless it is stopped, on purpose: a shutdown hook would race the drain. The next start on
 * the directory deals with a server that was left behind.
 */
public final class EmbeddedPostgres {
  private static final String HOST = "127.0.0.1";
  private static final int PORT_ATTEMPTS = 3;

  /** Recovery after a crash replays up to max_wal_size before the server is ready. */
  private static final Duration START_LIMIT = Duration.ofMinutes(5);

  private static final long LOG_KEPT_BYTES = 1 << 20;

  /**
   * On the command line, so that no file overrides them. Statements that fail are the gateway's to
   * report: their messages may hold people's text, so the log tells of the server only.
   */
  private static final List<String> SETTINGS =
      List.of(
          "listen_addresses=" + HOST,
          "unix_socket_directories=''",
          "fsync=on",
          "synchronous_commit=on",
          "full_page_writes=on",
          "password_encryption=scram-sha-256",
          "logging_collector=off",
          "log_destination=stderr",
          "log_min_messages=log",
          "log_min_error_statement=panic",
          "log_error_verbosity=terse",
          "log_checkpoints=off");

  private final DataDirectory directory;
  private final Postmaster postmaster;
  private final DatabaseUrl url;
  private final AtomicBoolean stopped = new AtomicBoolean();

  private EmbeddedPostgres(DataDirectory directory, Postmaster postmaster, DatabaseUrl url) {
    this.directory = directory;
    this.postmaster = postmaster;
    this.url = url;
  }

  /**
   * Starts the server, on its first start after unpacking it and making the database {@code
   * tandem}.
   *
   * @param dataDir made where missing, then owned by this process alone until {@link #stop}
   * @throws EmbeddedPostgresException with one line for the user; what was in the directory is kept
   */
  public static EmbeddedPostgres start(Path dataDir) {
    try {
      DataDirectory directory = DataDirectory.open(dataDir);
      try {
        return startIn(directory);
      } catch (IOException | RuntimeException e) {
        directory.close();
        throw e;
      }
    } catch (IOException e) {
      throw EmbeddedPostgresException.on(dataDir, e);
    }
  }

  /** Stops the server and gives the data directory free. A second call does nothing. */
  public void stop() {
    if (!stopped.compareAndSet(false, true)) {
      return;
    }
    try (directory) {
      postmaster.stop();
    } catch (IOException e) {
      throw EmbeddedPostgresException.on(directory.path(), e);
    }
  }

  /** Into the gateway's own database, as its owner, who is no superuser. */
  public DatabaseUrl url() {
    return url;
  }

  /** Into the maintenance database as the superuser, for tools and tests. */
  DatabaseUrl superuserUrl() {
    return DatabaseUrl.plain(
        url.host(), url.port(), "postgres", PostgresCluster.SUPERUSER, url.password());
  }

  private static EmbeddedPostgres startIn(DataDirectory directory) throws IOException {
    PostgresBinaries binaries = PostgresBinaries.unpackInto(directory.binaries());
    OsAccount account = OsAccount.forCluster(directory, binaries);
    Postmaster postmaster = new Postmaster(directory.cluster(), binaries, account);
    postmaster.clearLeftOvers();
    String password = new PostgresCluster(directory, binaries, account).prepare();
    int port = launch(directory, postmaster);
    binaries.removeOlder();
    return new EmbeddedPostgres(
        directory,
        postmaster,
        DatabaseUrl.plain(
            HOST, port, PostgresCluster.DATABASE, PostgresCluster.OWNER, new Secret(password)));
  }

  /** Starts on a free port and returns it once the server accepts connections there. */
  private static int launch(DataDirectory directory, Postmaster postmaster) throws IOException {
    long told = openLog(directory, postmaster.account());
    for (int attempt = 1; ; attempt++) {
      int port = freePort();
      OsCommand.Outcome outcome = launch(directory, postmaster, port);
      if (outcome.succeeded()) {
        return port;
      }
      String log = tail(directory.log(), told);
      // Between choosing the port and binding it, another program may have taken it.
      if (attempt == PORT_ATTEMPTS || !log.contains("could not bind")) {
        postmaster.clearLeftOvers();
        throw new EmbeddedPostgresException(
            "The embedded PostgreSQL in "
                + directory.cluster()
                + " does not start: "
                + cause(log, outcome)
                + " (its log: "
                + directory.log()
                + ")");
      }
    }
  }

  private static OsCommand.Outcome launch(DataDirectory directory, Postmaster postmaster, int port)
      throws IOException {
    // pg_ctl puts the server into a session of its own: Ctrl-C at the terminal reaches the gateway
    // only.
    return postmaster
        .account()
        .run(
            new OsCommand(
                List.of(
                    postmaster.binaries().program("pg_ctl"),
                    "start",
                    "-D",
                    directory.cluster().toString(),
                    "-l",
                    directory.log().toString(),
                    "-w",
                    "-t",
                    Long.toString(START_LIMIT.toSeconds()),
                    "-o",
                    "-p " + port + " -c " + String.join(" -c ", SETTINGS))),
            START_LIMIT.plusSeconds(10));
  }

  /** Returns the length of what earlier starts wrote. */
  private static long openLog(DataDirectory directory, OsAccount account) throws IOException {
    Path log = directory.log();
    if (Files.exists(log) && Files.size(log) > LOG_KEPT_BYTES) {
      Files.move(log, log.resolveSibling("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(log)) {
      FileTree.createPrivately(log);
    }
    account.own(log);
    return Files.size(log);
  }

  private static String tail(Path log, long from) throws IOException {
    byte[] all = Files.readAllBytes(log);
    int start = (int) Math.min(from, all.length);
    return new String(all, start, all.length - start, StandardCharsets.UTF_8);
  }

  /** What the server said last; before it reads its settings it speaks without levels. */
  private static String cause(String log, OsCommand.Outcome outcome) {
    return log.lines()
        .filter(line -> line.contains("FATAL:") || line.contains("PANIC:"))
        .map(line -> line.replaceFirst("^.*(FATAL|PANIC): +", ""))
        .findFirst()
        .or(
            () ->
                Optional.of(
                    log.lines()
                        .filter(line -> !line.contains("LOG:"))
                        .collect(Collectors.joining(" "))))
        .filter(text -> !text.isBlank())
        .orElseGet(outcome::complaint);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return socket.getLocalPort();
    }
  }
}
