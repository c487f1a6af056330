package dev.tandem.persistence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The cluster directory: made whole or not at all, and never made over. */
record PostgresCluster(DataDirectory directory, PostgresBinaries binaries, OsAccount account) {
  static final String SUPERUSER = "postgres";
  static final String OWNER = "tandem";
  static final String DATABASE = "tandem";

  private static final long SPACE_FOR_A_NEW_ONE = 150L << 20;
  private static final Duration STEP_LIMIT = Duration.ofMinutes(2);
  private static final Pattern MAJOR_VERSION = Pattern.compile("\\d{1,3}");
  private static final Pattern PASSWORD = Pattern.compile("[A-Za-z0-9_-]{32,}");

  /**
   * Character classes come from the system's locale; pg_trgm knows no letters beyond ASCII under
   * "C". Not every system has the first ones. Comparison is by code point in each case, so that an
   * update of the system breaks no index.
   */
  private static final List<String> LOCALES = List.of("C.UTF-8", "en_US.UTF-8", "C");

  /** Makes the cluster unless there is one; returns the password of both roles. */
  String prepare() throws IOException {
    // PostgreSQL refuses a cluster that others may write to.
    FileTree.closeToOthers(directory.cluster(), account.uid());
    if (!exists()) {
      String password = storedPassword().orElseGet(PostgresCluster::newPassword);
      create(password);
      return password;
    }
    checkVersion();
    Optional<String> stored = storedPassword();
    return stored.isPresent() ? stored.get() : resetPassword();
  }

  private boolean exists() throws IOException {
    if (!Files.exists(directory.cluster())) {
      return false;
    }
    if (!Files.isDirectory(directory.cluster())) {
      throw new EmbeddedPostgresException(
          directory.cluster()
              + " is not a directory: bring back a backup (docs/database.md), or move it away to start"
              + " with an empty database; nothing was changed");
    }
    try (Stream<Path> content = Files.list(directory.cluster())) {
      return content.findAny().isPresent();
    }
  }

  private void checkVersion() throws IOException {
    String made = madeBy();
    String here = PostgresBinaries.majorVersion(binaries.tryOut(account));
    if (!made.equals(here)) {
      throw new EmbeddedPostgresException(
          "The database in "
              + directory.cluster()
              + " was made by PostgreSQL "
              + made
              + ", this Tandem brings "
              + here
              + ": export it with the Tandem that made it, or serve it with PostgreSQL "
              + made
              + " and set TANDEM_DATABASE_URL (docs/database.md); nothing was changed");
    }
  }

  private String madeBy() throws IOException {
    Path file = directory.cluster().resolve("PG_VERSION");
    String text =
        Files.isRegularFile(file)
            ? Files.readString(file, StandardCharsets.ISO_8859_1).strip()
            : "";
    if (!MAJOR_VERSION.matcher(text).matches()) {
      throw new EmbeddedPostgresException(
          directory.cluster()
              + " is not a whole PostgreSQL cluster (PG_VERSION is missing or damaged): bring back a"
              + " backup (docs/database.md), or move the directory away to start with an empty"
              + " database; nothing was changed");
    }
    return text;
  }

  private void create(String password) throws IOException {
    long free = directory.free();
    if (free < SPACE_FOR_A_NEW_ONE) {
      throw new EmbeddedPostgresException(
          "A new database in "
              + directory.path()
              + " takes "
              + (SPACE_FOR_A_NEW_ONE >> 20)
              + " MB, only "
              + (free >> 20)
              + " MB are free: make room, or set TANDEM_DATA_DIR");
    }
    Path nursery = directory.nursery();
    FileTree.delete(nursery);
    Files.createDirectory(
        nursery,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path passwordFile = nursery.resolve("password");
    FileTree.createPrivately(passwordFile);
    Files.writeString(passwordFile, password);
    account.own(passwordFile);
    account.own(nursery);
    try {
      Path draft = nursery.resolve("cluster");
      initialize(draft, passwordFile);
      alone(
          draft,
          List.of(
              "CREATE ROLE " + OWNER + " LOGIN PASSWORD '" + password + "'",
              "CREATE DATABASE " + DATABASE + " OWNER " + OWNER));
      FileTree.writePrivately(directory.password(), password);
      FileTree.rename(draft, directory.cluster());
    } finally {
      FileTree.delete(nursery);
    }
  }

  private void initialize(Path target, Path passwordFile) throws IOException {
    OsCommand.Outcome outcome = new OsCommand.Outcome(1, "");
    for (String locale : LOCALES) {
      outcome =
          account.run(
              new OsCommand(
                  List.of(
                      binaries.program("initdb"),
                      "--pgdata=" + target,
                      "--username=" + SUPERUSER,
                      "--auth=scram-sha-256",
                      "--pwfile=" + passwordFile,
                      "--encoding=UTF8",
                      "--locale-provider=builtin",
                      "--builtin-locale=C.UTF-8",
                      "--locale=" + locale,
                      "--lc-messages=C",
                      "--data-checksums",
                      "--no-instructions",
                      "--set=timezone=UTC",
                      "--set=log_timezone=UTC",
                      "--set=max_connections=100",
                      "--set=shared_buffers=128MB")),
              STEP_LIMIT);
      if (!outcome.output().contains("invalid locale")) {
        break;
      }
    }
    if (!outcome.succeeded()) {
      throw new EmbeddedPostgresException(
          "A new database could not be made in "
              + directory.path()
              + ": "
              + outcome.complaint()
              + "; "
              + WayOut.ofMaking(outcome.complaint()));
    }
  }

  /** The roles' password got lost: whoever owns the files may set a new one. */
  private String resetPassword() throws IOException {
    String password = newPassword();
    alone(
        directory.cluster(),
        List.of(
            "ALTER ROLE " + SUPERUSER + " PASSWORD '" + password + "'",
            "ALTER ROLE " + OWNER + " PASSWORD '" + password + "'"));
    FileTree.writePrivately(directory.password(), password);
    return password;
  }

  /** Runs statements, one a line, in a server of one process that listens nowhere. */
  private void alone(Path cluster, List<String> statements) throws IOException {
    OsCommand.Outcome outcome =
        account.run(
            new OsCommand(
                List.of(
                    binaries.program("postgres"),
                    "--single",
                    "-D",
                    cluster.toString(),
                    "-c",
                    "exit_on_error=true",
                    // The statements hold the password.
                    "-c",
                    "log_min_error_statement=panic",
                    "postgres"),
                String.join("\n", statements) + "\n"),
            STEP_LIMIT);
    if (!outcome.succeeded()) {
      throw new EmbeddedPostgresException(
          "The database in "
              + directory.path()
              + " could not be set up: "
              + outcome.complaint()
              + "; "
              + WayOut.of(outcome.complaint()));
    }
  }

  private Optional<String> storedPassword() throws IOException {
    Path file = directory.password();
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    return Optional.of(Files.readString(file).strip()).filter(PASSWORD.asMatchPredicate());
  }

  private static String newPassword() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }
}
