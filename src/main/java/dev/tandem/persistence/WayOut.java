package dev.tandem.persistence;

import java.util.List;

/** What a person can do about a server that does not start, by what it said. */
final class WayOut {
  static final String DISK_FULL = "No space left on device";

  private record Known(String words, String advice) {}

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
          new Known(
              "ermission denied", "give the directory back to the user that PostgreSQL ran as"));

  private static final String BACKUP =
      "bring back a backup (docs/database.md), nothing was deleted";

  private WayOut() {}

  static String of(String cause) {
    return KNOWN.stream()
        .filter(known -> cause.contains(known.words()))
        .map(Known::advice)
        .findFirst()
        .orElse(BACKUP);
  }
}
