package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.config.DatabaseUrl;
import dev.tandem.config.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** Starts, stops, settings and refusals. */
class EmbeddedPostgresIT extends InDataDirectory {
  @Test
  void keepsDataFromOneStartToTheNext() throws Exception {
    EmbeddedPostgres first = EmbeddedPostgres.start(dataDir);
    write(first.url(), "kept");
    first.stop();

    EmbeddedPostgres second = EmbeddedPostgres.start(dataDir);
    try {
      assertThat(second.url().password()).isEqualTo(first.url().password());
      assertThat(read(second.url())).containsExactly("kept");
    } finally {
      second.stop();
    }
    assertThat(dataDir.resolve("pgdata/postmaster.pid")).doesNotExist();
    assertThat(dataDir.resolve("pgdata.new")).doesNotExist();
  }

  @Test
  void writesDurablyAndListensOnLoopbackOnly() throws Exception {
    EmbeddedPostgres server = EmbeddedPostgres.start(dataDir);
    try (Connection connection = TestDatabase.connect(server.superuserUrl())) {
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
    try (Connection connection = TestDatabase.connect(server.url());
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
    try (Connection superuser = TestDatabase.connect(server.superuserUrl())) {
      DatabaseUrl right = server.url();
      DatabaseUrl wrong =
          DatabaseUrl.plain(
              right.host(), right.port(), right.database(), right.user(), new Secret("wrong"));
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
      write(server.url(), "undisturbed");
    } finally {
      server.stop();
    }
  }

  @Test
  void refusesADataDirectoryThatIsAFile() throws Exception {
    Path file = Files.writeString(open.resolve("file"), "");
    assertThatThrownBy(() -> EmbeddedPostgres.start(file))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageStartingWith(
            "The data directory " + file + " cannot be used: " + file + " is not a directory; ");
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
}
