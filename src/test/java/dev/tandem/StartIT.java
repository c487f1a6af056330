package dev.tandem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sandbox.SandboxProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code java -jar target/tandem.jar} with nothing configured. */
final class StartIT {
  /** The first push of a new process takes its time where the machine is busy. */
  private static final String[] PATIENT = {"Prefer", "wait=30"};

  @TempDir private Path directory;

  @Test
  void servesFromAnEmptyDirectoryAndKeepsEverythingOverARestart() throws Exception {
    String key;
    long id;
    try (GatewayProcess first = GatewayProcess.start(directory, Map.of()).awaitReady()) {
      key = first.madeKey();
      ApiClient client = new ApiClient(first.url(), key);
      ApiClient.Answer made = client.post("/api/tasks", "{\"title\":\"Buy milk\"}", PATIENT);
      assertThat(made.status()).isEqualTo(201);
      assertThat(made.body().at("/sync/state").asText()).isEqualTo("synced");
      id = made.body().get("id").asLong();
      first.terminate();
      assertThat(first.awaitExit()).isIn(0, 143);
    }
    try (GatewayProcess second = GatewayProcess.start(directory, Map.of()).awaitReady()) {
      assertThat(second.toldKey()).isFalse();
      ApiClient client = new ApiClient(second.url(), key);
      assertThat(client.get("/api/tasks/" + id).body().get("title").asText()).isEqualTo("Buy milk");
      // The sandbox kept the twin too: the change finds it.
      ApiClient.Answer changed =
          client.patch("/api/tasks/" + id, "{\"title\":\"Buy oat milk\"}", PATIENT);
      assertThat(changed.body().at("/sync/state").asText()).isEqualTo("synced");
    }
  }

  /** An unset variable must not cost a person their connection. */
  @Test
  void leavesAConnectionToAnotherTickTickAlone() throws Exception {
    String key;
    Map<String, String> elsewhere =
        Map.of("TICKTICK_API_URL", "http://127.0.0.1:1", "TANDEM_SANDBOX", "off");
    try (GatewayProcess real = GatewayProcess.start(directory, elsewhere).awaitReady()) {
      key = real.madeKey();
      ApiClient client = new ApiClient(real.url(), key);
      client.put("/api/ticktick/token", "{\"access_token\":\"tp_of-the-real-one\"}");
    }
    try (GatewayProcess sandboxed = GatewayProcess.start(directory, Map.of()).awaitReady()) {
      ApiClient client = new ApiClient(sandboxed.url(), key);
      client.post("/api/tasks", "{\"title\":\"not for the sandbox\"}");
      SandboxProbe sandbox = new SandboxProbe(sandboxed.sandbox().getPort());
      assertThat(sandbox.tasks("owner")).isEmpty();
    }
  }

  @Test
  void keepsItsSecretsToItself() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(directory, Map.of()).awaitReady()) {
      ApiClient client = new ApiClient(gateway.url(), gateway.madeKey());
      client.post("/api/tasks", "{\"title\":\"a text nobody else should read\"}");
      gateway.terminate();
      gateway.awaitExit();
      assertThat(gateway.err().toString())
          .doesNotContain(gateway.madeKey(), "tp_", "a text nobody else should read");
    }
    for (String secret : List.of("encryption.keys", "postgres.password", "sandbox.ndjson")) {
      Path file = directory.resolve("data").resolve(secret);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .as(secret)
          .isEqualTo("rw-------");
    }
  }
}
