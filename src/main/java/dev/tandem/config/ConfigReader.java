package dev.tandem.config;

import dev.tandem.config.GatewayConfig.OAuthApp;
import dev.tandem.config.GatewayConfig.OpenId;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the configuration and collects every problem before it complains. An empty value counts as
 * none.
 */
public final class ConfigReader {
  private static final String DEFAULT_API_URL = "https://api.ticktick.com";
  private static final String DEFAULT_AUTH_URL = "https://ticktick.com";

  private static final int MOST_REQUESTS_PER_MINUTE = 90;

  private static final int MOST_INBOUND_PER_MINUTE = 1_000_000;

  /** A lease outlasts two requests, and a dead node's work must resume within 30 s. */
  private static final int LONGEST_REQUEST_MILLIS = 12_000;

  private static final List<String> OPENID_VARIABLES =
      List.of("TANDEM_JWT_JWKS_URL", "TANDEM_JWT_ISSUER", "TANDEM_JWT_AUDIENCE");

  /** Every variable there is. */
  static final Set<String> VARIABLES =
      Set.of(
          "TANDEM_API_KEY",
          "TANDEM_API_KEY_FILE",
          "TANDEM_BREAKER_FAILURES",
          "TANDEM_BREAKER_RESET_MS",
          "TANDEM_CORS_ORIGINS",
          "TANDEM_DATABASE_MIGRATE",
          "TANDEM_DATABASE_URL",
          "TANDEM_DATABASE_URL_FILE",
          "TANDEM_DATA_DIR",
          "TANDEM_ENCRYPTION_KEYS",
          "TANDEM_ENCRYPTION_KEYS_FILE",
          "TANDEM_HTTP_HOST",
          "TANDEM_HTTP_PORT",
          "TANDEM_JWT_AUDIENCE",
          "TANDEM_JWT_ISSUER",
          "TANDEM_JWT_JWKS_URL",
          "TANDEM_PULL_INTERVAL_MS",
          "TANDEM_RATE_LIMIT_PER_MINUTE",
          "TANDEM_RETRY_ATTEMPTS",
          "TANDEM_RETRY_BASE_MS",
          "TANDEM_RETRY_MAX_MS",
          "TANDEM_SANDBOX",
          "TANDEM_SYNC_WAIT_MS",
          "TANDEM_TICKTICK_RATE_PER_MINUTE",
          "TANDEM_TICKTICK_TIMEOUT_MS",
          "TICKTICK_API_URL",
          "TICKTICK_AUTH_URL",
          "TICKTICK_CLIENT_ID",
          "TICKTICK_CLIENT_SECRET",
          "TICKTICK_CLIENT_SECRET_FILE",
          "TICKTICK_REDIRECT_URI");

  /** No account is left unread for longer, however quiet. */
  private static final int LONGEST_PULL_INTERVAL_MILLIS = 900_000;

  private final Map<String, String> values;
  private final List<String> problems = new ArrayList<>();

  private ConfigReader(Map<String, String> values) {
    this.values = values;
  }

  /**
   * @param values variable names and texts, see http-api.md's table
   * @throws ConfigException with all problems
   */
  public static GatewayConfig read(Map<String, String> values) {
    return read(values, List.of());
  }

  /**
   * @param known problems found before, told with the others
   */
  static GatewayConfig read(Map<String, String> values, List<String> known) {
    ConfigReader reader = new ConfigReader(values);
    reader.problems.addAll(known);
    GatewayConfig config = reader.config();
    if (!reader.problems.isEmpty()) {
      throw new ConfigException(reader.problems);
    }
    return config;
  }

  /** Names that look like ours but are none, most likely misspelt; sorted. */
  static List<String> unknown(Collection<String> names) {
    return names.stream()
        .filter(name -> name.startsWith("TANDEM_") || name.startsWith("TICKTICK_"))
        .filter(name -> !VARIABLES.contains(name))
        .sorted()
        .toList();
  }

  private GatewayConfig config() {
    return new GatewayConfig(http(), storage(), ticktick(), sync(), breaker());
  }

  private GatewayConfig.Http http() {
    return new GatewayConfig.Http(
        text("TANDEM_HTTP_HOST").orElse("127.0.0.1"),
        integer("TANDEM_HTTP_PORT", 8080, 0, 65_535),
        parsed("TICKTICK_REDIRECT_URI", ConfigForms::redirectUri),
        access());
  }

  private GatewayConfig.Access access() {
    return new GatewayConfig.Access(
        integer("TANDEM_RATE_LIMIT_PER_MINUTE", 0, 0, MOST_INBOUND_PER_MINUTE),
        parsed("TANDEM_CORS_ORIGINS", ConfigForms::origins).orElse(List.of()),
        openId());
  }

  /** All three or none: each alone would let in whom nobody named. */
  private Optional<OpenId> openId() {
    List<String> missing = OPENID_VARIABLES.stream().filter(name -> text(name).isEmpty()).toList();
    if (missing.size() == OPENID_VARIABLES.size()) {
      return Optional.empty();
    }
    missing.forEach(
        name ->
            problems.add(
                name + ": missing; " + String.join(", ", OPENID_VARIABLES) + " go together"));
    if (text("TANDEM_API_KEY").filter(JwtForm::is).isPresent()) {
      problems.add("TANDEM_API_KEY: has the form of a JWT (two dots); takes another beside JWTs");
    }
    Optional<URI> jwks = parsed("TANDEM_JWT_JWKS_URL", ConfigForms::jwksUrl);
    Optional<String> issuer = parsed("TANDEM_JWT_ISSUER", ConfigForms::claim);
    Optional<String> audience = parsed("TANDEM_JWT_AUDIENCE", ConfigForms::claim);
    return jwks.flatMap(
        url -> issuer.flatMap(iss -> audience.map(aud -> new OpenId(url, iss, aud))));
  }

  private GatewayConfig.Storage storage() {
    return new GatewayConfig.Storage(
        parsed("TANDEM_DATABASE_URL", DatabaseUrl::parse),
        migrate(),
        parsed("TANDEM_DATA_DIR", ConfigForms::path).orElse(Path.of("data")),
        parsed("TANDEM_API_KEY", ConfigForms::apiKey),
        text("TANDEM_ENCRYPTION_KEYS").map(Secret::new));
  }

  private MigrateMode migrate() {
    String name = "TANDEM_DATABASE_MIGRATE";
    MigrateMode mode = parsed(name, ConfigForms::migrateMode).orElse(MigrateMode.AUTO);
    if (mode != MigrateMode.AUTO && text("TANDEM_DATABASE_URL").isEmpty()) {
      problems.add(
          name + ": only and off need TANDEM_DATABASE_URL; the embedded database takes auto");
    }
    return mode;
  }

  private GatewayConfig.TickTick ticktick() {
    return new GatewayConfig.TickTick(
        oauthApp(),
        url("TICKTICK_API_URL", DEFAULT_API_URL),
        url("TICKTICK_AUTH_URL", DEFAULT_AUTH_URL),
        sandbox(),
        Duration.ofMillis(integer("TANDEM_TICKTICK_TIMEOUT_MS", 10_000, 1, LONGEST_REQUEST_MILLIS)),
        integer(
            "TANDEM_TICKTICK_RATE_PER_MINUTE",
            90,
            GatewayConfig.TickTick.LEAST_RATE_PER_MINUTE,
            mostRequestsPerMinute()));
  }

  private GatewayConfig.Sync sync() {
    Duration base = millis("TANDEM_RETRY_BASE_MS", 1_000, 1);
    Duration max = millis("TANDEM_RETRY_MAX_MS", 300_000, 1);
    if (max.compareTo(base) < 0) {
      problems.add(
          "TANDEM_RETRY_MAX_MS: "
              + max.toMillis()
              + " is below TANDEM_RETRY_BASE_MS ("
              + base.toMillis()
              + ")");
    }
    return new GatewayConfig.Sync(
        millis("TANDEM_SYNC_WAIT_MS", 2_000, 0),
        Duration.ofMillis(
            integer("TANDEM_PULL_INTERVAL_MS", 60_000, 100, LONGEST_PULL_INTERVAL_MILLIS)),
        base,
        max,
        integer("TANDEM_RETRY_ATTEMPTS", 12, 1, 1_000));
  }

  private GatewayConfig.Breaker breaker() {
    return new GatewayConfig.Breaker(
        integer("TANDEM_BREAKER_FAILURES", 5, 1, 1_000),
        millis("TANDEM_BREAKER_RESET_MS", 10_000, 1));
  }

  private Optional<OAuthApp> oauthApp() {
    Optional<String> id = text("TICKTICK_CLIENT_ID");
    Optional<String> secret = text("TICKTICK_CLIENT_SECRET");
    if (id.isPresent() != secret.isPresent()) {
      problems.add(
          (id.isPresent() ? "TICKTICK_CLIENT_SECRET" : "TICKTICK_CLIENT_ID")
              + ": missing; the client id and its secret go together");
      return Optional.empty();
    }
    return id.map(clientId -> new OAuthApp(clientId, new Secret(secret.orElse(""))));
  }

  private boolean sandbox() {
    String mode = text("TANDEM_SANDBOX").orElse("auto").toLowerCase(Locale.ROOT);
    return switch (mode) {
      case "on" -> true;
      case "off" -> false;
      case "auto" ->
          text("TICKTICK_CLIENT_ID").isEmpty()
              && text("TICKTICK_API_URL").isEmpty()
              && text("TANDEM_DATABASE_URL").isEmpty();
      default -> {
        problems.add("TANDEM_SANDBOX: got " + ConfigForms.shown(mode) + ", takes on, off or auto");
        yield false;
      }
    };
  }

  /** Only the real host has the limit that the upper bound guards. */
  private int mostRequestsPerMinute() {
    boolean realHost =
        !sandboxRequested()
            && text("TICKTICK_API_URL")
                .map(url -> url.contains("ticktick.com") || url.contains("dida365.com"))
                .orElse(true);
    return realHost ? MOST_REQUESTS_PER_MINUTE : 1_000_000;
  }

  private boolean sandboxRequested() {
    return text("TANDEM_SANDBOX").map("on"::equalsIgnoreCase).orElse(false);
  }

  private Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  /** A parser says what is wrong without repeating the value, which may be secret. */
  private <T> Optional<T> parsed(String name, Function<String, T> parser) {
    try {
      return text(name).map(parser);
    } catch (IllegalArgumentException e) {
      problems.add(name + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private URI url(String name, String fallback) {
    return parsed(name, ConfigForms::httpUrl).orElse(URI.create(fallback));
  }

  private Duration millis(String name, int fallback, int least) {
    return Duration.ofMillis(integer(name, fallback, least, Integer.MAX_VALUE));
  }

  private int integer(String name, int fallback, int least, int most) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      int value = Integer.parseInt(text.get());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, with the bounds, like a number outside them.
    }
    problems.add(
        name
            + ": got "
            + ConfigForms.shown(text.get())
            + ", takes a whole number from "
            + least
            + " to "
            + most);
    return fallback;
  }
}
