package dev.tandem.persistence;

import dev.tandem.config.DatabaseUrl;
import dev.tandem.config.Secret;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A PostgreSQL of one test's own, as somebody else would run it: on one port over restarts, with
 * the settings, the access rules and the roles that the test wants. It is fast, not durable against
 * a loss of power.
 */
public final class ExternalServer implements AutoCloseable {
  private static final Path PROGRAMS = Path.of("target", "test-postgres-programs");
  private static final String HOST = "127.0.0.1";

  /** Below all ports that Linux and macOS give to outgoing connections. */
  private static final int LOWEST_PORT = 15_000;

  private static final int HIGHEST_PORT = 32_000;

  private static final Duration LIMIT = Duration.ofSeconds(70);

  private final DataDirectory directory;
  private final Path root;
  private final Postmaster postmaster;
  private final Secret password;
  private final int port;
  private final List<String> settings = new ArrayList<>();

  private ExternalServer(DataDirectory directory, Path root, Postmaster postmaster, String password)
      throws IOException {
    this.directory = directory;
    this.root = root;
    this.postmaster = postmaster;
    this.password = new Secret(password);
    this.port = freePort();
  }

  /** A new cluster outside the checkout, which is not started yet. */
  public static ExternalServer make() throws IOException {
    Path root = Files.createTempDirectory("tandem-external");
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    DataDirectory directory = DataDirectory.open(root.resolve("data"));
    PostgresBinaries binaries = programs();
    OsAccount account = OsAccount.forCluster(directory, binaries);
    String password = new PostgresCluster(directory, binaries, account).prepare();
    return new ExternalServer(
        directory, root, new Postmaster(directory.cluster(), binaries, account), password);
  }

  /** Unpacked once for all test JVMs: the first unpacks, the others wait for it. */
  private static PostgresBinaries programs() throws IOException {
    Path target = PROGRAMS.toAbsolutePath().getParent();
    try (FileChannel lock =
        FileChannel.open(
            target.resolve(PROGRAMS.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      lock.lock();
      return PostgresBinaries.unpackInto(PROGRAMS.toAbsolutePath());
    }
  }

  /**
   * One that no outgoing connection gets while the server is down, as one of those that the system
   * gives away could be.
   */
  private static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // another is drawn
      }
    }
  }

  /** For files of the test that go with the server. */
  Path root() {
    return root;
  }

  /** For the next start, {@code name=value}. */
  public ExternalServer with(String setting) {
    settings.add(setting);
    return this;
  }

  /** Lets the server read and own a file of the test. */
  Path handOver(Path file) throws IOException {
    Path copy = directory.path().resolve(file.getFileName());
    Files.copy(file, copy);
    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
    postmaster.account().own(copy);
    return copy;
  }

  /** Access rules before those that are there, for the next start. */
  ExternalServer admitting(String... rules) throws IOException {
    Path file = directory.cluster().resolve("pg_hba.conf");
    Files.writeString(file, String.join("\n", rules) + "\n" + Files.readString(file));
    return this;
  }

  /** Starts it, and waits until it answers. */
  public ExternalServer start() throws IOException {
    postmaster.clearLeftOvers();
    Path log = directory.log().file();
    if (!Files.exists(log)) {
      FileTree.createPrivately(log);
      postmaster.account().own(log);
    }
    String options =
        "-p "
            + port
            + " -c listen_addresses="
            + HOST
            + " -c unix_socket_directories='' -c fsync=off";
    control(
        "start",
        "-l",
        log.toString(),
        "-o",
        settings.stream().reduce(options, (all, one) -> all + " -c " + one));
    return this;
  }

  /** As its operator would: open transactions are rolled back, sessions ended. */
  public void stop() throws IOException {
    control("stop", "-m", "fast");
  }

  private void control(String command, String... arguments) throws IOException {
    List<String> words = new ArrayList<>();
    words.addAll(List.of(postmaster.binaries().program("pg_ctl"), command, "-w", "-t", "60"));
    words.addAll(List.of("-D", directory.cluster().toString()));
    words.addAll(List.of(arguments));
    OsCommand.Outcome outcome = postmaster.account().run(new OsCommand(words), LIMIT);
    if (!outcome.succeeded()) {
      throw new IOException(outcome.output() + Files.readString(directory.log().file()));
    }
  }

  /** {@code kill -9} of the server; what it was doing is recovered by the next start. */
  public void kill() throws IOException {
    process().destroyForcibly();
  }

  /** {@code kill -9} of the server and of all its sessions' processes. */
  public void killAll() throws IOException {
    ProcessHandle server = process();
    List<ProcessHandle> sessions = server.children().toList();
    server.destroyForcibly();
    sessions.forEach(ProcessHandle::destroyForcibly);
    server.onExit().join();
  }

  /** What it has written so far. */
  String log() throws IOException {
    return Files.readString(directory.log().file());
  }

  /** How many processes it has beside itself: one for each connection, and those of its own. */
  long processes() throws IOException {
    return process().children().count();
  }

  private ProcessHandle process() throws IOException {
    String pid = Files.readAllLines(directory.cluster().resolve("postmaster.pid")).get(0).strip();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  /** A new database of the gateway's role, with this build's schema. */
  public String migrated(String name) throws SQLException {
    run("postgres", "CREATE DATABASE " + name + " TEMPLATE template1 OWNER tandem");
    new Migrations(as("tandem", name)).run();
    return name;
  }

  /** Into a database as the superuser. */
  public DatabaseUrl superuser(String database) {
    return as(PostgresCluster.SUPERUSER, database);
  }

  /** Into a database as a role whose password is {@link #password}. */
  public DatabaseUrl as(String role, String database) {
    return DatabaseUrl.plain(HOST, port, database, role, password);
  }

  /** As it stands in {@code TANDEM_DATABASE_URL}, parameters included. */
  public String urlOf(String role, String database, String host, String parameters) {
    return "postgresql://"
        + role
        + ":"
        + password()
        + "@"
        + host
        + ":"
        + port
        + "/"
        + database
        + "?"
        + parameters;
  }

  public String password() {
    return password.reveal();
  }

  /** Each statement for itself, as the superuser. */
  public void run(String database, String... statements) throws SQLException {
    try (Connection connection = TestDatabase.connect(superuser(database));
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (directory) {
      postmaster.stop();
      postmaster.clearLeftOvers();
    }
    FileTree.delete(root);
  }
}
