package dev.tandem.persistence;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One program, run to its end within a time limit. */
record OsCommand(List<String> words, String input) {
  /** What a program said on both of its outputs, and its exit code. */
  record Outcome(int exitCode, String output) {
    /** What initdb says behind the error that made it give up. */
    private static final List<String> NOTES =
        List.of(
            "initdb: removing ",
            "not removed at user's request",
            "child process exited with exit code",
            "child process was terminated by signal",
            "hint:");

    boolean succeeded() {
      return exitCode == 0;
    }

    /**
     * The most telling line: PostgreSQL's programs end their output with hints and clean-up notes.
     */
    String complaint() {
      List<String> lines =
          output
              .lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .filter(line -> NOTES.stream().noneMatch(line::contains))
              .toList();
      return lines.stream()
          .filter(
              line -> line.contains("error:") || line.contains("FATAL:") || line.contains("PANIC:"))
          .findFirst()
          .orElseGet(() -> lines.isEmpty() ? "exit code " + exitCode : lines.get(lines.size() - 1));
    }
  }

  OsCommand(List<String> words) {
    this(words, "");
  }

  OsCommand {
    words = List.copyOf(words);
  }

  OsCommand after(List<String> prefix) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(words);
    return new OsCommand(all, input);
  }

  Outcome run(Duration limit) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words);
    // Nothing of our environment: it holds secrets, and PG* variables would change what the
    // programs do.
    Map<String, String> environment = builder.environment();
    String path = environment.getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    environment.clear();
    environment.put("PATH", path);
    environment.put("LC_ALL", "C");
    // Our working directory may be closed to the user the program runs as.
    builder.directory(Path.of("/").toFile()).redirectErrorStream(true);
    Process process = begin(builder);
    CompletableFuture<String> output = new CompletableFuture<>();
    Thread reader = new Thread(() -> drain(process, output), "output of " + programName());
    reader.setDaemon(true);
    reader.start();
    try {
      feed(process);
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new EmbeddedPostgresException(
            programName() + " did not end within " + limit.toSeconds() + " s");
      }
      return new Outcome(process.exitValue(), output.join());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException("Interrupted while " + programName() + " ran", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private Process begin(ProcessBuilder builder) throws IOException {
    try {
      return builder.start();
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      throw message.contains("error=2,") ? new IOException(words.get(0) + " is not there", e) : e;
    }
  }

  private void feed(Process process) {
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException closedEarly) {
      // The program ended without reading: its exit code and output tell why, a broken pipe does
      // not.
      return;
    }
  }

  private static void drain(Process process, CompletableFuture<String> output) {
    try {
      output.complete(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      output.completeExceptionally(new UncheckedIOException(e));
    }
  }

  private String programName() {
    return words.stream()
        .filter(word -> word.contains("/bin/"))
        .findFirst()
        .map(word -> word.substring(word.lastIndexOf('/') + 1))
        .orElseGet(() -> words.get(0));
  }
}
