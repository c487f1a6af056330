package dev.tandem.persistence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The layout of a data directory, owned by one process at a time. */
final class DataDirectory implements AutoCloseable {
  /** PostgreSQL's own programs hand these paths to a shell within double quotes. */
  private static final Pattern UNSAFE = Pattern.compile("[\"$`\\\\\\p{Cntrl}]");

  /**
   * A process that opens and closes a file again loses every lock it had on it, so it must not even
   * try.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final int ownUid;
  private final FileChannel lock;

  private DataDirectory(Path path, int ownUid, FileChannel lock) {
    this.path = path;
    this.ownUid = ownUid;
    this.lock = lock;
  }

  /**
   * Makes the directory where it is missing and locks it until {@link #close}, or the end of the
   * process.
   */
  static DataDirectory open(Path wanted) throws IOException {
    if (UNSAFE.matcher(wanted.toAbsolutePath().toString()).find()) {
      throw new EmbeddedPostgresException(
          "The data directory "
              + wanted
              + " has a character in its path that PostgreSQL's programs cannot take"
              + " (one of \" $ ` \\ or a control character)");
    }
    boolean isNew = !Files.isDirectory(wanted);
    Files.createDirectories(wanted);
    Path path = wanted.toRealPath();
    Path probe = Files.createTempFile(path, "probe", "");
    int ownUid = FileTree.ownerOf(probe);
    Files.delete(probe);
    if (isNew) {
      // Root's PostgreSQL runs as another user, who has to pass through; the secrets in here are
      // 0600 each.
      Files.setPosixFilePermissions(
          path,
          PosixFilePermissions.fromString(ownUid == FileTree.ROOT ? "rwx--x--x" : "rwx------"));
    }
    DataDirectory directory = new DataDirectory(path, ownUid, lock(path));
    try {
      int ours = ownUid == FileTree.ROOT ? FileTree.ownerOf(path) : ownUid;
      for (int owner : List.of(ownUid, ours)) {
        FileTree.closeToOthers(directory.password(), owner);
        FileTree.closeToOthers(path.resolve(EncryptionKeys.FILE), owner);
      }
    } catch (IOException e) {
      directory.close();
      throw e;
    }
    return directory;
  }

  Path path() {
    return path;
  }

  /** The user id this process runs as. */
  int ownUid() {
    return ownUid;
  }

  Path binaries() {
    return path.resolve("postgres");
  }

  Path cluster() {
    return path.resolve("pgdata");
  }

  /** Where a new cluster grows; renamed to {@link #cluster} when it is whole. */
  Path nursery() {
    return path.resolve("pgdata.new");
  }

  Path password() {
    return path.resolve("postgres.password");
  }

  ServerLog log() {
    return new ServerLog(path.resolve("postgres.log"));
  }

  /** Bytes that may still be written. */
  long free() throws IOException {
    return Files.getFileStore(path).getUsableSpace();
  }

  @Override
  public void close() throws IOException {
    try {
      lock.close();
    } finally {
      HELD.remove(path);
    }
  }

  private static FileChannel lock(Path path) throws IOException {
    Path file = path.resolve("tandem.lock");
    if (Files.isSymbolicLink(file)) {
      throw new EmbeddedPostgresException(file + " is a link: remove it and start again");
    }
    if (!HELD.add(path)) {
      throw inUse(path, " (this one)");
    }
    FileChannel channel = null;
    try {
      // Root in another user's directory follows no link of theirs.
      channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS);
      FileTree.leaveToOwnerOf(path, file);
      if (channel.tryLock() == null) {
        throw inUse(path, holder(channel));
      }
      channel.truncate(0);
      channel.write(
          StandardCharsets.US_ASCII.encode(Long.toString(ProcessHandle.current().pid())), 0);
      return channel;
    } catch (IOException | RuntimeException e) {
      HELD.remove(path);
      if (channel != null) {
        channel.close();
      }
      throw e;
    }
  }

  private static EmbeddedPostgresException inUse(Path path, String holder) {
    return new EmbeddedPostgresException(
        "The data directory "
            + path
            + " is in use by another Tandem process"
            + holder
            + ": stop that one, or set TANDEM_DATA_DIR to another directory");
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer pid = ByteBuffer.allocate(20);
    channel.read(pid, 0);
    String text = new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII).strip();
    return text.isEmpty() ? "" : " (process " + text + ")";
  }
}
