package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbeddedPostgresIT {
  /** Unpacked once: it is most of the time that a first start takes. */
  private static Path binaries;

  /** Outside the checkout, which other users may not be allowed to enter. */
  private Path open;

  private Path dataDir;

  @BeforeAll
  static void unpack() throws IOException {
    binaries = openDirectory();
    PostgresBinaries.unpackInto(binaries);
  }

  @AfterAll
  static void removeUnpacked() throws IOException {
    FileTree.delete(binaries);
  }

  @BeforeEach
  void makeDirectory() throws IOException {
    open = openDirectory();
    dataDir = Files.createDirectory(open.resolve("data"));
    Files.createSymbolicLink(dataDir.resolve("postgres"), binaries);
  }

  private static Path openDirectory() throws IOException {
    Path directory = Files.createTempDirectory("tandem test ");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    return directory;
  }

  @AfterEach
  void removeDirectory() throws IOException {
    FileTree.delete(open);
  }

  @Test
  void keepsDataFromOneStartToTheNext() throws Exception {
    EmbeddedPostgres first = EmbeddedPostgres.start(dataDir);
    write(first.login(), "kept");
    first.stop();

    EmbeddedPostgres second = EmbeddedPostgres.start(dataDir);
    try {
      assertThat(second.login().password()).isEqualTo(first.login().password());
      assertThat(read(second.login())).containsExactly("kept");
    } finally {
      second.stop();
    }
    assertThat(dataDir.resolve("pgdata/postmaster.pid")).doesNotExist();
    assertThat(dataDir.resolve("pgdata.new")).doesNotExist();
  }

  @Test
  void writesDurablyAndListensOnLoopbackOnly() throws Exception {
    EmbeddedPostgres server = EmbeddedPostgres.start(dataDir);
    try (Connection connection = TestDatabase.connect(server.superuserLogin())) {
      assertThat(
              query(
                  connection,
                  "SELECT name || '=' || setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit',"
                      + " 'full_page_writes', 'data_checksums', 'listen_addresses', 'unix_socket_directories',"
                      + " 'max_connections', 'shared_buffers', 'server_encoding') ORDER BY name"))
          .containsExactly(
              "data_checksums=on",
              "fsync=on",
              "full_page_writes=on",
              "listen_addresses=127.0.0.1",
              "max_connections=100",
              "server_encoding=UTF8",
              "shared_buffers=16384",
              "synchronous_commit=on",
              "unix_socket_directories=");
    } finally {
      server.stop();
    }
  }

  @Test
  void knowsLettersBeyondAsciiAndTheExtensionsTheSchemaNeeds() throws Exception {
    EmbeddedPostgres server = EmbeddedPostgres.start(dataDir);
    try (Connection connection = TestDatabase.connect(server.login());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE EXTENSION pg_trgm");
      statement.execute("CREATE EXTENSION btree_gin");
      assertThat(query(connection, "SELECT lower('ÄÉЖ') || cardinality(show_trgm('Жук'))"))
          .containsExactly("äéж4");
    } finally {
      server.stop();
    }
  }

  @Test
  void refusesAWrongPasswordAndGivesTheOwnerNoSuperuserRights() throws Exception {
    EmbeddedPostgres server = EmbeddedPostgres.start(dataDir);
    try (Connection superuser = TestDatabase.connect(server.superuserLogin())) {
      DatabaseLogin right = server.login();
      DatabaseLogin wrong =
          new DatabaseLogin(right.host(), right.port(), right.database(), right.user(), "wrong");
      assertThatThrownBy(() -> TestDatabase.connect(wrong))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
      assertThat(query(superuser, "SELECT DISTINCT auth_method FROM pg_hba_file_rules"))
          .containsExactly("scram-sha-256");
      assertThat(query(superuser, "SELECT rolsuper::text FROM pg_roles WHERE rolname = 'tandem'"))
          .containsExactly("false");
      assertThat(Files.getPosixFilePermissions(dataDir.resolve("postgres.password")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    } finally {
      server.stop();
    }
  }

  @Test
  void takesOverAServerThatAKilledProcessLeftBehind() throws Exception {
    ServerProcess killed = ServerProcess.start(dataDir);
    write(killed.login(), "survives");
    killed.kill();
    long orphan = postmasterPid();
    assertThat(ProcessHandle.of(orphan)).isPresent();

    EmbeddedPostgres server = EmbeddedPostgres.start(dataDir);
    try {
      assertThat(postmasterPid()).isNotEqualTo(orphan);
      assertThat(read(server.login())).containsExactly("survives");
    } finally {
      server.stop();
    }
  }

  @Test
  void recoversWhenServerAndProcessWereBothKilled() throws Exception {
    ServerProcess killed = ServerProcess.start(dataDir);
    write(killed.login(), "committed");
    killed.kill();
    ProcessHandle orphan = ProcessHandle.of(postmasterPid()).orElseThrow();
    orphan.destroyForcibly();
    orphan.onExit().join();
    assertThat(dataDir.resolve("pgdata/postmaster.pid")).exists();

    EmbeddedPostgres server = EmbeddedPostgres.start(dataDir);
    try {
      assertThat(read(server.login())).containsExactly("committed");
    } finally {
      server.stop();
    }
  }

  @Test
  void leavesAloneAForeignProcessThatGotTheNumberInAStalePidFile() throws Exception {
    EmbeddedPostgres.start(dataDir).stop();
    Process foreign = new ProcessBuilder("cat").start();
    try {
      Files.writeString(
          dataDir.resolve("pgdata/postmaster.pid"),
          foreign.pid()
              + "\n"
              + dataDir.toRealPath().resolve("pgdata")
              + "\n1\n5432\n\n127.0.0.1\n");
      EmbeddedPostgres.start(dataDir).stop();
      assertThat(foreign.isAlive()).isTrue();
    } finally {
      foreign.destroy();
    }
  }

  @Test
  void refusesASecondStartOnTheSameDirectoryInThisAndAnotherProcess() throws Exception {
    EmbeddedPostgres server = EmbeddedPostgres.start(dataDir);
    try {
      assertThatThrownBy(() -> EmbeddedPostgres.start(dataDir))
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessageContaining("is in use by another Tandem process");
      try (ServerProcess other = ServerProcess.start(dataDir)) {
        assertThat(other.answer())
            .startsWith(
                "failed The data directory "
                    + dataDir.toRealPath()
                    + " is in use by another Tandem process")
            .contains("(process " + ProcessHandle.current().pid() + ")");
      }
      write(server.login(), "undisturbed");
    } finally {
      server.stop();
    }
  }

  @Test
  void refusesADataDirectoryThatIsAFile() throws Exception {
    Path file = Files.writeString(open.resolve("file"), "");
    assertThatThrownBy(() -> EmbeddedPostgres.start(file))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessage(
            "The data directory " + file + " cannot be used: " + file + " is not a directory");
  }

  @Test
  void refusesAClusterOfAnotherMajorVersionAndLeavesItUntouched() throws Exception {
    EmbeddedPostgres.start(dataDir).stop();
    Files.writeString(dataDir.resolve("pgdata/PG_VERSION"), "16\n");
    assertThatThrownBy(() -> EmbeddedPostgres.start(dataDir))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("was made by PostgreSQL 16, this Tandem brings 17")
        .hasMessageContaining("nothing was changed");
  }

  @Test
  void namesTheReasonWhenTheClusterIsDamaged() throws Exception {
    EmbeddedPostgres.start(dataDir).stop();
    Files.delete(dataDir.resolve("pgdata/global/pg_control"));
    assertThatThrownBy(() -> EmbeddedPostgres.start(dataDir))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("does not start")
        .hasMessageContaining("pg_control")
        .hasMessageNotContaining("\n");
  }

  @Test
  void unpacksAgainWhenAnUnpackingWasTornAndStartsOverWhenMakingTheClusterWas() throws Exception {
    Files.delete(dataDir.resolve("postgres"));
    Path home = PostgresBinaries.unpackInto(dataDir.resolve("postgres")).home();
    Files.writeString(home.resolve("bin/postgres"), "");
    Files.createDirectories(dataDir.resolve("pgdata.new/cluster/base"));
    EmbeddedPostgres server = EmbeddedPostgres.start(dataDir);
    server.stop();
    assertThat(Files.size(home.resolve("bin/postgres"))).isPositive();
    assertThat(dataDir.resolve("pgdata.new")).doesNotExist();
  }

  @Test
  void setsANewPasswordWhenTheOldOneIsLost() throws Exception {
    EmbeddedPostgres first = EmbeddedPostgres.start(dataDir);
    write(first.login(), "kept");
    first.stop();
    Files.delete(dataDir.resolve("postgres.password"));

    EmbeddedPostgres second = EmbeddedPostgres.start(dataDir);
    try {
      assertThat(second.login().password()).isNotEqualTo(first.login().password());
      assertThat(read(second.login())).containsExactly("kept");
    } finally {
      second.stop();
    }
  }

  @Test
  void runsAsAnOrdinaryUser() throws Exception {
    assumeThat(isRoot()).as("as another user is what the other tests run").isTrue();
    Files.setAttribute(dataDir, "unix:uid", 65534);
    try (ServerProcess server = ServerProcess.startAsNobody(open, dataDir)) {
      write(server.login(), "mine");
      assertThat(read(server.login())).containsExactly("mine");
      assertThat(FileTree.ownerOf(dataDir.resolve("postgres.password"))).isEqualTo(65534);
    }
    assertThat(dataDir.resolve("pgdata/postmaster.pid")).doesNotExist();
  }

  @Test
  void tellsAnOrdinaryUserWhichDirectoryItMayNotWrite() throws Exception {
    assumeThat(isRoot()).as("the check needs two users").isTrue();
    try (ServerProcess refused = ServerProcess.startAsNobody(open, dataDir)) {
      assertThat(refused.answer())
          .startsWith(
              "failed The data directory "
                  + dataDir
                  + " cannot be used: permission denied on "
                  + dataDir);
    }
    assertThat(dataDir).isDirectoryNotContaining("glob:**pgdata*");
  }

  @Test
  void stepsDownFromRoot() throws Exception {
    assumeThat(isRoot()).isTrue();
    FileTree.delete(dataDir);
    EmbeddedPostgres server = EmbeddedPostgres.start(dataDir);
    try {
      assertThat(Files.getPosixFilePermissions(dataDir))
          .isEqualTo(PosixFilePermissions.fromString("rwx--x--x"));
      assertThat(FileTree.ownerOf(Path.of("/proc", Long.toString(postmasterPid()))))
          .isEqualTo(65534);
    } finally {
      server.stop();
    }
  }

  @Test
  void runsInAUserNamespaceWhereNobodyElseMayEnter() throws Exception {
    assumeThat(isRoot()).isTrue();
    assumeThat(new ProcessBuilder("unshare", "-U", "true").start().waitFor()).isZero();
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwx------"));
    Files.delete(dataDir.resolve("postgres"));
    for (int start = 1; start <= 2; start++) {
      EmbeddedPostgres server = EmbeddedPostgres.start(dataDir);
      try {
        write(server.login(), "start " + start);
      } finally {
        server.stop();
      }
    }
    assertThat(FileTree.ownerOf(dataDir.resolve("pgdata"))).isZero();
  }

  private static boolean isRoot() throws IOException {
    return Integer.valueOf(0)
        .equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid", LinkOption.NOFOLLOW_LINKS));
  }

  private long postmasterPid() throws IOException {
    return Long.parseLong(Files.readAllLines(dataDir.resolve("pgdata/postmaster.pid")).get(0));
  }

  private static void write(DatabaseLogin login, String text) throws SQLException {
    try (Connection connection = TestDatabase.connect(login);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS notes (text text)");
      statement.execute("INSERT INTO notes VALUES ('" + text + "')");
    }
  }

  private static List<String> read(DatabaseLogin login) throws SQLException {
    try (Connection connection = TestDatabase.connect(login)) {
      return query(connection, "SELECT text FROM notes ORDER BY text");
    }
  }

  private static List<String> query(Connection connection, String sql) throws SQLException {
    List<String> column = new java.util.ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        column.add(rows.getString(1));
      }
    }
    return column;
  }
}
