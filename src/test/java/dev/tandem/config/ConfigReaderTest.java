package dev.tandem.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigReaderTest {
  @Test
  void hasTheDocumentedDefaults() {
    assertThat(ConfigReader.read(Map.of()))
        .isEqualTo(
            new GatewayConfig(
                new GatewayConfig.Http("127.0.0.1", 8080, Optional.empty()),
                new GatewayConfig.Storage(
                    Optional.empty(),
                    MigrateMode.AUTO,
                    Path.of("data"),
                    Optional.empty(),
                    Optional.empty()),
                new GatewayConfig.TickTick(
                    Optional.empty(),
                    URI.create("https://api.ticktick.com"),
                    URI.create("https://ticktick.com"),
                    true,
                    Duration.ofSeconds(10),
                    90),
                new GatewayConfig.Sync(
                    Duration.ofSeconds(2),
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(5),
                    12),
                new GatewayConfig.Breaker(5, Duration.ofSeconds(10))));
  }

  @Test
  void takesEveryVariable() {
    Map<String, String> values = new HashMap<>();
    values.put("TANDEM_HTTP_HOST", "0.0.0.0");
    values.put("TANDEM_HTTP_PORT", "0");
    values.put("TANDEM_RATE_LIMIT_PER_MINUTE", "120");
    values.put("TANDEM_CORS_ORIGINS", "https://App.example:443, http://localhost:3000");
    values.put("TANDEM_JWT_JWKS_URL", "https://id.example/keys?v=2");
    values.put("TANDEM_JWT_ISSUER", "https://id.example");
    values.put("TANDEM_JWT_AUDIENCE", "tandem");
    values.put(
        "TANDEM_DATABASE_URL", "postgresql://me:p%40ss@db.example:5433/tasks?sslmode=require");
    values.put("TANDEM_DATABASE_MIGRATE", "off");
    values.put("TANDEM_DATA_DIR", "/var/lib/tandem");
    values.put("TANDEM_API_KEY", "k".repeat(32));
    values.put("TANDEM_ENCRYPTION_KEYS", "a:AAAA");
    values.put("TICKTICK_CLIENT_ID", "id");
    values.put("TICKTICK_CLIENT_SECRET", "secret");
    values.put("TICKTICK_REDIRECT_URI", "https://tandem.example/oauth/ticktick/callback");
    values.put("TICKTICK_API_URL", "http://127.0.0.1:9000/");
    values.put("TICKTICK_AUTH_URL", "http://127.0.0.1:9001");
    values.put("TANDEM_SANDBOX", "on");
    values.put("TANDEM_TICKTICK_TIMEOUT_MS", "500");
    values.put("TANDEM_TICKTICK_RATE_PER_MINUTE", "6000");
    values.put("TANDEM_SYNC_WAIT_MS", "0");
    values.put("TANDEM_PULL_INTERVAL_MS", "300");
    values.put("TANDEM_RETRY_BASE_MS", "10");
    values.put("TANDEM_RETRY_MAX_MS", "20");
    values.put("TANDEM_RETRY_ATTEMPTS", "3");
    values.put("TANDEM_BREAKER_FAILURES", "2");
    values.put("TANDEM_BREAKER_RESET_MS", "100");
    assertThat(ConfigReader.read(values))
        .isEqualTo(
            new GatewayConfig(
                new GatewayConfig.Http(
                    "0.0.0.0",
                    0,
                    Optional.of(URI.create("https://tandem.example/oauth/ticktick/callback")),
                    new GatewayConfig.Access(
                        120,
                        List.of("https://app.example", "http://localhost:3000"),
                        Optional.of(
                            new GatewayConfig.OpenId(
                                URI.create("https://id.example/keys?v=2"),
                                "https://id.example",
                                "tandem")))),
                new GatewayConfig.Storage(
                    Optional.of(
                        new DatabaseUrl(
                            "db.example",
                            5433,
                            "tasks",
                            "me",
                            new Secret("p@ss"),
                            new DatabaseTls(
                                DatabaseTls.Mode.REQUIRE, Optional.empty(), Optional.empty()))),
                    MigrateMode.OFF,
                    Path.of("/var/lib/tandem"),
                    Optional.of(new Secret("k".repeat(32))),
                    Optional.of(new Secret("a:AAAA"))),
                new GatewayConfig.TickTick(
                    Optional.of(new GatewayConfig.OAuthApp("id", new Secret("secret"))),
                    URI.create("http://127.0.0.1:9000"),
                    URI.create("http://127.0.0.1:9001"),
                    true,
                    Duration.ofMillis(500),
                    6000),
                new GatewayConfig.Sync(
                    Duration.ZERO,
                    Duration.ofMillis(300),
                    Duration.ofMillis(10),
                    Duration.ofMillis(20),
                    3),
                new GatewayConfig.Breaker(2, Duration.ofMillis(100))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "null",
        "app.example",
        "https://app.example/",
        "https://app.example/page",
        "https://app.example?x",
        "https://*.example",
        "https://me@app.example",
        "ftp://app.example",
        "https://good.example,file://x"
      })
  void takesOriginsAndNothingElseForThePagesOfOthers(String origins) {
    assertThatThrownBy(() -> ConfigReader.read(Map.of("TANDEM_CORS_ORIGINS", origins)))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("TANDEM_CORS_ORIGINS: got \"")
        .hasMessageContaining("takes origins as https://app.example");
  }

  @Test
  void tellsAllProblemsAtOnceEachWithItsVariable() {
    assertThatThrownBy(
            () ->
                ConfigReader.read(
                    Map.of(
                        "TANDEM_HTTP_PORT", "eighty",
                        "TANDEM_RETRY_ATTEMPTS", "0",
                        "TANDEM_SANDBOX", "maybe",
                        "TICKTICK_API_URL", "ftp://x",
                        "TICKTICK_CLIENT_ID", "id")))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems())
                    .containsExactlyInAnyOrder(
                        "TANDEM_HTTP_PORT: got \"eighty\", takes a whole number from 0 to 65535",
                        "TANDEM_RETRY_ATTEMPTS: got \"0\", takes a whole number from 1 to 1000",
                        "TANDEM_SANDBOX: got \"maybe\", takes on, off or auto",
                        "TICKTICK_API_URL: got \"ftp://x\", takes an http or https URL",
                        "TICKTICK_CLIENT_SECRET: missing; the client id and its secret go together"));
  }

  private static Map<String, String> openId(String variable, String value) {
    Map<String, String> values = new HashMap<>();
    values.put("TANDEM_JWT_JWKS_URL", "https://id.example/keys");
    values.put("TANDEM_JWT_ISSUER", "https://id.example");
    values.put("TANDEM_JWT_AUDIENCE", "tandem");
    values.put(variable, value);
    return values;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TANDEM_JWT_JWKS_URL", "TANDEM_JWT_ISSUER", "TANDEM_JWT_AUDIENCE"})
  void takesAProviderWithAllThatNamesItOrNone(String missing) {
    assertThatThrownBy(() -> ConfigReader.read(openId(missing, " ")))
        .isInstanceOfSatisfying(ConfigException.class, e -> assertThat(e.problems()).hasSize(1))
        .hasMessageStartingWith(missing + ": missing; TANDEM_JWT_JWKS_URL, TANDEM_JWT_ISSUER,");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://id.example/keys",
        "https://id.example:8443/a?b=c",
        "http://127.0.0.1:9000/keys",
        "http://127.1.2.3/keys",
        "http://localhost:9000/keys",
        "http://[::1]:9000/keys"
      })
  void readsAProvidersKeysWhereNobodyCanChangeThem(String url) {
    assertThat(ConfigReader.read(openId("TANDEM_JWT_JWKS_URL", url)).http().access().openId())
        .hasValueSatisfying(provider -> assertThat(provider.jwks()).isEqualTo(URI.create(url)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://id.example/keys",
        "http://127.0.0.1.evil.example/keys",
        "http://localhost.evil.example/keys",
        "http://[::2]/keys",
        "https://me:secret@id.example/keys",
        "https://id.example/keys#a",
        "file:///keys",
        "id.example"
      })
  void refusesToReadAProvidersKeysElsewhere(String url) {
    assertThatThrownBy(() -> ConfigReader.read(openId("TANDEM_JWT_JWKS_URL", url)))
        .hasMessageStartingWith("TANDEM_JWT_JWKS_URL: got ")
        .hasMessageContaining("takes an https URL, or an http one on this machine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TANDEM_JWT_ISSUER", "TANDEM_JWT_AUDIENCE"})
  void takesVisibleTextForWhatAJwtMustSay(String variable) {
    for (String bad : List.of("two words", "ümlaut", "x".repeat(501))) {
      assertThatThrownBy(() -> ConfigReader.read(openId(variable, bad)))
          .hasMessageStartingWith(variable + ": got ")
          .hasMessageContaining("takes at most 500 visible ASCII characters");
    }
  }

  @Test
  void takesNoKeyThatWouldBeTakenForAJwt() {
    String key = "a-long-enough-key.of.three-parts-0123456789";
    assertThatThrownBy(() -> ConfigReader.read(openId("TANDEM_API_KEY", key)))
        .hasMessageStartingWith("TANDEM_API_KEY: has the form of a JWT")
        .hasMessageNotContaining(key);
    assertThat(ConfigReader.read(Map.of("TANDEM_API_KEY", key)).storage().apiKey()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://tandem.example/back/",
        "http://127.0.0.1:8080/oauth/ticktick/callback",
        "http://[::1]:8080/a?b=c"
      })
  void keepsTheRedirectUriLetterByLetter(String uri) {
    assertThat(ConfigReader.read(Map.of("TICKTICK_REDIRECT_URI", uri)).http().callback())
        .contains(URI.create(uri));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tandem.example/back",
        "https://tandem.example",
        "https://t.example/a#b",
        "ftp://t/a"
      })
  void refusesARedirectUriThatNoBrowserComesBackTo(String uri) {
    assertThatThrownBy(() -> ConfigReader.read(Map.of("TICKTICK_REDIRECT_URI", uri)))
        .hasMessageStartingWith("TICKTICK_REDIRECT_URI: got ")
        .hasMessageContaining("takes an http or https URL with a path");
  }

  @ParameterizedTest
  @CsvSource({
    "TANDEM_API_KEY, short-secret-value",
    "TANDEM_DATABASE_URL, postgresql://me:short-secret-value@host:port/db",
    "TANDEM_DATABASE_URL, mysql://me:short-secret-value@host/db",
    "TANDEM_DATABASE_URL, postgresql://me:short-secret-value@host/db?sslmode=maybe"
  })
  void neverRepeatsASecret(String variable, String value) {
    assertThatThrownBy(() -> ConfigReader.read(Map.of(variable, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(variable)
        .hasMessageNotContaining("short-secret-value");
  }

  @Test
  void printsNoSecret() {
    GatewayConfig config =
        ConfigReader.read(
            Map.of(
                "TANDEM_API_KEY", "secret".repeat(6),
                "TANDEM_ENCRYPTION_KEYS", "secret",
                "TANDEM_DATABASE_URL", "postgresql://me:secret@host/db",
                "TICKTICK_CLIENT_ID", "id",
                "TICKTICK_CLIENT_SECRET", "secret"));
    assertThat(config.toString()).doesNotContain("secret").contains("***");
  }

  @Test
  void boundsTheRateOnlyAgainstTheRealHost() {
    assertThatThrownBy(() -> ConfigReader.read(Map.of("TANDEM_TICKTICK_RATE_PER_MINUTE", "91")))
        .hasMessageContaining("takes a whole number from 6 to 90");
    assertThat(
            ConfigReader.read(
                    Map.of(
                        "TANDEM_TICKTICK_RATE_PER_MINUTE", "5000",
                        "TICKTICK_API_URL", "http://127.0.0.1:1"))
                .ticktick()
                .ratePerMinute())
        .isEqualTo(5000);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, -, true",
        "id, -, -, false",
        "-, http://127.0.0.1:1, -, false",
        "-, -, postgresql://a:b@c/d, false"
      })
  void startsTheSandboxByItselfOnlyWhenNothingElseIsNamed(
      String clientId, String apiUrl, String databaseUrl, boolean sandbox) {
    Map<String, String> values = new HashMap<>();
    if (clientId != null) {
      values.putAll(Map.of("TICKTICK_CLIENT_ID", clientId, "TICKTICK_CLIENT_SECRET", "s"));
    }
    if (apiUrl != null) {
      values.put("TICKTICK_API_URL", apiUrl);
    }
    if (databaseUrl != null) {
      values.put("TANDEM_DATABASE_URL", databaseUrl);
    }
    assertThat(ConfigReader.read(values).ticktick().sandbox()).isEqualTo(sandbox);
  }

  @Test
  void readsADatabaseUrlWithEverything() {
    DatabaseUrl url =
        DatabaseUrl.parse(
            "postgres://us%3Aer:p%2Fw%2B+@[::1]/my%20db?sslmode=verify-full&sslrootcert=/etc/c%20a.pem"
                + "&sslcert=/etc/me.pem&sslkey=/etc/me.key");
    assertThat(url)
        .isEqualTo(
            new DatabaseUrl(
                "::1",
                5432,
                "my db",
                "us:er",
                new Secret("p/w++"),
                new DatabaseTls(
                    DatabaseTls.Mode.VERIFY_FULL,
                    Optional.of("/etc/c a.pem"),
                    Optional.of(new DatabaseTls.ClientCertificate("/etc/me.pem", "/etc/me.key")))));
  }

  @ParameterizedTest
  @CsvSource({"postgresql://host/db", "postgresql://user@host", "not a url"})
  void refusesADatabaseUrlThatSaysTooLittle(String text) {
    assertThatThrownBy(() -> ConfigReader.read(Map.of("TANDEM_DATABASE_URL", text)))
        .isInstanceOfSatisfying(ConfigException.class, e -> assertThat(e.problems()).hasSize(1))
        .hasMessageStartingWith("TANDEM_DATABASE_URL: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wat=1 | has the unknown parameter wat; sslmode, sslrootcert, sslcert and sslkey are known",
        "password=short-secret-value | has the unknown parameter password;",
        "sslmode | has the parameter sslmode without a value",
        "sslmode=require&sslmode=disable | has the parameter sslmode twice",
        "sslmode=full | has an unknown sslmode; it takes disable, allow, prefer, require, verify-ca",
        "sslmode=verify-full | needs sslrootcert with sslmode=verify-full",
        "sslrootcert=/ca.pem | has sslrootcert, which proves nothing with sslmode=prefer",
        "sslmode=require&sslcert=/me.pem | needs sslkey beside sslcert",
        "sslmode=require&sslkey=/me.key | needs sslcert beside sslkey",
        "sslcert=/me.pem&sslkey=/me.key | has sslcert, which may go unused with sslmode=prefer"
      })
  void refusesParametersOfADatabaseUrlByTheirNames(String parameters, String problem) {
    String url = "postgresql://me:short-secret-value@host/db?" + parameters;
    assertThatThrownBy(() -> ConfigReader.read(Map.of("TANDEM_DATABASE_URL", url)))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("TANDEM_DATABASE_URL: " + problem)
        .hasMessageNotContaining("short-secret-value");
  }

  @ParameterizedTest
  @CsvSource({"auto, AUTO", "only, ONLY", "OFF, OFF"})
  void knowsWhoMigrates(String text, MigrateMode mode) {
    Map<String, String> values =
        Map.of("TANDEM_DATABASE_URL", "postgresql://a:b@c/d", "TANDEM_DATABASE_MIGRATE", text);
    assertThat(ConfigReader.read(values).storage().migrate()).isEqualTo(mode);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "never | TANDEM_DATABASE_MIGRATE: got \"never\", takes auto, only or off",
        "only | TANDEM_DATABASE_MIGRATE: only and off need TANDEM_DATABASE_URL"
      })
  void refusesToLeaveTheEmbeddedDatabaseUnmigrated(String text, String problem) {
    assertThatThrownBy(() -> ConfigReader.read(Map.of("TANDEM_DATABASE_MIGRATE", text)))
        .hasMessageStartingWith(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"conf/tandem.properties", "README.md"})
  void findsEveryVariableDocumented(String file) throws Exception {
    assertThat(Files.readString(Path.of(file)))
        .contains(ConfigReader.VARIABLES.toArray(String[]::new));
  }

  @Test
  void noticesNamesThatAreNoVariables() {
    assertThat(
            ConfigReader.unknown(
                List.of("TANDEM_HTPP_PORT", "TANDEM_HTTP_PORT", "TICKTICK_URL", "PATH")))
        .containsExactly("TANDEM_HTPP_PORT", "TICKTICK_URL");
  }

  @Test
  void keepsTheProblemsApart() {
    assertThat(new ConfigException(List.of("a", "b")).problems()).containsExactly("a", "b");
  }
}
