package dev.tandem.config;

import dev.tandem.config.DatabaseTls.ClientCertificate;
import dev.tandem.config.DatabaseTls.Mode;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where PostgreSQL is, read once so that the pool and the migrations cannot read it differently.
 *
 * @param host a name or an address, without brackets
 * @param port 1 to 65535
 */
public record DatabaseUrl(
    String host, int port, String database, String user, Secret password, DatabaseTls tls) {

  private static final String FORM =
      "postgresql://user:password@host:port/database?sslmode=…&sslrootcert=…";
  private static final int DEFAULT_PORT = 5432;

  /** By hand, as {@link URI} knows no host with an underscore, which container networks have. */
  private static final Pattern AUTHORITY =
      Pattern.compile(
          "(?<user>[^:@]+)(:(?<password>[^@]*))?@"
              + "(?<host>\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)(:(?<port>[0-9]*))?");

  private static final Set<String> SCHEMES = Set.of("postgresql", "postgres");
  private static final Set<String> PARAMETERS =
      Set.of("sslmode", "sslrootcert", "sslcert", "sslkey");

  /** A server without TLS, as the embedded one on the loopback interface. */
  public static DatabaseUrl plain(
      String host, int port, String database, String user, Secret password) {
    return new DatabaseUrl(host, port, database, user, password, DatabaseTls.none());
  }

  /**
   * Reads {@code postgresql://user:password@host:port/database} with the parameters {@code
   * sslmode}, {@code sslrootcert}, {@code sslcert} and {@code sslkey}; user, password, database and
   * values may be percent-encoded.
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
    Matcher authority = AUTHORITY.matcher(Objects.requireNonNullElse(uri.getRawAuthority(), ""));
    String path = Objects.requireNonNullElse(uri.getRawPath(), "");
    if (!authority.matches() || path.length() < 2) {
      throw new IllegalArgumentException("must have the form " + FORM);
    }
    String password = authority.group("password");
    String host = authority.group("host");
    return new DatabaseUrl(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        port(authority.group("port")),
        decode(path.substring(1)),
        decode(authority.group("user")),
        new Secret(password == null ? "" : decode(password)),
        tls(parameters(uri)));
  }

  private static int port(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return DEFAULT_PORT;
    }
    int port = text.length() > 5 ? 0 : Integer.parseInt(text);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("has the port " + text + ", takes one from 1 to 65535");
    }
    return port;
  }

  private static DatabaseTls tls(Map<String, String> parameters) {
    Optional<String> certificate = Optional.ofNullable(parameters.get("sslcert"));
    Optional<String> key = Optional.ofNullable(parameters.get("sslkey"));
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          "needs " + (key.isPresent() ? "sslcert beside sslkey" : "sslkey beside sslcert"));
    }
    return new DatabaseTls(
        Optional.ofNullable(parameters.get("sslmode")).map(Mode::of).orElse(Mode.PREFER),
        Optional.ofNullable(parameters.get("sslrootcert")),
        certificate.map(file -> new ClientCertificate(file, key.orElseThrow())));
  }

  private static Map<String, String> parameters(URI uri) {
    Map<String, String> parameters = new HashMap<>();
    String query = uri.getRawQuery();
    if (query == null || query.isEmpty()) {
      return parameters;
    }
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      String value = equals < 0 ? "" : decode(parameter.substring(equals + 1));
      if (!PARAMETERS.contains(name)) {
        throw new IllegalArgumentException(
            "has the unknown parameter "
                + name
                + "; sslmode, sslrootcert, sslcert and sslkey are known");
      }
      if (value.isEmpty()) {
        throw new IllegalArgumentException("has the parameter " + name + " without a value");
      }
      if (parameters.put(name, value) != null) {
        throw new IllegalArgumentException("has the parameter " + name + " twice");
      }
    }
    return parameters;
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
