package dev.tandem.ticktick;

import dev.tandem.account.AccountCommand;
import dev.tandem.bus.Bus;
import dev.tandem.bus.BusMessage;
import dev.tandem.bus.Route;
import dev.tandem.sync.Fields;
import dev.tandem.sync.ProjectRoutes;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.QueueRoutes;
import dev.tandem.sync.RemoteSnapshot;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** The durable queue, asked over the bus under this worker's name. */
final class PushQueue {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Bus bus;
  private final String owner;
  private final HostClock clock;

  /**
   * @param owner names this worker among all nodes'
   * @param clock is told the database's with each claim
   */
  PushQueue(Bus bus, String owner, HostClock clock) {
    this.bus = bus;
    this.owner = owner;
    this.clock = clock;
  }

  /**
   * @param first tasks somebody waits for
   */
  Future<QueueRoutes.Claimed> claim(int limit, Duration lease, List<Long> first) {
    return ask(QueueRoutes.CLAIM, new QueueRoutes.Claim(owner, limit, lease, first))
        .onSuccess(this::tellTime);
  }

  private void tellTime(QueueRoutes.Claimed claimed) {
    List<PushJob> jobs = claimed.jobs();
    if (!jobs.isEmpty()) {
      clock.database(jobs.get(jobs.size() - 1).claimedAt(), System.nanoTime());
    }
  }

  Future<QueueRoutes.Settled> settle(QueueRoutes.Settle settle) {
    return ask(QueueRoutes.SETTLE, settle);
  }

  /** Which of these claims still hold, and do for this long from now on. */
  Future<QueueRoutes.Renewed> renew(List<Long> fences, Duration lease) {
    return ask(QueueRoutes.RENEW, new QueueRoutes.Renew(fences, lease));
  }

  /** Whether the create may be sent: it is written down, and its claim holds. */
  Future<Boolean> intend(AccountCommand.Claim claim, Fields sent) {
    return ask(QueueRoutes.INTEND, new QueueRoutes.Intend(claim.taskId(), claim.fence(), sent))
        .map(QueueRoutes.Intended::granted);
  }

  Future<QueueRoutes.Settled> resolve(QueueRoutes.Resolve resolve) {
    return ask(QueueRoutes.RESOLVE, resolve);
  }

  Future<QueueRoutes.Intents> intents(long accountId) {
    return ask(QueueRoutes.INTENTS, new QueueRoutes.ReadIntents(accountId));
  }

  /** Makes rows due that wait for a listing. */
  Future<QueueRoutes.Woken> wake(List<Long> taskIds) {
    return ask(QueueRoutes.WAKE, new QueueRoutes.Wake(taskIds));
  }

  /** Makes a user's rows due that only wait because of an outage. */
  Future<QueueRoutes.Woken> hasten(long userId) {
    return ask(QueueRoutes.HASTEN, new QueueRoutes.Hasten(userId));
  }

  Future<QueueRoutes.TwinsNoted> sighted(long accountId, List<RemoteSnapshot> tasks) {
    return ask(QueueRoutes.SIGHTED, new QueueRoutes.Sighted(accountId, tasks));
  }

  Future<QueueRoutes.RowState> inspect(long userId, long taskId) {
    return ask(QueueRoutes.INSPECT, new QueueRoutes.Inspect(userId, taskId));
  }

  Future<QueueRoutes.QueueStatus> status(long userId) {
    return ask(QueueRoutes.STATUS, new QueueRoutes.ReadQueue(userId));
  }

  Future<ProjectRoutes.ProjectsStored> storeProjects(ProjectRoutes.StoreProjects told) {
    return ask(ProjectRoutes.STORE_PROJECTS, told);
  }

  /** Ends all leases of this worker. */
  Future<QueueRoutes.Released> release() {
    return ask(QueueRoutes.RELEASE, new QueueRoutes.Release(owner));
  }

  private <C extends BusMessage, R extends BusMessage> Future<R> ask(Route<C, R> route, C command) {
    return bus.ask(route, command, LIMIT);
  }
}
