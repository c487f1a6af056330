package dev.tandem.persistence;

import dev.tandem.config.DatabaseTls;
import dev.tandem.config.DatabaseTls.ClientCertificate;
import dev.tandem.config.DatabaseUrl;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a database URL says of TLS, told to the JDBC driver (the migrations) and to the Vert.x
 * client (the pool) so that both do the same.
 */
final class TlsFiles {
  private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String KEY_END = "-----END PRIVATE KEY-----";

  /** Those that the pool's TLS reads. */
  private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC");

  private final DatabaseTls tls;

  TlsFiles(DatabaseTls tls) {
    this.tls = tls;
  }

  /**
   * Reads the files once, since what the drivers say of unreadable ones is hard to act upon.
   * Blocks.
   *
   * @throws ServerException naming the URL's parameter, its file and what it takes
   */
  void check(DatabaseUrl database) {
    tls.rootCert().ifPresent(file -> certificates(database, "sslrootcert", file));
    tls.client()
        .ifPresent(
            client -> {
              certificates(database, "sslcert", client.certificate());
              if (keyAlgorithm(client).isEmpty()) {
                throw refusal(
                    database,
                    "sslkey",
                    client.key(),
                    "takes a PEM file of an unencrypted RSA or EC key in PKCS #8 (BEGIN PRIVATE KEY)");
              }
            });
  }

  /** The driver's connection properties. */
  Map<String, String> jdbc() {
    Map<String, String> properties = new HashMap<>();
    properties.put("sslmode", tls.effectiveMode().wireName());
    tls.rootCert().ifPresent(file -> properties.put("sslrootcert", file));
    // Empty: the driver would otherwise show the certificate in ~/.postgresql, which the pool
    // knows nothing of.
    properties.put("sslcert", tls.client().map(ClientCertificate::certificate).orElse(""));
    properties.put("sslkey", tls.client().map(ClientCertificate::key).orElse(""));
    tls.client()
        .flatMap(TlsFiles::keyAlgorithm)
        .ifPresent(algorithm -> properties.put("pemKeyAlgorithm", algorithm));
    properties.put("gssEncMode", "disable");
    return properties;
  }

  /** The pool's options; empty: none are needed. */
  Optional<ClientSSLOptions> pool() {
    if (tls.mode() == DatabaseTls.Mode.DISABLE) {
      return Optional.empty();
    }
    ClientSSLOptions options =
        new ClientSSLOptions()
            .setHostnameVerificationAlgorithm(
                tls.mode() == DatabaseTls.Mode.VERIFY_FULL ? "HTTPS" : "");
    tls.rootCert()
        .ifPresentOrElse(
            file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file)),
            () -> options.setTrustAll(true));
    tls.client()
        .ifPresent(
            client ->
                options.setKeyCertOptions(
                    new PemKeyCertOptions()
                        .addCertPath(client.certificate())
                        .addKeyPath(client.key())));
    return Optional.of(options);
  }

  private static void certificates(DatabaseUrl database, String parameter, String file) {
    try (InputStream content = Files.newInputStream(Path.of(file))) {
      if (!CertificateFactory.getInstance("X.509").generateCertificates(content).isEmpty()) {
        return;
      }
    } catch (IOException e) {
      throw refusal(database, parameter, file, "cannot be read");
    } catch (CertificateException e) {
      // Told below, like a file without any.
    }
    throw refusal(database, parameter, file, "takes a PEM file of certificates");
  }

  private static Optional<String> keyAlgorithm(ClientCertificate client) {
    byte[] key;
    try {
      String text = Files.readString(Path.of(client.key()));
      int begin = text.indexOf(KEY_BEGIN);
      int end = text.indexOf(KEY_END);
      if (begin < 0 || end < begin) {
        return Optional.empty();
      }
      key = Base64.getMimeDecoder().decode(text.substring(begin + KEY_BEGIN.length(), end));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
    return KEY_ALGORITHMS.stream().filter(algorithm -> isKeyOf(algorithm, key)).findFirst();
  }

  private static boolean isKeyOf(String algorithm, byte[] key) {
    try {
      KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(key));
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static ServerException refusal(
      DatabaseUrl database, String parameter, String file, String what) {
    return new ServerException(
        "The database " + database + " cannot be used: " + parameter + "=" + file + " " + what);
  }
}
