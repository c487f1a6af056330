package dev.tandem.sandbox;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * A journal at rest: read whole at the start, and rewritten as the shortest one of equal meaning.
 */
final class JournalFile {
  private final Path path;

  JournalFile(Path path) {
    this.path = path;
  }

  /**
   * All whole lines. A torn last one (the process died while writing it) was never answered for and
   * is left out; a broken one before it means that the file is no journal.
   */
  List<JsonObject> read() throws IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    var text = Files.readString(path, StandardCharsets.UTF_8);
    var whole = text.substring(0, text.lastIndexOf('\n') + 1);
    try {
      return whole.lines().map(JsonObject::new).toList();
    } catch (DecodeException | ClassCastException e) {
      throw new IOException("Not a sandbox journal: " + path, e);
    }
  }

  /** Replaces the file in one step and opens it for appending. */
  FileChannel rewrite(List<JsonObject> lines) throws IOException {
    var target = path.toAbsolutePath();
    var parent = target.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    var draft = target.resolveSibling(target.getFileName() + ".new");
    Files.deleteIfExists(draft);
    try (var channel =
        FileChannel.open(
            draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly())) {
      for (var line : lines) {
        var bytes = ByteBuffer.wrap((line.encode() + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
      channel.force(true);
    }
    Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return FileChannel.open(target, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
