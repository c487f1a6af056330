package dev.tandem.persistence;

import dev.tandem.config.DatabaseUrl;
import dev.tandem.config.GatewayConfig;
import dev.tandem.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Base64;

/** The persistence verticle as the gateway deploys it, with keys of its own. */
public final class TestPersistence {
  private static final Secret RING =
      new Secret("test:" + Base64.getEncoder().encodeToString(new byte[32]));

  private TestPersistence() {}

  /** On a migrated database; {@code Bus.install} comes before. */
  public static Future<String> deploy(
      Vertx vertx, DatabaseUrl database, GatewayConfig.TickTick ticktick, GatewayConfig.Sync sync) {
    DatabaseAccess access = new DatabaseAccess(database, EncryptionKeys.parse(RING));
    return vertx.deployVerticle(new PersistenceVerticle(access, ticktick, sync, 4));
  }
}
