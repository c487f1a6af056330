package dev.tandem;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The real jar as a process of its own, as a person would start it. */
public final class GatewayProcess implements AutoCloseable {
  private static final String READY = "Tandem is ready at ";
  private static final String KEY = "API key of the owner (shown this once): ";
  private static final String SANDBOX = "TickTick sandbox at ";
  private static final long START_SECONDS = 120;

  private final Process process;
  private final List<String> out = new CopyOnWriteArrayList<>();
  private final List<String> err = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> ended;
  private final CompletableFuture<Void> outEnded;
  private final CompletableFuture<Void> errEnded;

  private GatewayProcess(Process process) {
    this.process = process;
    this.outEnded = read(process.getInputStream(), this::heard);
    this.errEnded = read(process.getErrorStream(), err::add);
    this.ended = process.onExit().thenRun(() -> ready.complete(null));
  }

  /**
   * Starts it with {@code directory} as working directory and nothing in its environment but what
   * is given.
   */
  public static GatewayProcess start(Path directory, Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.addAll(jvmArguments());
    command.addAll(List.of("-jar", System.getProperty("tandem.jar")));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().removeIf(GatewayProcess::configures);
    builder.environment().put("TANDEM_HTTP_PORT", "0");
    builder.environment().putAll(environment);
    return new GatewayProcess(builder.start());
  }

  private static List<String> jvmArguments() {
    String all = System.getProperty("tandem.jvm.args", "").strip();
    return all.isEmpty() ? List.of() : List.of(all.split(" +"));
  }

  private static boolean configures(String variable) {
    return variable.startsWith("TANDEM_") || variable.startsWith("TICKTICK_");
  }

  /** Waits until it serves. */
  public GatewayProcess awaitReady() throws Exception {
    ready.get(START_SECONDS, TimeUnit.SECONDS);
    if (!process.isAlive()) {
      throw new IllegalStateException("it ended with " + process.exitValue() + ": " + err);
    }
    return this;
  }

  /** Waits until it ends, and returns its exit code. */
  public int awaitExit() throws Exception {
    if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
      throw new TimeoutException("it still runs: " + err);
    }
    CompletableFuture.allOf(ended, outEnded, errEnded).get(10, TimeUnit.SECONDS);
    return process.exitValue();
  }

  public URI url() {
    return URI.create(told(READY));
  }

  /** The key that was made at this start. */
  public String madeKey() {
    return told(KEY);
  }

  public boolean toldKey() {
    return out.stream().anyMatch(line -> line.startsWith(KEY));
  }

  public URI sandbox() {
    return URI.create(told(SANDBOX));
  }

  public List<String> out() {
    return List.copyOf(out);
  }

  public List<String> err() {
    return List.copyOf(err);
  }

  public long pid() {
    return process.pid();
  }

  /** How much of the machine's memory it holds, as Linux counts it. */
  public long residentMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow()
        / 1024;
  }

  /** SIGSTOP: it does nothing until it is resumed. */
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** SIGCONT. */
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IOException("kill -" + name + " ended with " + code);
    }
  }

  /**
   * SIGTERM. Through the handle: {@link Process#destroy} would close its outputs before it ends.
   */
  public void terminate() {
    process.toHandle().destroy();
  }

  /** SIGKILL. */
  public void kill() {
    process.toHandle().destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    terminate();
    process.onExit().completeOnTimeout(process, 40, TimeUnit.SECONDS).join();
    if (process.isAlive()) {
      kill();
    }
  }

  private void heard(String line) {
    out.add(line);
    if (line.startsWith(READY)) {
      ready.complete(null);
    }
  }

  private String told(String prefix) {
    return out.stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("never said " + prefix + ": " + out + err));
  }

  private static CompletableFuture<Void> read(InputStream stream, Consumer<String> to) {
    return CompletableFuture.runAsync(
        () -> {
          try (BufferedReader reader =
              new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
              to.accept(line);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> {
          Thread thread = new Thread(task, "gateway-output");
          thread.setDaemon(true);
          thread.start();
        });
  }
}
