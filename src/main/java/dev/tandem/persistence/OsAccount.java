package dev.tandem.persistence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * As whom PostgreSQL's programs run. PostgreSQL refuses root, so root steps down: to the owner of
 * the cluster or of the data directory, else to {@code nobody}; where that user cannot reach the
 * programs, into a user namespace of its own.
 *
 * @param prefix the words before each command
 * @param uid the owner of files made for PostgreSQL
 * @param gid their group
 */
record OsAccount(List<String> prefix, int uid, int gid) {
  private static final int ROOT = 0;
  private static final int NOBODY = 65534;

  OsAccount {
    prefix = List.copyOf(prefix);
  }

  OsCommand.Outcome run(OsCommand command, Duration limit) throws IOException {
    return command.after(prefix).run(limit);
  }

  /** Hands a file or an empty directory over to this account. */
  void own(Path path) throws IOException {
    if (FileTree.ownerOf(path) != uid) {
      Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    }
  }

  /** Root in a container may lack the right to give files away. */
  private void tryOwning(DataDirectory directory) throws IOException {
    Path probe = Files.createTempFile(directory.path(), "probe", "");
    try {
      own(probe);
    } finally {
      Files.delete(probe);
    }
  }

  /**
   * The first account that can run the programs and owns the cluster, when there is one already.
   */
  static OsAccount forCluster(DataDirectory directory, PostgresBinaries binaries)
      throws IOException {
    List<String> refusals = new ArrayList<>();
    for (OsAccount candidate : candidates(directory)) {
      try {
        OsCommand.Outcome outcome = binaries.tryOut(candidate);
        if (outcome.succeeded()) {
          candidate.tryOwning(directory);
          return candidate;
        }
        refusals.add(outcome.complaint());
      } catch (IOException refusal) {
        refusals.add(String.valueOf(refusal.getMessage()));
      }
    }
    throw new EmbeddedPostgresException(
        directory.ownUid() == ROOT
            ? "PostgreSQL does not run as root, and no other user can run "
                + binaries.home()
                + " ("
                + String.join("; ", refusals)
                + "): start Tandem as an ordinary user, move TANDEM_DATA_DIR to"
                + " where everyone may enter, or set TANDEM_DATABASE_URL"
            : "The embedded PostgreSQL does not run on this system ("
                + String.join("; ", refusals)
                + "): set TANDEM_DATABASE_URL");
  }

  private static List<OsAccount> candidates(DataDirectory directory) throws IOException {
    int self = directory.ownUid();
    boolean made = Files.isDirectory(directory.cluster());
    Path owned = made ? directory.cluster() : directory.path();
    int owner = FileTree.ownerOf(owned);
    if (self != ROOT) {
      if (made && owner != self) {
        throw new EmbeddedPostgresException(
            "The database in "
                + directory.cluster()
                + " belongs to user id "
                + owner
                + ", this process runs as "
                + self
                + ": start Tandem as that user (or as root), or change the owner of the whole directory");
      }
      return List.of(new OsAccount(List.of(), self, FileTree.groupOf(owned)));
    }
    // Files made from within a user namespace of root's belong to root outside of it.
    OsAccount confined = new OsAccount(List.of("unshare", "-U", "--"), ROOT, ROOT);
    if (owner != ROOT) {
      return List.of(steppedDownTo(owner, FileTree.groupOf(owned)));
    }
    return made ? List.of(confined) : List.of(steppedDownTo(NOBODY, NOBODY), confined);
  }

  private static OsAccount steppedDownTo(int uid, int gid) {
    return new OsAccount(
        List.of(
            "setpriv",
            "--reuid=" + uid,
            "--regid=" + gid,
            "--clear-groups",
            "--no-new-privs",
            "--"),
        uid,
        gid);
  }
}
