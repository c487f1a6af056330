package dev.tandem.persistence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The backends of a server that was killed outright. Busy ones live on until they notice; they hold
 * the shared memory and so block the next start.
 *
 * <p>They are found by their title, which only Linux shows to everybody: what they execute and
 * where they work is hidden from a root without the right to trace others, as in containers.
 *
 * @param clusterName the {@code cluster_name} of their server, which begins their titles
 */
record OrphanedBackends(String clusterName) {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /**
   * A name that no other directory on this machine has at the same time, also where several
   * containers see each other's processes but not each other's files.
   */
  static OrphanedBackends of(Path cluster) throws IOException {
    return new OrphanedBackends(
        "tandem-" + hex(cluster, "unix:dev") + "-" + hex(cluster, "unix:ino"));
  }

  /** Ends them all. Only for who knows that their server is gone. */
  void end() {
    List<ProcessHandle> backends = ProcessHandle.allProcesses().filter(this::isOne).toList();
    backends.forEach(ProcessHandle::destroyForcibly);
    long deadline = System.nanoTime() + LIMIT.toNanos();
    // A dead process that nobody reaps, as below a container's first process, stays listed without
    // a title.
    while (backends.stream().anyMatch(this::isOne)) {
      if (System.nanoTime() - deadline > 0) {
        throw new EmbeddedPostgresException(
            "Processes of an earlier PostgreSQL do not end, end them yourself: "
                + backends.stream().map(ProcessHandle::pid).toList());
      }
      CompletableFuture.allOf(
              backends.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
          .completeOnTimeout(null, 20, TimeUnit.MILLISECONDS)
          .join();
    }
  }

  private boolean isOne(ProcessHandle process) {
    Path title = Path.of("/proc", Long.toString(process.pid()), "cmdline");
    try {
      return Files.exists(title)
          && new String(Files.readAllBytes(title), StandardCharsets.UTF_8)
              .startsWith("postgres: " + clusterName + ": ");
    } catch (IOException goneMeanwhile) {
      return false;
    }
  }

  private static String hex(Path path, String attribute) throws IOException {
    if (Files.getAttribute(path, attribute) instanceof Long value) {
      return Long.toHexString(value);
    }
    throw new IOException(path + " has no " + attribute);
  }
}
