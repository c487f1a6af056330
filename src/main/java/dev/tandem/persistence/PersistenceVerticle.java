package dev.tandem.persistence;

import dev.tandem.account.AccountEvents;
import dev.tandem.account.AccountRoutes;
import dev.tandem.bus.Bus;
import dev.tandem.bus.Registration;
import dev.tandem.config.GatewayConfig;
import dev.tandem.sync.QueueRoutes;
import dev.tandem.sync.Settlement;
import dev.tandem.task.TaskRoutes;
import dev.tandem.task.TaskService;
import dev.tandem.task.TaskTopics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Serves everything that is kept in PostgreSQL. Each instance has a pool of its own on its own
 * event loop.
 */
public final class PersistenceVerticle extends VerticleBase {
  private final DatabaseAccess database;
  private final int requestsPerMinute;
  private final Settlement.Limits limits;
  private final int connections;
  private final List<Registration> served = new ArrayList<>();
  private @Nullable Pool pool;

  /**
   * @param ticktick for the request budget
   * @param sync for what ends a change's attempts
   * @param instances that are deployed side by side: they share the connections
   */
  public PersistenceVerticle(
      DatabaseAccess database,
      GatewayConfig.TickTick ticktick,
      GatewayConfig.Sync sync,
      int instances) {
    this.database = database;
    this.requestsPerMinute = ticktick.ratePerMinute();
    this.limits = new Settlement.Limits(sync.retryAttempts(), sync.retryBase(), sync.retryMax());
    this.connections = PgPools.sizeOfEach(instances);
  }

  @Override
  public Future<?> start() {
    Pool made = PgPools.create(vertx, database.url(), connections);
    pool = made;
    // A ping first: a pool that cannot connect must not serve.
    return made.query("SELECT 1").execute().compose(pong -> serve(made));
  }

  @Override
  public Future<?> stop() {
    return Future.join(served.stream().map(Registration::remove).toList())
        .eventually(() -> pool == null ? Future.succeededFuture() : pool.close());
  }

  private Future<?> serve(Pool shared) {
    Bus bus = Bus.of(vertx);
    TaskService tasks =
        new TaskService(new PgTaskStore(shared), event -> bus.publish(TaskTopics.CHANGED, event));
    PgPushQueue queue = new PgPushQueue(shared);
    AccountEvents events = new BusAccountEvents(bus);
    return Future.all(
        List.of(
            kept(bus.serve(TaskRoutes.COMMAND, tasks::handle)),
            kept(bus.serve(AccountRoutes.USERS, new PgUsers(shared, events)::handle)),
            kept(
                bus.serve(
                    AccountRoutes.ACCOUNTS,
                    new PgAccounts(
                            shared, new TokenVault(database.keys()), requestsPerMinute, events)
                        ::handle)),
            kept(bus.serve(QueueRoutes.CLAIM, queue::claim)),
            kept(bus.serve(QueueRoutes.RELEASE, queue::release)),
            kept(bus.serve(QueueRoutes.INSPECT, queue::inspect)),
            kept(
                bus.serve(
                    QueueRoutes.SETTLE,
                    new PgSettlement(shared, limits, new BusMergeEvents(bus))::settle)),
            kept(
                bus.serve(
                    QueueRoutes.STATUS, new PgQueueStatus(shared, requestsPerMinute)::status)),
            kept(bus.serve(QueueRoutes.STORE_PROJECTS, new PgProjects(shared)::store))));
  }

  private Future<Registration> kept(Future<Registration> registration) {
    return registration.onSuccess(served::add);
  }
}
