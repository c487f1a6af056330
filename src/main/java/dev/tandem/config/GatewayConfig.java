package dev.tandem.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything a process is told, by concern. {@link ConfigReader} makes it; the defaults are
 * documented in {@code conf/}.
 */
public record GatewayConfig(
    Http http, Storage storage, TickTick ticktick, Sync sync, Breaker breaker) {

  /**
   * @param host the address to listen on
   * @param port 0 for any free one
   * @param callback where TickTick sends the browser after a consent, word for word as it is
   *     registered there; none: this process, at the address it listens on
   * @param access who may come, and how often
   */
  public record Http(String host, int port, Optional<URI> callback, Access access) {
    /** Where whoever has a key may come as often as they like. */
    public Http(String host, int port, Optional<URI> callback) {
      this(host, port, callback, Access.BY_KEY);
    }
  }

  /**
   * @param ratePerMinute requests a minute and key; 0: any number
   * @param corsOrigins sites whose pages may ask, as browsers name them: {@code
   *     https://app.example}
   * @param openId whose JWTs are taken beside API keys; empty: nobody's
   */
  public record Access(int ratePerMinute, List<String> corsOrigins, Optional<OpenId> openId) {
    /** With a key and not from other sites' pages. */
    public static final Access BY_KEY = new Access(0, List.of());

    public Access {
      corsOrigins = List.copyOf(corsOrigins);
    }

    /** With a key only. */
    public Access(int ratePerMinute, List<String> corsOrigins) {
      this(ratePerMinute, corsOrigins, Optional.empty());
    }
  }

  /**
   * An OpenID provider and what its JWTs must say.
   *
   * @param jwks where it publishes its keys: https, or http on this machine
   * @param issuer the claim {@code iss}, letter by letter
   * @param audience one of the claim {@code aud}: that a token is for this gateway
   */
  public record OpenId(URI jwks, String issuer, String audience) {}

  /**
   * @param databaseUrl none: an embedded PostgreSQL under {@code dataDir}
   * @param migrate who migrates an external database; an embedded one migrates itself
   * @param dataDir the embedded database and generated keys
   * @param apiKey the owner's key; none: one is made at the first start
   * @param encryptionKeys the ring for tokens at rest, {@code id:base64 of 32 bytes},
   *     comma-separated; none: generated in the data directory
   */
  public record Storage(
      Optional<DatabaseUrl> databaseUrl,
      MigrateMode migrate,
      Path dataDir,
      Optional<Secret> apiKey,
      Optional<Secret> encryptionKeys) {}

  /**
   * @param app the OAuth application; none: personal tokens only, or the sandbox's own
   * @param apiUrl base to which {@code /open/v1} is appended
   * @param authUrl base to which {@code /oauth} is appended
   * @param sandbox whether the built-in TickTick runs and the owner is connected to it
   * @param timeout one request's time limit
   * @param ratePerMinute requests a minute and account
   */
  public record TickTick(
      Optional<OAuthApp> app,
      URI apiUrl,
      URI authUrl,
      boolean sandbox,
      Duration timeout,
      int ratePerMinute) {
    /** With less, a look at a task and the write after it never come together. */
    public static final int LEAST_RATE_PER_MINUTE = 6;

    /** Whether there is an application to refresh tokens with; the sandbox brings one. */
    public boolean canRefresh() {
      return sandbox || app.isPresent();
    }

    /** The same account of things, spoken to at another place. */
    public TickTick at(URI base, OAuthApp sandboxApp) {
      return new TickTick(Optional.of(sandboxApp), base, base, sandbox, timeout, ratePerMinute);
    }
  }

  /** The OAuth application that TickTick's developer pages issued. */
  public record OAuthApp(String clientId, Secret clientSecret) {}

  /**
   * @param pushWait how long a write waits for its push when the client says nothing
   * @param pullInterval between readings of an account in which something happens
   * @param retryBase first step of the backoff
   * @param retryMax longest step of the backoff
   * @param retryAttempts counted attempts after which a change becomes a dead letter
   */
  public record Sync(
      Duration pushWait,
      Duration pullInterval,
      Duration retryBase,
      Duration retryMax,
      int retryAttempts) {}

  /**
   * @param failures outages that open the breaker
   * @param reset how long it stays open before a probe
   */
  public record Breaker(int failures, Duration reset) {}
}
