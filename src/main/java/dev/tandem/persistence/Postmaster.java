package dev.tandem.persistence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The server process of one cluster directory, also one that an earlier, killed process left
 * behind.
 */
record Postmaster(Path cluster, PostgresBinaries binaries, OsAccount account) {
  static final String HOST = "127.0.0.1";

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

  private static final Duration FAST = Duration.ofSeconds(15);
  private static final Duration IMMEDIATE = Duration.ofSeconds(10);
  private static final Pattern PID = Pattern.compile("\\d{1,18}");

  /**
   * Starts the server and waits until it accepts connections, or has ended, or the limit is over:
   * then it may still be recovering.
   */
  OsCommand.Outcome start(int port, Path log, Duration limit) throws IOException {
    List<String> settings = new ArrayList<>(SETTINGS);
    settings.add("cluster_name=" + OrphanedBackends.of(cluster).clusterName());
    // pg_ctl puts the server into a session of its own: Ctrl-C at the terminal reaches the gateway
    // only.
    return account.run(
        new OsCommand(
            List.of(
                binaries.program("pg_ctl"),
                "start",
                "-D",
                cluster.toString(),
                "-l",
                log.toString(),
                "-w",
                "-t",
                Long.toString(limit.toSeconds()),
                "-o",
                "-p " + port + " -c " + String.join(" -c ", settings))),
        limit.plusSeconds(10));
  }

  /** The live server of this cluster that the pid file names. */
  Optional<ProcessHandle> running() throws IOException {
    return named().filter(this::isServer);
  }

  /**
   * Whether the process is a server of this cluster and works: a dead one that nobody reaps stays
   * listed. By its arguments, as what it executes is hidden from a root without the right to trace
   * others, as in containers.
   */
  boolean isServer(ProcessHandle process) {
    return process.isAlive()
        && process.info().arguments().map(List::of).orElse(List.of()).contains(cluster.toString());
  }

  /**
   * Stops the server and waits for its end: orderly, or else at once, which loses nothing but costs
   * recovery at the next start.
   */
  void stop() throws IOException {
    if (running().isPresent() && !stop("fast", FAST).succeeded() && running().isPresent()) {
      OsCommand.Outcome outcome = stop("immediate", IMMEDIATE);
      if (!outcome.succeeded() && running().isPresent()) {
        throw new EmbeddedPostgresException(
            "The embedded PostgreSQL in " + cluster + " does not stop: " + outcome.complaint());
      }
    }
  }

  /**
   * Leaves the cluster without any process on it. The caller owns the data directory, so nobody
   * else uses them.
   */
  void clearLeftOvers() throws IOException {
    if (!Files.isDirectory(cluster)) {
      return;
    }
    stop();
    // What it names now, if anything, is another program that got the number since; PostgreSQL
    // would
    // take that for its own server and refuse to start.
    Files.deleteIfExists(pidFile());
    OrphanedBackends.of(cluster).end();
  }

  private OsCommand.Outcome stop(String mode, Duration limit) throws IOException {
    return account.run(
        new OsCommand(
            List.of(
                binaries.program("pg_ctl"),
                "stop",
                "-D",
                cluster.toString(),
                "-m",
                mode,
                "-w",
                "-t",
                Long.toString(limit.toSeconds()))),
        limit.plusSeconds(5));
  }

  private Path pidFile() {
    return cluster.resolve("postmaster.pid");
  }

  /** The live process that the pid file names; whether it is PostgreSQL is another question. */
  private Optional<ProcessHandle> named() throws IOException {
    if (!Files.exists(pidFile())) {
      return Optional.empty();
    }
    // After a loss of power it may hold anything; each byte is a character here.
    return Files.readAllLines(pidFile(), StandardCharsets.ISO_8859_1).stream()
        .findFirst()
        .map(String::strip)
        .filter(PID.asMatchPredicate())
        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
        .filter(ProcessHandle::isAlive);
  }
}
