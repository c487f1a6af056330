package dev.tandem.persistence;

import dev.tandem.config.DatabaseUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * A data directory of its own for each test, whose programs are unpacked already, and looks into
 * its database.
 */
abstract class InDataDirectory {
  /** Unpacked once: it is most of the time that a first start takes. */
  private static Path binaries;

  /** Outside the checkout, which other users may not be allowed to enter. */
  Path open;

  Path dataDir;

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

  static boolean isRoot() throws IOException {
    return Integer.valueOf(0)
        .equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid", LinkOption.NOFOLLOW_LINKS));
  }

  static boolean isRoots(Path path) {
    try {
      return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long postmasterPid() throws IOException {
    return Long.parseLong(Files.readAllLines(dataDir.resolve("pgdata/postmaster.pid")).get(0));
  }

  static void write(DatabaseUrl login, String text) throws SQLException {
    try (Connection connection = TestDatabase.connect(login);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS notes (text text)");
      statement.execute("INSERT INTO notes VALUES ('" + text + "')");
    }
  }

  static List<String> read(DatabaseUrl login) throws SQLException {
    try (Connection connection = TestDatabase.connect(login)) {
      return query(connection, "SELECT text FROM notes ORDER BY text");
    }
  }

  static List<String> query(Connection connection, String sql) throws SQLException {
    List<String> column = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        column.add(rows.getString(1));
      }
    }
    return column;
  }
}
