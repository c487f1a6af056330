package dev.tandem.persistence;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL's programs, unpacked from the archive that the jar carries for this platform.
 *
 * @param home holds {@code bin}, {@code lib} and {@code share}
 */
record PostgresBinaries(Path home) {
  /**
   * Written last: how many files and bytes a whole unpacking has, so that a torn one is noticed.
   */
  private static final String SEAL = ".complete";

  private static final Set<PosixFilePermission> RUNNABLE =
      PosixFilePermissions.fromString("rwxr-xr-x");
  private static final Set<PosixFilePermission> READABLE =
      PosixFilePermissions.fromString("rw-r--r--");

  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

  /** Unpacks into {@code parent}, unless an earlier start did. */
  static PostgresBinaries unpackInto(Path parent) throws IOException {
    String archive =
        archiveName(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    URL source = PostgresBinaries.class.getResource("/" + archive);
    if (source == null) {
      throw new EmbeddedPostgresException(
          "This build carries no PostgreSQL for this platform ("
              + archive
              + " is missing): set TANDEM_DATABASE_URL");
    }
    requireLoader(archive, Path.of("/"));
    // The checksum in the name: a newer jar brings its own programs beside those a server may still
    // run.
    Path home =
        parent.resolve(archive.replace(".txz", "") + "-" + Long.toHexString(checksum(source)));
    if (!isComplete(home)) {
      openDirectory(parent);
      FileTree.leaveToOwnerOf(parent.resolveSibling(""), parent);
      Path draft = parent.resolve("unpacking");
      FileTree.delete(draft);
      try {
        unpack(source, draft);
        Files.writeString(draft.resolve(SEAL), extent(draft));
        FileTree.leaveToOwnerOf(parent, draft);
        FileTree.delete(home);
        FileTree.rename(draft, home);
      } finally {
        FileTree.delete(draft);
      }
    }
    return new PostgresBinaries(home);
  }

  /** Linux without the loader of its programs, as Alpine, would only say that they are missing. */
  static void requireLoader(String archive, Path root) {
    String loader =
        switch (archive) {
          case "postgres-linux-x86_64.txz" -> "lib64/ld-linux-x86-64.so.2";
          case "postgres-linux-arm_64.txz" -> "lib/ld-linux-aarch64.so.1";
          default -> "";
        };
    if (!Files.exists(root.resolve(loader))) {
      throw new EmbeddedPostgresException(
          "The embedded PostgreSQL needs glibc, which this Linux does not have (/"
              + loader
              + " is missing; Alpine has musl): run Tandem on one that has it, or set TANDEM_DATABASE_URL");
    }
  }

  static String archiveName(String osName, String osArch) {
    String os = osName.startsWith("Linux") ? "linux" : osName.startsWith("Mac") ? "darwin" : "";
    String arch =
        switch (osArch) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> "";
        };
    if (os.isEmpty() || arch.isEmpty()) {
      throw new EmbeddedPostgresException(
          "There is no embedded PostgreSQL for "
              + osName
              + " on "
              + osArch
              + ": set TANDEM_DATABASE_URL");
    }
    return "postgres-" + os + "-" + arch + ".txz";
  }

  String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  /** Whether the account can run these programs at all; the output tells why not. */
  OsCommand.Outcome tryOut(OsAccount account) throws IOException {
    return account.run(
        new OsCommand(List.of(program("postgres"), "--version")), Duration.ofSeconds(20));
  }

  /** Whether the account could make a cluster; makes nothing. */
  OsCommand.Outcome tryMaking(OsAccount account) throws IOException {
    return account.run(
        new OsCommand(List.of(program("initdb"), "--show", "--pgdata=" + home)),
        Duration.ofSeconds(20));
  }

  static String majorVersion(OsCommand.Outcome tryOut) {
    Matcher matcher = VERSION.matcher(tryOut.output());
    if (!matcher.find()) {
      throw new EmbeddedPostgresException(
          "The embedded PostgreSQL does not tell its version: " + tryOut.complaint());
    }
    return matcher.group(1);
  }

  /**
   * Removes what older builds unpacked beside this one; call when no server of theirs runs any
   * more.
   */
  void removeOlder() throws IOException {
    try (Stream<Path> siblings = Files.list(home.resolveSibling(""))) {
      for (Path sibling : siblings.filter(path -> !path.equals(home)).toList()) {
        FileTree.delete(sibling);
      }
    }
  }

  private static long checksum(URL source) throws IOException {
    URLConnection connection = source.openConnection();
    connection.setUseCaches(false);
    try (CheckedInputStream stream =
        new CheckedInputStream(connection.getInputStream(), new CRC32())) {
      if (connection instanceof JarURLConnection jar) {
        return jar.getJarEntry().getCrc();
      }
      stream.transferTo(OutputStream.nullOutputStream());
      return stream.getChecksum().getValue();
    }
  }

  private static boolean isComplete(Path home) throws IOException {
    Path seal = home.resolve(SEAL);
    return Files.isRegularFile(seal) && Files.readString(seal).equals(extent(home));
  }

  private static String extent(Path home) throws IOException {
    long[] filesAndBytes = new long[2];
    Files.walkFileTree(
        home,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!file.endsWith(SEAL)) {
              filesAndBytes[0]++;
              filesAndBytes[1] += attributes.isRegularFile() ? attributes.size() : 0;
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return filesAndBytes[0] + " files, " + filesAndBytes[1] + " bytes";
  }

  private static void unpack(URL source, Path target) throws IOException {
    try (InputStream raw = source.openStream();
        TarArchiveInputStream archive =
            new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(raw)))) {
      openDirectory(target);
      TarArchiveEntry entry;
      while ((entry = archive.getNextEntry()) != null) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("the archive reaches out of its directory: " + entry.getName());
        }
        write(archive, entry, target, path);
      }
    }
  }

  private static void write(
      TarArchiveInputStream archive, TarArchiveEntry entry, Path target, Path path)
      throws IOException {
    if (entry.isDirectory()) {
      openDirectory(path);
      return;
    }
    openDirectory(path.resolveSibling(""));
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.createLink(path, target.resolve(entry.getLinkName()));
    } else {
      Files.copy(archive, path);
      Files.setPosixFilePermissions(path, (entry.getMode() & 0100) != 0 ? RUNNABLE : READABLE);
    }
  }

  /**
   * Set apart from creating: with a umask of 077 the user that PostgreSQL runs as could not get in.
   */
  private static void openDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      openDirectory(directory.resolveSibling(""));
      Files.createDirectory(directory);
      Files.setPosixFilePermissions(directory, RUNNABLE);
    }
  }
}
