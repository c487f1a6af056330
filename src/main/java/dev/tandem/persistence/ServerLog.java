package dev.tandem.persistence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the server writes: kept for a person to read, and searched for the cause of a failure. */
record ServerLog(Path file) {
  private static final long KEPT_BYTES = 1 << 20;
  private static final int SEARCHED_BYTES = 1 << 16;

  /** Makes it where it is missing; returns the length of what is in it already. */
  long open(OsAccount writer) throws IOException {
    if (Files.exists(file) && Files.size(file) > KEPT_BYTES) {
      Files.move(file, file.resolveSibling("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(file)) {
      FileTree.createPrivately(file);
    }
    writer.own(file);
    return Files.size(file);
  }

  /**
   * Why the server did not start: what it said first. Before it reads its settings it speaks
   * without levels.
   */
  Optional<String> causeSince(long mark) throws IOException {
    String text = since(mark);
    return gravest(text)
        .or(
            () ->
                Optional.of(
                    text.lines()
                        .filter(line -> !line.contains("LOG:"))
                        .collect(Collectors.joining(" "))))
        .filter(cause -> !cause.isBlank());
  }

  /** Why a server that ran has ended: a FATAL line would be one of its sessions'. */
  Optional<String> panicSince(long mark) throws IOException {
    return since(mark)
        .lines()
        .filter(line -> line.contains("PANIC:"))
        .map(ServerLog::message)
        .findFirst();
  }

  boolean tellsOfTakenPortSince(long mark) throws IOException {
    return since(mark).contains("could not bind");
  }

  private static Optional<String> gravest(String text) {
    return text.lines()
        .filter(line -> line.contains("FATAL:") || line.contains("PANIC:"))
        // Said to clients that come too early: "the database system is starting up".
        .filter(line -> !line.contains("the database system is "))
        .map(ServerLog::message)
        .findFirst();
  }

  private static String message(String line) {
    return line.replaceFirst("^.*?(FATAL|PANIC): +", "");
  }

  private String since(long mark) throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    try (InputStream content = Files.newInputStream(file)) {
      content.skipNBytes(
          Math.max(Math.min(mark, Files.size(file)), Files.size(file) - SEARCHED_BYTES));
      return new String(content.readNBytes(SEARCHED_BYTES), StandardCharsets.UTF_8);
    }
  }
}
