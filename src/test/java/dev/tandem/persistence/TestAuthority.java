package dev.tandem.persistence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate authority for one test, made by the JDK's keytool. */
final class TestAuthority {
  private static final String PASSWORD = "changeit";

  private final Path directory;
  private final String name;

  private TestAuthority(Path directory, String name) {
    this.directory = directory;
    this.name = name;
  }

  /** Files of a certificate and of its key, both PEM. */
  record Issued(Path certificate, Path key) {}

  static TestAuthority make(Path directory, String name) throws Exception {
    TestAuthority authority = new TestAuthority(directory, name);
    authority.keytool(
        name, "-genkeypair", "-keyalg", "RSA", "-dname", "CN=" + name, "-ext", "bc:c");
    authority.keytool(name, "-exportcert", "-rfc", "-file", authority.certificate().toString());
    return authority;
  }

  Path certificate() {
    return directory.resolve(name + ".pem");
  }

  /**
   * @param extension as keytool takes it, {@code san=dns:localhost}
   */
  Issued issue(String subject, String algorithm, String extension) throws Exception {
    Path request = directory.resolve(subject + ".csr");
    Issued issued =
        new Issued(directory.resolve(subject + ".pem"), directory.resolve(subject + ".key"));
    keytool(subject, "-genkeypair", "-keyalg", algorithm, "-dname", "CN=" + subject);
    keytool(subject, "-certreq", "-file", request.toString());
    keytool(
        name,
        "-gencert",
        "-rfc",
        "-infile",
        request.toString(),
        "-outfile",
        issued.certificate().toString(),
        "-ext",
        extension);
    writeKey(subject, issued.key());
    return issued;
  }

  private void writeKey(String alias, Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(store(alias).toFile(), PASSWORD.toCharArray());
    byte[] key = store.getKey(alias, PASSWORD.toCharArray()).getEncoded();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(key)
            + "\n-----END PRIVATE KEY-----\n";
    Files.writeString(file, pem);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private Path store(String alias) {
    return directory.resolve(alias + ".p12");
  }

  private void keytool(String alias, String command, String... arguments) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    words.add(command);
    words.addAll(List.of("-alias", alias, "-keystore", store(alias).toString()));
    words.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    words.addAll(List.of(arguments));
    OsCommand.Outcome outcome = new OsCommand(words).run(Duration.ofMinutes(1));
    if (!outcome.succeeded()) {
      throw new IOException(words + ": " + outcome.output());
    }
  }
}
