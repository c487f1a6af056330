package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** As which user the server runs. */
class EmbeddedPostgresAccountIT extends InDataDirectory {
  private static final int UNKNOWN_UID = 4711;

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

  @Test
  void runsAsAUserWhomTheSystemDoesNotKnow() throws Exception {
    assumeThat(isRoot()).isTrue();
    assumeThat(new ProcessBuilder("unshare", "-U", "true").start().waitFor()).isZero();
    Files.setAttribute(dataDir, "unix:uid", UNKNOWN_UID);
    try (ServerProcess server = ServerProcess.startAs(UNKNOWN_UID, open, dataDir)) {
      write(server.url(), "first");
    }
    // There is nothing to be made any more: what PostgreSQL wants a name for.
    Path again = Files.createDirectory(open.resolve("again"));
    Files.setPosixFilePermissions(again, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (ServerProcess server =
        ServerProcess.startAs(UNKNOWN_UID, again, dataDir, withoutUnshare())) {
      assertThat(read(server.url())).containsExactly("first");
    }
  }

  @Test
  void tellsAnUnknownUserWhatToDoWhereNamespacesAreForbidden() throws Exception {
    assumeThat(isRoot()).isTrue();
    Files.setAttribute(dataDir, "unix:uid", UNKNOWN_UID);
    try (ServerProcess refused =
        ServerProcess.startAs(UNKNOWN_UID, open, dataDir, withoutUnshare())) {
      assertThat(refused.answer())
          .contains("could not look up effective user ID " + UNKNOWN_UID, "not permitted")
          .contains("start Tandem as a user with an entry in /etc/passwd");
    }
    assertThat(dataDir.resolve("pgdata")).doesNotExist();
  }

  @Test
  void whatRootMadeInAUsersDirectoryServesThatUserToo() throws Exception {
    assumeThat(isRoot()).isTrue();
    Files.delete(dataDir.resolve("postgres"));
    Files.setAttribute(dataDir, "unix:uid", 65534);
    EmbeddedPostgres server = EmbeddedPostgres.start(dataDir);
    try {
      EncryptionKeys.loadOrGenerate(dataDir);
      write(server.url(), "by root");
    } finally {
      server.stop();
    }
    try (Stream<Path> made = Files.walk(dataDir)) {
      assertThat(made.filter(InDataDirectory::isRoots)).isEmpty();
    }
    try (ServerProcess again = ServerProcess.startAsNobody(open, dataDir)) {
      assertThat(read(again.url())).containsExactly("by root");
    }
  }

  @Test
  void followsNoLinkInThePlaceOfTheLock() throws Exception {
    Path elsewhere = Files.writeString(open.resolve("elsewhere"), "mine");
    Files.createSymbolicLink(dataDir.resolve("tandem.lock"), elsewhere);
    assertThatThrownBy(() -> EmbeddedPostgres.start(dataDir))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("tandem.lock");
    assertThat(elsewhere).hasContent("mine");
  }

  /** As in a container whose data directory is mounted from a machine with other users. */
  @Test
  void rootMakesTheClusterNobodysWhereTheDirectoryIsAnUnknownUsers() throws Exception {
    assumeThat(isRoot()).isTrue();
    Files.setAttribute(dataDir, "unix:uid", UNKNOWN_UID);
    try (ServerProcess server = ServerProcess.startWith(dataDir, withoutUnshare())) {
      write(server.url(), "in");
    }
    assertThat(FileTree.ownerOf(dataDir.resolve("pgdata"))).isEqualTo(65534);
  }

  @Test
  void tellsRootWhatToDoWhereNobodyElseMayEnterAndNamespacesAreForbidden() throws Exception {
    assumeThat(isRoot()).isTrue();
    Files.delete(dataDir.resolve("postgres"));
    Path closed = Files.createDirectory(open.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    try (ServerProcess refused =
        ServerProcess.startWith(closed.resolve("data"), withoutUnshare())) {
      assertThat(refused.answer())
          .startsWith("failed PostgreSQL does not run as root, and no other user can run ")
          .contains("as user id 65534: it may not enter " + closed + "; ")
          .contains("move TANDEM_DATA_DIR to where everyone may enter");
    }
    assertThat(closed.resolve("data/pgdata")).doesNotExist();
  }

  /** A search path on which the namespaces' program fails as it does where they are forbidden. */
  private String withoutUnshare() throws Exception {
    Path bin = Files.createDirectories(open.resolve("bin"));
    Files.setPosixFilePermissions(bin, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path fake = bin.resolve("unshare");
    Files.writeString(fake, "#!/bin/sh\necho 'unshare: Operation not permitted' >&2\nexit 1\n");
    Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwxr-xr-x"));
    return "PATH=" + bin + ":" + System.getenv("PATH");
  }
}
