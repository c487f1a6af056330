package dev.tandem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM while a gateway starts. */
final class StartEndedIT {
  @TempDir private Path directory;

  @Test
  void leavesNoDatabaseBehindAndSaysSoInOneLine() throws Exception {
    Path pidFile = directory.resolve("data/pgdata/postmaster.pid");
    try (GatewayProcess gateway = GatewayProcess.start(directory, Map.of())) {
      await().atMost(Duration.ofSeconds(60)).until(() -> !firstLine(pidFile).isEmpty());
      long server = Long.parseLong(firstLine(pidFile));
      gateway.terminate();

      assertThat(gateway.awaitExit()).isIn(0, 143);
      assertThat(ProcessHandle.of(server).flatMap(left -> left.info().arguments())).isEmpty();
      assertThat(pidFile).doesNotExist();
      assertThat(gateway.out()).noneMatch(line -> line.contains("ready"));
      assertThat(gateway.err()).containsOnlyOnce("tandem: ended during the start, as asked");
      assertThat(gateway.err()).noneMatch(line -> line.contains("Exception"));
    }
    try (GatewayProcess again = GatewayProcess.start(directory, Map.of()).awaitReady()) {
      assertThat(again.toldKey()).isTrue();
    }
  }

  /** Empty until the server has written it. */
  private static String firstLine(Path file) throws Exception {
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    return lines.isEmpty() ? "" : lines.get(0);
  }
}
