package dev.tandem.sandbox;

import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** A sandbox in a process of its own, which can be killed as the kernel kills. */
final class SandboxProcess implements AutoCloseable {
  private final Process process;
  private final SandboxProbe probe;

  private SandboxProcess(Process process, int port) {
    this.process = process;
    this.probe = new SandboxProbe(port);
  }

  static SandboxProcess start(Path journal) throws IOException {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SandboxProcess.class.getName(),
                journal.toString())
            .redirectErrorStream(true)
            .start();
    var lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("port=")) {
        return new SandboxProcess(process, Integer.parseInt(line.substring("port=".length())));
      }
    }
    throw new IOException("The sandbox did not start");
  }

  SandboxProbe probe() {
    return probe;
  }

  /** SIGKILL: no hook runs, no buffer is flushed. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  public static void main(String[] arguments) throws Exception {
    var journal = Optional.of(Path.of(arguments[0]));
    System.out.println("port=" + RunningSandbox.deploy(Vertx.vertx(), journal).port());
  }
}
