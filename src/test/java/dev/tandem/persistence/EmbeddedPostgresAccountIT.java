package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** As which user the server runs. */
class EmbeddedPostgresAccountIT extends InDataDirectory {
  @Test
  void runsAsAnOrdinaryUser() throws Exception {
    assumeThat(isRoot()).as("as another user is what the other tests run").isTrue();
    Files.setAttribute(dataDir, "unix:uid", 65534);
    try (ServerProcess server = ServerProcess.startAsNobody(open, dataDir)) {
      write(server.url(), "mine");
      assertThat(read(server.url())).containsExactly("mine");
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
  void startsUnderAStrictUmask() throws Exception {
    FileTree.delete(dataDir);
    try (ServerProcess server = ServerProcess.startWithStrictUmask(dataDir)) {
      write(server.url(), "in");
    }
    assertThat(FileTree.ownerOf(dataDir.resolve("pgdata")))
        .isEqualTo(isRoot() ? 65534 : FileTree.ownerOf(dataDir));
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
        write(server.url(), "start " + start);
      } finally {
        server.stop();
      }
    }
    assertThat(FileTree.ownerOf(dataDir.resolve("pgdata"))).isZero();
  }
}
