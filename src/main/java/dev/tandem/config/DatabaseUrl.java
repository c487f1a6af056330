package dev.tandem.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where PostgreSQL is, read once so that the pool and the migrations cannot read it differently.
 *
 * @param host a name or an address, without brackets
 * @param port 1 to 65535
 * @param sslMode as in libpq
 * @param sslRootCert file of the accepted certificate authorities (PEM)
 */
public record DatabaseUrl(
    String host,
    int port,
    String database,
    String user,
    Secret password,
    SslMode sslMode,
    Optional<String> sslRootCert) {

  /** The ways to use TLS, by libpq's names. */
  public enum SslMode {
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
  }

  private static final String FORM =
      "postgresql://user:password@host:port/database?sslmode=…&sslrootcert=…";
  private static final Set<String> SCHEMES = Set.of("postgresql", "postgres");

  /** A server without TLS, as the embedded one on the loopback interface. */
  public static DatabaseUrl plain(
      String host, int port, String database, String user, Secret password) {
    return new DatabaseUrl(host, port, database, user, password, SslMode.DISABLE, Optional.empty());
  }

  /**
   * Reads {@code postgresql://user:password@host:port/database?sslmode=…&sslrootcert=…}; user,
   * password and database may be percent-encoded.
   *
   * @throws IllegalArgumentException with a message that never holds the password
   */
  public static DatabaseUrl parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      // The exception's own message would repeat the text, password included.
      throw new IllegalArgumentException("is no URL of the form " + FORM);
    }
    if (uri.getScheme() == null || !SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("must start with postgresql://");
    }
    String host = uri.getHost();
    String path = uri.getRawPath();
    String userInfo = uri.getRawUserInfo();
    if (host == null || path == null || path.length() < 2 || userInfo == null) {
      throw new IllegalArgumentException("must have the form " + FORM);
    }
    int colon = userInfo.indexOf(':');
    String user = decode(colon < 0 ? userInfo : userInfo.substring(0, colon));
    String password = colon < 0 ? "" : decode(userInfo.substring(colon + 1));
    SslMode sslMode = SslMode.PREFER;
    Optional<String> sslRootCert = Optional.empty();
    for (String parameter : parameters(uri)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      String value = equals < 0 ? "" : decode(parameter.substring(equals + 1));
      if ("sslmode".equals(name)) {
        sslMode = sslMode(value);
      } else if ("sslrootcert".equals(name)) {
        sslRootCert = Optional.of(value);
      } else {
        throw new IllegalArgumentException(
            "has the unknown parameter " + name + "; sslmode and sslrootcert are known");
      }
    }
    if (sslRootCert.isEmpty() && (sslMode == SslMode.VERIFY_CA || sslMode == SslMode.VERIFY_FULL)) {
      throw new IllegalArgumentException("needs sslrootcert with sslmode=" + sslMode.wireName());
    }
    return new DatabaseUrl(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        uri.getPort() < 0 ? 5432 : uri.getPort(),
        decode(path.substring(1)),
        user,
        new Secret(password),
        sslMode,
        sslRootCert);
  }

  private static String[] parameters(URI uri) {
    String query = uri.getRawQuery();
    return query == null || query.isEmpty() ? new String[0] : query.split("&");
  }

  private static SslMode sslMode(String value) {
    for (SslMode mode : SslMode.values()) {
      if (mode.wireName().equals(value)) {
        return mode;
      }
    }
    throw new IllegalArgumentException(
        "has sslmode="
            + value
            + "; disable, allow, prefer, require, verify-ca, verify-full are known");
  }

  private static String decode(String text) {
    // URLDecoder reads a plus as a space, which only forms do.
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** For messages: who, where, which; no password. */
  @Override
  public String toString() {
    return user + '@' + host + ':' + port + '/' + database;
  }
}
