package dev.tandem.persistence;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Steps on files that leave either the old or the new state behind, also after a crash. */
final class FileTree {
  /** The user id that may give files away. */
  static final int ROOT = 0;

  private FileTree() {}

  static void delete(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /**
   * Gives what root made in another user's directory to that user, who may be the one to start next
   * time. A link is given itself, never what it points to.
   */
  static void leaveToOwnerOf(Path directory, Path made) throws IOException {
    int owner = ownerOf(directory);
    int group = groupOf(directory);
    if (owner == ROOT || ownerOf(made) != ROOT) {
      return;
    }
    try (Stream<Path> content = Files.walk(made)) {
      for (Path path : content.toList()) {
        give(path, owner, group);
      }
    } catch (FileSystemException notPermitted) {
      // Root in a container may lack the right to give files away: then they stay root's, and so
      // does the cluster (OsAccount), which that user could not serve anyway.
      return;
    }
  }

  static void give(Path path, int owner, int group) throws IOException {
    Files.setAttribute(path, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
  }

  /** Renames within one file system and makes the new name durable. */
  static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    Path directory = to.toAbsolutePath().getParent();
    if (directory != null) {
      try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
        names.force(true);
      }
    }
  }

  /**
   * Replaces a file's content; only its owner may read it, who is the directory's if root writes.
   */
  static void writePrivately(Path file, String content) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    createPrivately(draft);
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      channel.write(StandardCharsets.UTF_8.encode(content));
      channel.force(true);
    }
    leaveToOwnerOf(file.resolveSibling(""), draft);
    rename(draft, file);
  }

  static void createPrivately(Path file) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /**
   * Takes the rights of the group and of others off, if the file is there and has that owner. Some
   * container platforms give them to a volume's group at each mount. A link is left alone.
   */
  static void closeToOthers(Path file, int owner) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        || Files.isSymbolicLink(file)
        || ownerOf(file) != owner) {
      return;
    }
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
    Set<PosixFilePermission> left = new HashSet<>(found);
    left.retainAll(PosixFilePermissions.fromString("rwx------"));
    if (!left.equals(found)) {
      Files.setPosixFilePermissions(file, left);
    }
  }

  static int ownerOf(Path path) throws IOException {
    return number(path, "unix:uid");
  }

  static int groupOf(Path path) throws IOException {
    return number(path, "unix:gid");
  }

  private static int number(Path path, String attribute) throws IOException {
    if (Files.getAttribute(path, attribute) instanceof Integer value) {
      return value;
    }
    throw new IOException(path + " has no " + attribute);
  }
}
