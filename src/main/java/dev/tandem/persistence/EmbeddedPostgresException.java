package dev.tandem.persistence;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Why the embedded PostgreSQL cannot run. */
public final class EmbeddedPostgresException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  EmbeddedPostgresException(String message) {
    this(message, null);
  }

  EmbeddedPostgresException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  static EmbeddedPostgresException on(Path dataDir, IOException failure) {
    String reason = reason(failure);
    return new EmbeddedPostgresException(
        "The data directory "
            + dataDir
            + " cannot be used: "
            + reason
            + "; "
            + WayOut.ofDirectory(reason),
        failure);
  }

  /** The JDK's file exceptions often say nothing but the path. */
  private static String reason(IOException failure) {
    if (!(failure instanceof FileSystemException file)) {
      return String.valueOf(failure.getMessage());
    }
    if (file instanceof AccessDeniedException) {
      return "permission denied on " + file.getFile();
    }
    if (file instanceof FileAlreadyExistsException || file instanceof NotDirectoryException) {
      return file.getFile() + " is not a directory";
    }
    if (file instanceof NoSuchFileException) {
      return file.getFile() + " does not exist";
    }
    return file.getFile() + ": " + file.getReason();
  }
}
