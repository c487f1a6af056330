package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** The probe of the container image, asked about servers in every state. */
final class HealthProbeIT {
  private static final long LIMIT_SECONDS = 20;

  @Test
  void findsAGatewayHealthyUntilItDrains() throws Exception {
    try (TestGateway gateway = TestGateway.start(new ContractCheck())) {
      assertThat(probe(gateway.port())).isZero();
      assertThat(probe("0.0.0.0", gateway.port())).isZero();
      gateway.readiness().drain();
      assertThat(probe(gateway.port())).isNotZero();
    }
  }

  @Test
  void findsAGatewayWithoutItsDatabaseUnhealthy() throws Exception {
    try (TestGateway gateway =
        TestGateway.failing(new ContractCheck(), new IOException("the database is gone"))) {
      assertThat(probe(gateway.port())).isNotZero();
    }
  }

  @Test
  void findsNobodyUnhealthy() throws Exception {
    int port;
    try (ServerSocket free = listening()) {
      port = free.getLocalPort();
    }
    assertThat(probe(port)).isNotZero();
  }

  @Test
  void doesNotWaitForeverForOneWhoNeverAnswers() throws Exception {
    try (ServerSocket silent = listening()) {
      assertThat(probe(silent.getLocalPort())).isNotZero();
    }
  }

  @Test
  void findsOneWhoHangsUpUnhealthy() throws Exception {
    try (ServerSocket rude = listening()) {
      Thread hangsUp = new Thread(() -> acceptAndClose(rude));
      hangsUp.start();
      assertThat(probe(rude.getLocalPort())).isNotZero();
      hangsUp.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
    }
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
  }

  private static void acceptAndClose(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int probe(int port) throws Exception {
    return probe("127.0.0.1", port);
  }

  private static int probe(String host, int port) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "src/main/image/health")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder
        .environment()
        .putAll(Map.of("TANDEM_HTTP_HOST", host, "TANDEM_HTTP_PORT", Integer.toString(port)));
    Process process = builder.start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new TimeoutException("the probe still waits");
    }
    return process.exitValue();
  }
}
