package dev.tandem.persistence;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What a person can do about a server that does not start, by what it said. */
final class WayOut {
  static final String DISK_FULL = "No space left on device";

  private record Known(String words, String advice) {}

  private static final String BACKUP =
      "bring back a backup (docs/database.md), nothing was deleted";

  private static final List<Known> KNOWN =
      List.of(
          new Known("could not create shared memory", "it needs more shared memory (about 150 MB)"),
          new Known(DISK_FULL, "make room and start again, nothing is lost"),
          new Known("Disk quota exceeded", "make room and start again, nothing is lost"),
          new Known("Read-only file system", "make it writable, or set TANDEM_DATA_DIR"),
          new Known(
              "shared memory block",
              "processes of an earlier PostgreSQL still run on it: end them and start again"),
          new Known("TCP/IP sockets", "another program has its port, end that one or start again"),
          new Known("Cannot allocate memory", "it needs more memory (about 200 MB)"),
          new Known(
              "invalid permissions", "give its directory back to its owner alone (chmod 700)"),
          // Its version was looked at before it was started.
          new Known(
              "database files are incompatible",
              "its file global/pg_control is damaged; " + BACKUP),
          new Known("ermission denied", "give everything in it back to the user who made it"),
          new Known(
              "could not look up effective user ID",
              "give that user an entry in /etc/passwd and start again"));

  /** No such database, system calls that fail, corrupted data: beginnings of their SQLSTATE. */
  private static final List<String> DAMAGED = List.of("3D", "58", "XX");

  private WayOut() {}

  /** For a cluster that is there. */
  static String of(String cause) {
    return known(cause).orElse(BACKUP);
  }

  /** For one that is being made: there is nothing to lose yet. */
  static String ofMaking(String cause) {
    return known(cause).orElse("mend that and start again, or set TANDEM_DATABASE_URL");
  }

  /** For the directory with all of it. */
  static String ofDirectory(String cause) {
    return cause.contains("permission denied")
        ? "let this user write there, or set TANDEM_DATA_DIR to another directory"
        : known(cause).orElse("mend that, or set TANDEM_DATA_DIR to another directory");
  }

  /** For a server that started, but whose database cannot be used. */
  static DatabaseException ofDatabase(Path dataDir, DatabaseException failure) {
    String state =
        failure.getCause() instanceof SQLException sql ? String.valueOf(sql.getSQLState()) : "";
    if (state.equals("28P01")) {
      return new EmbeddedPostgresException(
          "The embedded PostgreSQL refuses the password in "
              + dataDir.resolve("postgres.password")
              + ": delete that file, and the next start sets a new one; nothing is lost",
          failure);
    }
    return DAMAGED.stream().anyMatch(state::startsWith)
        ? new EmbeddedPostgresException(failure.getMessage() + "; " + BACKUP, failure)
        : failure;
  }

  private static Optional<String> known(String cause) {
    return KNOWN.stream()
        .filter(known -> cause.contains(known.words()))
        .map(Known::advice)
        .findFirst();
  }
}
