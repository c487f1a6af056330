package dev.tandem.persistence;

import dev.tandem.config.DatabaseUrl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A process of its own that starts the embedded server, so that tests can kill it. Prints one line,
 * {@code ready} with the login or {@code failed} with the message, and stops orderly when its input
 * ends.
 */
final class EmbeddedPostgresProcess {
  private EmbeddedPostgresProcess() {}

  public static void main(String[] dataDir) throws IOException {
    try {
      EmbeddedPostgres server = EmbeddedPostgres.start(Path.of(dataDir[0]));
      DatabaseUrl login = server.url();
      System.out.println("ready " + login.port() + " " + login.password().reveal());
      try (BufferedReader input =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
        input.readLine();
      }
      server.stop();
    } catch (EmbeddedPostgresException e) {
      System.out.println("failed " + e.getMessage());
    }
  }
}
