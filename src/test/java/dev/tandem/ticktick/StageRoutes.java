package dev.tandem.ticktick;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountEvents;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountRoutes;
import dev.tandem.account.AccountTopics;
import dev.tandem.account.AccountTopics.AccountChanged;
import dev.tandem.account.AccountTopics.KeyRevoked;
import dev.tandem.bus.Bus;
import dev.tandem.bus.WireTypes;
import dev.tandem.config.Secret;
import dev.tandem.persistence.EncryptionKeys;
import dev.tandem.persistence.PgAccounts;
import dev.tandem.persistence.PgProjects;
import dev.tandem.persistence.PgPushQueue;
import dev.tandem.persistence.PgQueueStatus;
import dev.tandem.persistence.PgSettlement;
import dev.tandem.persistence.PgTaskStore;
import dev.tandem.persistence.TokenVault;
import dev.tandem.sync.QueueRoutes;
import dev.tandem.sync.Settlement;
import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncRoutes;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskReply;
import dev.tandem.task.TaskRoutes;
import dev.tandem.task.TaskService;
import dev.tandem.task.TaskTopics;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** The routes that a gateway serves beside its HTTP API, on a real database. */
final class StageRoutes {
  private StageRoutes() {}

  static WireTypes types() {
    return WireTypes.of(
        List.of(
            TaskCommand.class,
            TaskReply.class,
            TaskTopics.TaskChanged.class,
            AccountCommand.class,
            AccountReply.class,
            AccountChanged.class,
            SyncResult.class,
            SyncRoutes.Push.class,
            SyncRoutes.Sweep.class,
            SyncRoutes.SweepResult.class,
            SyncRoutes.ReadBreaker.class,
            SyncRoutes.BreakerStatus.class,
            SyncRoutes.PushFinished.class,
            SyncRoutes.BreakerChanged.class,
            QueueRoutes.Claim.class,
            QueueRoutes.Claimed.class,
            QueueRoutes.Settle.class,
            QueueRoutes.Settled.class,
            QueueRoutes.Inspect.class,
            QueueRoutes.RowState.class,
            QueueRoutes.Release.class,
            QueueRoutes.Released.class,
            QueueRoutes.ReadQueue.class,
            QueueRoutes.QueueStatus.class,
            QueueRoutes.StoreProjects.class,
            QueueRoutes.ProjectsStored.class));
  }

  /** All that the verticle under test asks for. */
  static Future<?> serve(Bus bus, Pool pool, int attempts) {
    var tasks =
        new TaskService(new PgTaskStore(pool), event -> bus.publish(TaskTopics.CHANGED, event));
    var keys =
        EncryptionKeys.parse(new Secret("k1:" + Base64.getEncoder().encodeToString(new byte[32])));
    var accounts = new PgAccounts(pool, new TokenVault(keys), 100_000, new AccountChanges(bus));
    var queue = new PgPushQueue(pool);
    var settlement =
        new PgSettlement(
            pool, new Settlement.Limits(attempts, Duration.ofMillis(20), Duration.ofMillis(200)));
    var status = new PgQueueStatus(pool, 100_000);
    var projects = new PgProjects(pool);
    return Future.all(
        List.of(
            bus.serve(TaskRoutes.COMMAND, tasks::handle),
            bus.serve(AccountRoutes.ACCOUNTS, accounts::handle),
            bus.serve(QueueRoutes.CLAIM, queue::claim),
            bus.serve(QueueRoutes.SETTLE, settlement::settle),
            bus.serve(QueueRoutes.INSPECT, queue::inspect),
            bus.serve(QueueRoutes.RELEASE, queue::release),
            bus.serve(QueueRoutes.STATUS, status::status),
            bus.serve(QueueRoutes.STORE_PROJECTS, projects::store)));
  }

  private record AccountChanges(Bus bus) implements AccountEvents {
    @Override
    public void changed(AccountChanged event) {
      bus.publish(AccountTopics.CHANGED, event);
    }

    @Override
    public void keyRevoked(KeyRevoked event) {
      throw new AssertionError("no key is revoked here");
    }
  }
}
