package dev.tandem;

import dev.tandem.account.RemoteIdentity;
import dev.tandem.config.GatewayConfig;
import dev.tandem.config.Secret;
import dev.tandem.sandbox.OAuthApp;
import dev.tandem.sandbox.SandboxAccount;
import dev.tandem.sandbox.SandboxOptions;
import dev.tandem.sandbox.SandboxVerticle;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The built-in TickTick as the gateway uses it: on the loopback interface, with an account for the
 * owner and another, which nobody is connected to by itself.
 */
final class Sandbox {
  private static final String HOST = "127.0.0.1";

  private static final String OWNER = "owner";

  /** Nobody's at TickTick, so that a real account is never taken for the sandbox's. */
  private static final long OWNER_UID = 1;

  private static final long GUEST_UID = 2;

  private final OAuthApp app;
  private final Secret ownerToken = new Secret("tp_" + random());
  private final SandboxVerticle verticle;

  Sandbox(Path dataDir, Clock clock) {
    app = new OAuthApp("tandem", random(), OAuthApp.NOWHERE);
    String zone = ZoneId.systemDefault().getId();
    SandboxAccount owner = new SandboxAccount(OWNER, OWNER_UID, zone, ownerToken.reveal());
    // What it is like to consent as somebody else can be tried with this one.
    SandboxAccount guest = new SandboxAccount("guest", GUEST_UID, zone, "");
    // With the remote world in a file, a restart does not look like a person who deleted
    // everything.
    verticle =
        new SandboxVerticle(
            new SandboxOptions(
                HOST,
                0,
                app,
                List.of(owner, guest),
                Optional.of(dataDir.resolve("sandbox.ndjson"))),
            clock);
  }

  SandboxVerticle verticle() {
    return verticle;
  }

  /** A personal token of the owner's account there. */
  Secret ownerToken() {
    return ownerToken;
  }

  /** As the sandbox tells whose a token of the owner's is. */
  RemoteIdentity ownerIdentity() {
    return new RemoteIdentity("inbox" + OWNER_UID, OWNER + "@example.com");
  }

  /** Tells it where browsers go after a consent: known when the gateway listens. */
  void sendBackTo(URI redirectUri) {
    verticle.register(redirectUri);
  }

  /** Once the verticle is deployed. */
  URI url() {
    return URI.create("http://" + HOST + ":" + verticle.port());
  }

  /** The configuration that speaks to this sandbox instead of the real TickTick. */
  GatewayConfig.TickTick replacing(GatewayConfig.TickTick real) {
    return real.at(
        url(), new GatewayConfig.OAuthApp(app.clientId(), new Secret(app.clientSecret())));
  }

  private static String random() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
