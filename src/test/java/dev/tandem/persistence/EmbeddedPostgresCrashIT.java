package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tandem.config.DatabaseUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What was killed, torn, damaged or lost. */
class EmbeddedPostgresCrashIT extends InDataDirectory {
  @Test
  void takesOverAServerThatAKilledProcessLeftBehind() throws Exception {
    ServerProcess killed = ServerProcess.start(dataDir);
    write(killed.url(), "survives");
    killed.kill();
    long orphan = postmasterPid();
    assertThat(ProcessHandle.of(orphan)).isPresent();

    EmbeddedPostgres server = EmbeddedPostgres.start(dataDir);
    try {
      assertThat(postmasterPid()).isNotEqualTo(orphan);
      assertThat(read(server.url())).containsExactly("survives");
    } finally {
      server.stop();
    }
  }

  @Test
  void recoversWhenServerAndProcessWereBothKilled() throws Exception {
    ServerProcess killed = ServerProcess.start(dataDir);
    write(killed.url(), "committed");
    killed.kill();
    ProcessHandle orphan = ProcessHandle.of(postmasterPid()).orElseThrow();
    orphan.destroyForcibly();
    await().until(() -> worksNoMore(orphan));
    assertThat(dataDir.resolve("pgdata/postmaster.pid")).exists();

    EmbeddedPostgres server = EmbeddedPostgres.start(dataDir);
    try {
      assertThat(read(server.url())).containsExactly("committed");
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
    write(first.url(), "kept");
    first.stop();
    Files.delete(dataDir.resolve("postgres.password"));

    EmbeddedPostgres second = EmbeddedPostgres.start(dataDir);
    try {
      assertThat(second.url().password()).isNotEqualTo(first.url().password());
      assertThat(read(second.url())).containsExactly("kept");
    } finally {
      second.stop();
    }
  }

  @Test
  void endsBusyBackendsOfAServerThatWasKilled() throws Exception {
    ServerProcess killed = ServerProcess.start(dataDir);
    try (Connection connection = TestDatabase.connect(killed.url());
        Statement statement = connection.createStatement()) {
      // Computes without a look at its server or its client.
      long backend = Long.parseLong(query(connection, "SELECT pg_backend_pid()::text").get(0));
      CompletableFuture<Void> busy =
          CompletableFuture.runAsync(
              () ->
                  assertThatThrownBy(
                      () ->
                          statement.execute(
                              "SELECT count(*) FROM (SELECT generate_series(1, 20000000000)) AS numbers")));
      await().until(() -> isBusy(killed.url(), backend));
      killed.kill();
      ProcessHandle postmaster = ProcessHandle.of(postmasterPid()).orElseThrow();
      postmaster.destroyForcibly();
      await().until(() -> worksNoMore(postmaster));
      assertThat(ProcessHandle.of(backend)).isPresent();

      try {
        EmbeddedPostgres.start(dataDir).stop();
      } finally {
        // Else the connection would wait for the answer when it is closed.
        ProcessHandle.of(backend).ifPresent(ProcessHandle::destroyForcibly);
      }
      busy.join();
    }
  }

  /** A dead process without a parent that reaps it stays listed, with nothing to tell. */
  private static boolean worksNoMore(ProcessHandle process) {
    return !process.isAlive() || process.info().arguments().isEmpty();
  }

  private static boolean isBusy(DatabaseUrl login, long backend) throws SQLException {
    try (Connection connection = TestDatabase.connect(login)) {
      return !query(
              connection,
              "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT count%' AND pid = "
                  + backend)
          .isEmpty();
    }
  }
}
