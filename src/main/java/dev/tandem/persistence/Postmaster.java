package dev.tandem.persistence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The server process of one cluster directory, also one that an earlier, killed process left
 * behind.
 */
record Postmaster(Path cluster, PostgresBinaries binaries, OsAccount account) {
  private static final Duration FAST = Duration.ofSeconds(15);
  private static final Duration IMMEDIATE = Duration.ofSeconds(10);
  private static final Pattern PID = Pattern.compile("\\d{1,18}");

  /**
   * Stops the server and waits for its end: orderly, or else at once, which loses nothing but costs
   * recovery at the next start.
   */
  void stop() throws IOException {
    if (Files.exists(pidFile()) && !stop("fast", FAST).succeeded() && Files.exists(pidFile())) {
      OsCommand.Outcome outcome = stop("immediate", IMMEDIATE);
      if (!outcome.succeeded() && Files.exists(pidFile())) {
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
    Optional<ProcessHandle> named = named();
    if (named.isPresent() && isServerOfThisCluster(named.get())) {
      stop();
    } else if (named.isPresent()) {
      // Another program got the number since: PostgreSQL would take it for its own server and
      // refuse to start.
      Files.deleteIfExists(pidFile());
    }
    endBackendsWithoutServer();
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
    return Files.readAllLines(pidFile()).stream()
        .findFirst()
        .map(String::strip)
        .filter(PID.asMatchPredicate())
        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
        .filter(ProcessHandle::isAlive);
  }

  /**
   * By its arguments: what it executes is hidden from a root without the right to trace others, as
   * in containers.
   */
  private boolean isServerOfThisCluster(ProcessHandle process) {
    return process.info().arguments().map(List::of).orElse(List.of()).contains(cluster.toString());
  }

  /**
   * A server killed outright leaves its busy backends until they notice; they hold the shared
   * memory and so block the next start. Found by their working directory, which only Linux shows.
   */
  private void endBackendsWithoutServer() throws IOException {
    List<ProcessHandle> backends =
        ProcessHandle.allProcesses().filter(this::worksInThisCluster).toList();
    backends.forEach(ProcessHandle::destroyForcibly);
    long deadline = System.nanoTime() + IMMEDIATE.toNanos();
    // A dead process that nobody reaps, as below a container's first process, exits for good only
    // with that one:
    // what counts is that it works no more.
    while (backends.stream().anyMatch(this::worksInThisCluster)) {
      if (System.nanoTime() - deadline > 0) {
        throw new EmbeddedPostgresException(
            "Processes of an earlier PostgreSQL in "
                + cluster
                + " do not end: "
                + backends.stream().map(ProcessHandle::pid).toList());
      }
      CompletableFuture.allOf(
              backends.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
          .completeOnTimeout(null, 20, TimeUnit.MILLISECONDS)
          .join();
    }
  }

  private boolean worksInThisCluster(ProcessHandle process) {
    if (!process.info().command().orElse("").endsWith("/bin/postgres")) {
      return false;
    }
    try {
      Path directory = Path.of("/proc", Long.toString(process.pid()), "cwd");
      return Files.isSymbolicLink(directory) && Files.readSymbolicLink(directory).equals(cluster);
    } catch (IOException goneOrForeign) {
      return false;
    }
  }
}
