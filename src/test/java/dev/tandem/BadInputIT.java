package dev.tandem;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot work is told in one clear line, and nothing half-written stays. */
final class BadInputIT {
  @TempDir private Path directory;

  @Test
  void namesTheBadVariableWhatItGotAndWhatItTakes() throws Exception {
    assertRefused(
        Map.of("TANDEM_HTTP_PORT", "eighty"),
        "TANDEM_HTTP_PORT: got \"eighty\", takes a whole number from 0 to 65535");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void saysThatTheDatabaseCannotBeReached() throws Exception {
    int port = freePort();
    assertRefused(
        Map.of(
            "TANDEM_DATABASE_URL", "postgresql://me:pw-secret@127.0.0.1:" + port + "/db",
            "TANDEM_ENCRYPTION_KEYS", "a:" + "A".repeat(43) + "="),
        "127.0.0.1:" + port);
  }

  @Test
  void asksForKeysWithAnExternalDatabase() throws Exception {
    assertRefused(
        Map.of("TANDEM_DATABASE_URL", "postgresql://me:pw-secret@127.0.0.1:1/db"),
        "TANDEM_ENCRYPTION_KEYS");
  }

  /** The key is told once, and only when all else has succeeded. */
  @Test
  void tellsTheKeyAtTheFirstStartThatSucceeds() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertRefused(
          Map.of("TANDEM_HTTP_PORT", Integer.toString(taken.getLocalPort())),
          "cannot listen on 127.0.0.1:");
    }
    try (GatewayProcess gateway = GatewayProcess.start(directory, Map.of()).awaitReady()) {
      ApiClient client = new ApiClient(gateway.url(), gateway.madeKey());
      assertThat(client.get("/api/tasks").status()).isEqualTo(200);
    }
  }

  @Test
  void saysThatTheHostIsNone() throws Exception {
    assertRefused(Map.of("TANDEM_HTTP_HOST", "nosuch.invalid"), "TANDEM_HTTP_HOST");
  }

  @Test
  void readsConfiguredKeysBeforeItTouchesAnything() throws Exception {
    assertRefused(Map.of("TANDEM_ENCRYPTION_KEYS", "zz"), "TANDEM_ENCRYPTION_KEYS: ");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void saysThatTheDataDirectoryCannotBeWritten() throws Exception {
    Path file = Files.writeString(directory.resolve("taken"), "a file where a directory should be");
    assertRefused(Map.of("TANDEM_DATA_DIR", file.toString()), file.toString());
    assertThat(file).hasContent("a file where a directory should be");
  }

  private void assertRefused(Map<String, String> environment, String part) throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(directory, environment)) {
      int exit = gateway.awaitExit();
      List<String> told =
          gateway.err().stream().filter(line -> line.startsWith("tandem: ")).toList();
      assertThat(told).hasSize(1);
      assertThat(told.get(0)).contains(part);
      assertThat(gateway.err().toString()).doesNotContain("pw-secret", "\tat ");
      assertThat(exit).isNotZero();
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
