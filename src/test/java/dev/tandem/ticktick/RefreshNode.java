package dev.tandem.ticktick;

import dev.tandem.Messages;
import dev.tandem.bus.Bus;
import dev.tandem.sync.RetryPolicy;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What refreshes tokens on one node, on a Vert.x of its own: its end is the node's death. */
final class RefreshNode implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final String persistence;
  private final BoundedClient client;
  private final TokenRefresher tokens;

  /**
   * @param limit of one request; a lease lasts five seconds longer
   */
  RefreshNode(PushStage stage, String name, Duration limit) {
    Bus bus = Bus.install(vertx, Messages.types());
    persistence = PushStage.get(stage.deployPersistence(vertx));
    client = new BoundedClient(vertx, limit);
    var endpoint = new TokenEndpoint(client, stage.probe().root(), StagedSandbox.app());
    var backoff =
        new Backoff(
            new RetryPolicy(Duration.ofMillis(800), Duration.ofMillis(800)),
            RandomGenerator.getDefault());
    var accounts = new Accounts(bus);
    tokens =
        new TokenRefresher(
            accounts,
            Optional.of(
                new LeasedRefresh(vertx, new RefreshLeases(bus, name), endpoint, backoff, limit)),
            new RefreshedPairs(
                vertx, accounts, new RevokeEndpoint(vertx, client, stage.probe().root())));
  }

  /** As after a 401. */
  Future<Renewal> renew(long account, long generation) {
    Promise<Renewal> end = Promise.promise();
    vertx.runOnContext(go -> tokens.renew(account, generation, false).onComplete(end));
    return end.future();
  }

  Future<Renewal> renewAhead(long account, long generation) {
    Promise<Renewal> end = Promise.promise();
    vertx.runOnContext(go -> tokens.renewAhead(account, generation).onComplete(end));
    return end.future();
  }

  /** Its database goes first: a node that dies does not write down what became of its request. */
  @Override
  public void close() {
    PushStage.get(vertx.undeploy(persistence));
    client.close();
    PushStage.get(vertx.close());
  }
}
