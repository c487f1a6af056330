package dev.tandem.http;

import dev.tandem.ApiClient;
import dev.tandem.GatewayVerticle;
import dev.tandem.config.ConfigReader;
import dev.tandem.config.GatewayConfig;
import dev.tandem.config.MigrateMode;
import dev.tandem.config.Secret;
import dev.tandem.persistence.TestDatabase;
import dev.tandem.sandbox.OAuthApp;
import dev.tandem.sandbox.SandboxAccount;
import dev.tandem.sandbox.SandboxOptions;
import dev.tandem.sandbox.SandboxProbe;
import dev.tandem.sandbox.SandboxVerticle;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A whole gateway on a database and a TickTick of its own, for all seeds of an exam. */
final class FuzzStage implements AutoCloseable {
  private static final String OWNER_KEY = "owner-key-of-the-fuzz-exam-0123456789";
  private static final OAuthApp APP =
      new OAuthApp("fuzz-client", "fuzz-client-secret", OAuthApp.NOWHERE);
  private static final long FIRST_UID = 600_000_000L;

  private final Vertx vertx = Vertx.vertx();
  private final GatewayVerticle gateway;
  private final SandboxProbe ticktick;
  private final URI url;
  private final ApiClient owner;

  private final String ownersMarker = FuzzPerson.newMarker();

  /** Of all seeds. */
  private final List<String> shielded = new CopyOnWriteArrayList<>();

  FuzzStage(List<Long> seeds, Path directory) {
    SandboxVerticle sandbox =
        new SandboxVerticle(
            new SandboxOptions("127.0.0.1", 0, APP, accounts(seeds), Optional.empty()),
            Clock.systemUTC());
    TestGateway.await(vertx.deployVerticle(sandbox));
    ticktick = new SandboxProbe(sandbox.port());
    ticktick.rateLimits(false);
    gateway = new GatewayVerticle(config(ticktick.root(), directory), Clock.systemUTC());
    TestGateway.await(vertx.deployVerticle(gateway));
    url = gateway.started().orElseThrow().url();
    sandbox.register(url.resolve(ConsentCallback.PATH));
    owner = new ApiClient(url, OWNER_KEY);
    long ownerId = owner.get("/api/users").body().at("/users/0/id").asLong();
    shielded.add("/api/users/" + ownerId + "/");
    shielded.add("/api/keys/" + owner.get("/api/keys").body().at("/keys/0/id").asLong() + "/");
  }

  private static GatewayConfig config(URI ticktick, Path directory) {
    GatewayConfig defaults =
        ConfigReader.read(Map.of("TANDEM_HTTP_PORT", "0", "TANDEM_SANDBOX", "off"));
    return new GatewayConfig(
        defaults.http(),
        new GatewayConfig.Storage(
            Optional.of(TestDatabase.fresh()),
            MigrateMode.AUTO,
            directory,
            Optional.of(new Secret(OWNER_KEY)),
            Optional.of(new Secret("fuzz:" + "A".repeat(43) + "="))),
        new GatewayConfig.TickTick(
            Optional.of(new GatewayConfig.OAuthApp(APP.clientId(), new Secret(APP.clientSecret()))),
            ticktick,
            ticktick,
            false,
            Duration.ofMillis(1_500),
            100_000),
        new GatewayConfig.Sync(
            Duration.ofMillis(100),
            Duration.ofSeconds(2),
            Duration.ofMillis(20),
            Duration.ofMillis(200),
            2),
        new GatewayConfig.Breaker(1_000, Duration.ofMillis(100)));
  }

  private static List<SandboxAccount> accounts(List<Long> seeds) {
    List<SandboxAccount> accounts = new ArrayList<>();
    for (long seed : seeds) {
      for (String person : List.of("anna", "ben")) {
        String name = person + seed;
        accounts.add(
            new SandboxAccount(
                name, FIRST_UID + accounts.size(), "Europe/Rome", "tp_" + name + "-token"));
      }
    }
    return accounts;
  }

  int port() {
    return url.getPort();
  }

  SandboxProbe ticktick() {
    return ticktick;
  }

  /** The text of {@code /openapi.json}. */
  String contract() {
    return owner.get("/openapi.json").body().toString();
  }

  /** A new user, not connected yet, with an account of that name at TickTick. */
  FuzzPerson invite(String name) {
    JsonObject user = new JsonObject().put("name", "Person").put("email", name + "@example.org");
    long id = owner.post("/api/users", user.encode()).body().get("id").asLong();
    JsonObject wanted = new JsonObject().put("name", "exam").put("user_id", id);
    var key = owner.post("/api/keys", wanted.encode()).body();
    shielded.add("/api/users/" + id + "/");
    FuzzPerson person =
        new FuzzPerson(
            name,
            Optional.of(key.get("key").asText()),
            true,
            List.of("/api/users/" + id + "/", "/api/keys/" + key.get("id").asLong() + "/"));
    person.known().addId("users", id);
    return person;
  }

  /** The owner: one person for all seeds, who knows what a seed has told. */
  FuzzPerson admin() {
    return new FuzzPerson(
        "admin", Optional.of(OWNER_KEY), ownersMarker, false, new FuzzKnown(), shielded);
  }

  static FuzzPerson nobody() {
    return new FuzzPerson("nobody", Optional.empty(), false, List.of());
  }

  /** What no answer may hold. */
  static List<String> secrets() {
    return List.of(OWNER_KEY, APP.clientSecret());
  }

  @Override
  public void close() {
    TestGateway.await(gateway.drain());
    TestGateway.await(vertx.close());
  }
}
