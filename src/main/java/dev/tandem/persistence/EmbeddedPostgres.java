package dev.tandem.persistence;

import dev.tandem.config.DatabaseUrl;
import dev.tandem.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The PostgreSQL of a start with nothing configured: a real server with durable writes and password
 * authentication on loopback, its data kept in a directory.
 *
 * <p>{@link #start} and {@link #stop} block; run them on a worker thread. The server outlives this
 * process unless it is stopped, on purpose: a shutdown hook would race the drain. The next start on
 * the directory deals with a server that was left behind.
 */
public final class EmbeddedPostgres {
  private static final int PORT_ATTEMPTS = 3;

  /** Recovery after a crash replays up to max_wal_size before the server is ready. */
  private static final Duration START_LIMIT = Duration.ofMinutes(5);

  /** Short, since a stop waits for it; recovery may go on longer. */
  private static final Duration RESTART_LIMIT = Duration.ofSeconds(5);

  private static final long NOTHING_FREE = 1 << 16;

  private final DataDirectory directory;
  private final Postmaster postmaster;
  private final DatabaseUrl url;

  /** Whether this system lets us see the server's process. */
  private final boolean visible;

  private Launch launch;
  private boolean stopped;

  /**
   * @param succeeded whether the server served, and had not ended when it was looked for
   * @param process the server, if it lives and this system lets us see it
   * @param mark where its words begin in the log
   */
  private record Launch(boolean succeeded, Optional<ProcessHandle> process, long mark) {}

  private EmbeddedPostgres(
      DataDirectory directory, Postmaster postmaster, DatabaseUrl url, Launch launch) {
    this.directory = directory;
    this.postmaster = postmaster;
    this.url = url;
    this.visible = launch.process().isPresent();
    this.launch = launch;
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

  /**
   * Whether the server lives, be it that it still recovers. Where the system hides its process, a
   * server that served is taken for alive: a second one beside it would do harm.
   */
  public synchronized boolean isRunning() {
    return launch.process().map(postmaster::isServer).orElse(launch.succeeded());
  }

  /** The last words of a server that has ended, if it knew why. */
  public synchronized Optional<String> lastWords() {
    try {
      return directory.log().panicSince(launch.mark());
    } catch (IOException e) {
      throw EmbeddedPostgresException.on(directory.path(), e);
    }
  }

  /**
   * Starts a server that has ended, on the port and with the password it had.
   *
   * @return whether it serves already; otherwise it lives and recovers
   * @throws EmbeddedPostgresException with one line if it ended again, or {@link #stop} was called
   */
  public synchronized boolean restart() {
    if (stopped) {
      throw new EmbeddedPostgresException("The embedded PostgreSQL was stopped");
    }
    try {
      postmaster.clearLeftOvers();
      long mark = directory.log().open(postmaster.account());
      OsCommand.Outcome outcome =
          postmaster.start(url.port(), directory.log().file(), RESTART_LIMIT);
      Optional<ProcessHandle> process = postmaster.running();
      // It may have been killed as soon as it served: what cannot be seen any more is not hidden.
      boolean served = outcome.succeeded() && (process.isPresent() || !visible);
      launch = new Launch(served, process, mark);
      if (!outcome.succeeded() && !isRunning()) {
        throw refused(directory, mark, outcome);
      }
      return outcome.succeeded();
    } catch (IOException e) {
      throw EmbeddedPostgresException.on(directory.path(), e);
    }
  }

  /** Stops the server and gives the data directory free. A second call does nothing. */
  public synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
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
    EmbeddedPostgres server = launch(directory, postmaster, new Secret(password));
    binaries.removeOlder();
    return server;
  }

  /** Starts on a free port; the server accepts connections there when this returns. */
  private static EmbeddedPostgres launch(
      DataDirectory directory, Postmaster postmaster, Secret password) throws IOException {
    for (int attempt = 1; ; attempt++) {
      long mark = directory.log().open(postmaster.account());
      int port = freePort();
      OsCommand.Outcome outcome = postmaster.start(port, directory.log().file(), START_LIMIT);
      if (outcome.succeeded()) {
        return new EmbeddedPostgres(
            directory,
            postmaster,
            DatabaseUrl.plain(
                Postmaster.HOST, port, PostgresCluster.DATABASE, PostgresCluster.OWNER, password),
            new Launch(outcome.succeeded(), postmaster.running(), mark));
      }
      EmbeddedPostgresException refused = refused(directory, mark, outcome);
      // Between choosing the port and binding it, another program may have taken it.
      if (attempt == PORT_ATTEMPTS || !directory.log().tellsOfTakenPortSince(mark)) {
        postmaster.clearLeftOvers();
        throw refused;
      }
    }
  }

  private static EmbeddedPostgresException refused(
      DataDirectory directory, long mark, OsCommand.Outcome outcome) throws IOException {
    // On a full disk the log has no room either.
    String unsaid = directory.free() < NOTHING_FREE ? WayOut.DISK_FULL : outcome.complaint();
    String cause = directory.log().causeSince(mark).orElse(unsaid);
    return new EmbeddedPostgresException(
        "The embedded PostgreSQL in "
            + directory.cluster()
            + " does not start: "
            + cause
            + " (its log: "
            + directory.log().file()
            + "): "
            + WayOut.of(cause));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return socket.getLocalPort();
    }
  }
}
