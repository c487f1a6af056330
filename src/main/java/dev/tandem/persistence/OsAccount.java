package dev.tandem.persistence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * As whom PostgreSQL's programs run. PostgreSQL refuses root, so root steps down: to the owner of
 * the cluster or of the data directory, else to {@code nobody}; where that user cannot reach the
 * programs, into a user namespace of its own. So does a user whom the system does not know, as
 * container platforms make them up: PostgreSQL makes no cluster for those.
 *
 * @param prefix the words before each command
 * @param uid the owner of files made for PostgreSQL
 * @param gid their group
 */
record OsAccount(List<String> prefix, int uid, int gid) {
  private static final int NOBODY = 65534;
  private static final String NAMELESS = "could not look up effective user ID";

  OsAccount {
    prefix = List.copyOf(prefix);
  }

  OsCommand.Outcome run(OsCommand command, Duration limit) throws IOException {
    return command.after(prefix).run(limit);
  }

  /** Hands a file or an empty directory over to this account. */
  void own(Path path) throws IOException {
    if (FileTree.ownerOf(path) != uid) {
      FileTree.give(path, uid, gid);
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
   * The first account that can do what is to be done: make a cluster, or serve the one there is.
   */
  static OsAccount forCluster(DataDirectory directory, PostgresBinaries binaries)
      throws IOException {
    boolean made = Files.isDirectory(directory.cluster());
    int owner = FileTree.ownerOf(made ? directory.cluster() : directory.path());
    int group = FileTree.groupOf(made ? directory.cluster() : directory.path());
    if (made && directory.ownUid() != FileTree.ROOT && owner != directory.ownUid()) {
      throw new EmbeddedPostgresException(
          "The database in "
              + directory.cluster()
              + " belongs to user id "
              + owner
              + ", this process runs as "
              + directory.ownUid()
              + ": start Tandem as that user (or as root), or change the owner of the whole directory");
    }
    List<String> refusals = new ArrayList<>();
    for (OsAccount candidate : candidates(directory.ownUid(), made, owner, group)) {
      try {
        OsCommand.Outcome outcome =
            made ? binaries.tryOut(candidate) : binaries.tryMaking(candidate);
        if (outcome.succeeded()) {
          candidate.tryOwning(directory);
          return candidate;
        }
        refusals.add(candidate.refused(binaries, outcome.complaint()));
      } catch (IOException refusal) {
        refusals.add(candidate.refused(binaries, String.valueOf(refusal.getMessage())));
      }
    }
    throw refused(directory, binaries, refusals);
  }

  /**
   * In the order in which they are tried.
   *
   * @param self the user id of this process
   * @param made whether there is a cluster, which only its owner can serve
   * @param owner of the cluster, or else of the data directory
   */
  static List<OsAccount> candidates(int self, boolean made, int owner, int group) {
    if (self != FileTree.ROOT) {
      OsAccount own = new OsAccount(List.of(), self, group);
      return made ? List.of(own) : List.of(own, own.confined());
    }
    // Files made from within a user namespace belong to whoever opened it.
    OsAccount root = new OsAccount(List.of(), FileTree.ROOT, FileTree.ROOT).confined();
    if (made) {
      return List.of(owner == FileTree.ROOT ? root : steppedDownTo(owner, group));
    }
    OsAccount nobody = steppedDownTo(NOBODY, NOBODY);
    OsAccount other = steppedDownTo(owner, group);
    return owner == FileTree.ROOT
        ? List.of(nobody, root)
        : List.of(other, other.confined(), nobody, root);
  }

  /**
   * In a user namespace without any mapping, where every user is {@code nobody}: neither root nor
   * without an entry in the system's list of users, both of which PostgreSQL's programs refuse.
   */
  private OsAccount confined() {
    List<String> words = new ArrayList<>(prefix);
    words.addAll(List.of("unshare", "-U", "--"));
    return new OsAccount(words, uid, gid);
  }

  /**
   * A closed directory comes first: behind it programs only say which of their files is missing.
   */
  private String refused(PostgresBinaries binaries, String complaint) throws IOException {
    return "as user id "
        + uid
        + (prefix.contains("-U") ? " in a user namespace: " : ": ")
        + closedOnTheWayTo(binaries.home())
            .map(directory -> "it may not enter " + directory)
            .orElse(complaint);
  }

  private Optional<Path> closedOnTheWayTo(Path path) throws IOException {
    Path directory = path.getRoot();
    for (Path name : path) {
      if (!Files.getPosixFilePermissions(directory).contains(entering(directory))) {
        return Optional.of(directory);
      }
      directory = directory.resolve(name);
    }
    return Optional.empty();
  }

  private PosixFilePermission entering(Path directory) throws IOException {
    if (FileTree.ownerOf(directory) == uid) {
      return PosixFilePermission.OWNER_EXECUTE;
    }
    return FileTree.groupOf(directory) == gid
        ? PosixFilePermission.GROUP_EXECUTE
        : PosixFilePermission.OTHERS_EXECUTE;
  }

  private static EmbeddedPostgresException refused(
      DataDirectory directory, PostgresBinaries binaries, List<String> refusals) {
    String all = String.join("; ", refusals);
    if (directory.ownUid() == FileTree.ROOT) {
      return new EmbeddedPostgresException(
          "PostgreSQL does not run as root, and no other user can run "
              + binaries.home()
              + " ("
              + all
              + "): start Tandem as an ordinary user who owns the data directory, move TANDEM_DATA_DIR"
              + " to where everyone may enter, or set TANDEM_DATABASE_URL");
    }
    return new EmbeddedPostgresException(
        "The embedded PostgreSQL does not run on this system ("
            + all
            + "): "
            + (all.contains(NAMELESS)
                ? "start Tandem as a user with an entry in /etc/passwd (a container image can add one: tandem:x:"
                    + directory.ownUid()
                    + ":0::/:/sbin/nologin), or "
                : "")
            + "set TANDEM_DATABASE_URL");
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
