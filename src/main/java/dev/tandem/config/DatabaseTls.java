package dev.tandem.config;

import java.util.Locale;
import java.util.Optional;

/**
 * How a connection to PostgreSQL is protected.
 *
 * @param mode as in libpq
 * @param rootCert file of the accepted certificate authorities (PEM); none: whoever answers is
 *     believed. Only with a mode that cannot fall back to no TLS, as in any other it proves nothing
 * @param client what this side shows of itself; none: a password has to do
 */
public record DatabaseTls(
    Mode mode, Optional<String> rootCert, Optional<ClientCertificate> client) {

  /** The ways to use TLS, by libpq's names. */
  public enum Mode {
    DISABLE,
    ALLOW,
    PREFER,
    REQUIRE,
    VERIFY_CA,
    VERIFY_FULL;

    /** As it stands in a URL: {@code verify-full}. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a connection that is not encrypted is refused. */
    boolean insists() {
      return compareTo(REQUIRE) >= 0;
    }

    static Mode of(String wireName) {
      for (Mode mode : values()) {
        if (mode.wireName().equals(wireName)) {
          return mode;
        }
      }
      throw new IllegalArgumentException(
          "has an unknown sslmode; it takes disable, allow, prefer, require, verify-ca or verify-full");
    }
  }

  /**
   * @param certificate file of the certificate and those that vouch for it (PEM)
   * @param key file of its key (PEM of an unencrypted PKCS #8 key, {@code BEGIN PRIVATE KEY}, the
   *     form that libpq, the JDBC driver and Vert.x all read)
   */
  public record ClientCertificate(String certificate, String key) {}

  public DatabaseTls {
    if (rootCert.isPresent() && !mode.insists()) {
      throw new IllegalArgumentException(
          "has sslrootcert, which proves nothing with sslmode="
              + mode.wireName()
              + "; it takes require, verify-ca or verify-full");
    }
    if (rootCert.isEmpty() && mode.compareTo(Mode.VERIFY_CA) >= 0) {
      throw new IllegalArgumentException("needs sslrootcert with sslmode=" + mode.wireName());
    }
    if (client.isPresent() && !mode.insists()) {
      throw new IllegalArgumentException(
          "has sslcert, which may go unused with sslmode="
              + mode.wireName()
              + "; it takes require, verify-ca or verify-full");
    }
  }

  /** A connection in the clear, as on the loopback interface. */
  public static DatabaseTls none() {
    return new DatabaseTls(Mode.DISABLE, Optional.empty(), Optional.empty());
  }

  /**
   * What is checked, once an authority to check against is named: as with libpq, {@code require}
   * then means {@code verify-ca}.
   */
  public Mode effectiveMode() {
    return mode == Mode.REQUIRE && rootCert.isPresent() ? Mode.VERIFY_CA : mode;
  }
}
