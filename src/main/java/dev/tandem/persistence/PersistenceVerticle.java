package dev.tandem.persistence;

import dev.tandem.account.AccountEvents;
import dev.tandem.account.AccountRoutes;
import dev.tandem.account.PersonCommand;
import dev.tandem.bus.Bus;
import dev.tandem.bus.BusMessage;
import dev.tandem.bus.Registration;
import dev.tandem.bus.Route;
import dev.tandem.config.GatewayConfig;
import dev.tandem.suggestion.SuggestionRoutes;
import dev.tandem.suggestion.SuggestionService;
import dev.tandem.sync.Conflicts;
import dev.tandem.sync.CreateWaits;
import dev.tandem.sync.MergeEvents;
import dev.tandem.sync.PollRoutes;
import dev.tandem.sync.ProjectRoutes;
import dev.tandem.sync.PullRoutes;
import dev.tandem.sync.QueueRoutes;
import dev.tandem.sync.Settlement;
import dev.tandem.sync.SyncRoutes;
import dev.tandem.task.BatchService;
import dev.tandem.task.ProjectEvents;
import dev.tandem.task.ProjectTopics;
import dev.tandem.task.TaskEvents;
import dev.tandem.task.TaskRoutes;
import dev.tandem.task.TaskService;
import dev.tandem.task.TaskTopics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Serves everything that is kept in PostgreSQL. Each instance has a pool of its own on its own
 * event loop.
 */
public final class PersistenceVerticle extends VerticleBase {
  /** How long an erasure whose process died waits at most to be taken up. */
  private static final Duration LOOK_FOR_ERASURES = Duration.ofSeconds(30);

  private final DatabaseAccess database;
  private final GatewayConfig.TickTick ticktick;
  private final Settlement.Limits limits;
  private final int connections;
  private final Outages outages = new Outages();
  private final List<Registration> served = new ArrayList<>();
  private @Nullable Pool pool;
  private @Nullable Erasures erasures;
  private @Nullable Upkeep upkeep;

  /**
   * @param ticktick for the request budget, and for whether tokens can be refreshed
   * @param sync for what ends a change's attempts
   * @param instances that are deployed side by side: they share the connections
   */
  public PersistenceVerticle(
      DatabaseAccess database,
      GatewayConfig.TickTick ticktick,
      GatewayConfig.Sync sync,
      int instances) {
    this.database = database;
    this.ticktick = ticktick;
    this.limits = new Settlement.Limits(sync.retryAttempts(), sync.retryBase(), sync.retryMax());
    this.connections = PgPools.sizeOfEach(instances);
  }

  @Override
  public Future<?> start() {
    Pool made = PgPools.create(vertx, database.url(), connections);
    pool = made;
    // First: a pool that cannot connect must not serve.
    return PgPools.check(made, database.url())
        .compose(usable -> new FeedEpoch(made).ensure())
        .compose(current -> serve(made));
  }

  @Override
  public Future<?> stop() {
    return Future.join(served.stream().map(Registration::remove).toList())
        .eventually(() -> erasures == null ? Future.succeededFuture() : erasures.stop())
        .eventually(() -> upkeep == null ? Future.succeededFuture() : upkeep.stop())
        .eventually(() -> pool == null ? Future.succeededFuture() : pool.close());
  }

  private Future<?> serve(Pool shared) {
    Bus bus = Bus.of(vertx);
    TaskEvents changes = event -> bus.publish(TaskTopics.CHANGED, event);
    TaskService tasks = new TaskService(new PgTaskStore(shared), changes);
    PgPushQueue queue = new PgPushQueue(shared);
    AccountEvents events = new BusAccountEvents(bus);
    MergeEvents merges = new BusMergeEvents(bus);
    ProjectEvents lists = event -> bus.publish(ProjectTopics.CHANGED, event);
    PgProjectQueue listQueue = new PgProjectQueue(shared, limits, lists);
    PgCreates creates = new PgCreates(shared, merges);
    PgPull pull = new PgPull(shared, limits, merges);
    PgPolls polls = new PgPolls(shared);
    PgMissing missing = new PgMissing(shared, merges);
    PgFeed feed = new PgFeed(shared);
    PgExport export = new PgExport(shared);
    Erasures unfinished = new Erasures(vertx, new PgErasure(shared), events);
    erasures = unfinished;
    unfinished.start(LOOK_FOR_ERASURES);
    Upkeep old = new Upkeep(vertx, shared);
    upkeep = old;
    old.start();
    return Future.all(
        List.of(
            serve(TaskRoutes.COMMAND, tasks::handle),
            serve(
                TaskRoutes.BATCH,
                new BatchService(new PgTaskBatches(Session.on(shared)), changes)::handle),
            serve(TaskRoutes.FEED, feed::read),
            serve(TaskRoutes.FEED_PROBE, feed::probe),
            serve(
                SuggestionRoutes.COMMAND,
                new SuggestionService(new PgSuggestions(Session.on(shared), changes))::handle),
            serve(SyncRoutes.CONFLICTS, new Conflicts(new PgConflicts(shared), tasks)::handle),
            serve(
                AccountRoutes.PERSON,
                command ->
                    command instanceof PersonCommand.Read read
                        ? export.page(read)
                        : unfinished.erase((PersonCommand.Erase) command)),
            serve(
                AccountRoutes.KEYED,
                new PgKeyed(shared, new KeyedCommands(changes, lists, events))::handle),
            serve(AccountRoutes.USERS, new PgUsers(shared, events)::handle),
            serve(
                AccountRoutes.ACCOUNTS,
                new PgAccounts(shared, new TokenVault(database.keys()), ticktick, events)::handle),
            serve(QueueRoutes.CLAIM, queue::claim),
            serve(QueueRoutes.RENEW, queue::renew),
            serve(QueueRoutes.WAKE, queue::wake),
            serve(QueueRoutes.HASTEN, queue::hasten),
            serve(QueueRoutes.RELEASE, queue::release),
            serve(QueueRoutes.INSPECT, queue::inspect),
            serve(QueueRoutes.SETTLE, new PgSettlement(shared, limits, merges)::settle),
            serve(QueueRoutes.INTEND, creates::intend),
            serve(QueueRoutes.INTENTS, creates::read),
            serve(QueueRoutes.SIGHTED, creates::sighted),
            serve(
                QueueRoutes.RESOLVE,
                new PgResolution(shared, limits, CreateWaits.STANDARD, merges)::resolve),
            serve(PollRoutes.CLAIM, polls::claim),
            serve(PollRoutes.RENEW, polls::renew),
            serve(PollRoutes.FINISH, polls::finish),
            serve(PollRoutes.HASTEN, polls::hasten),
            serve(PullRoutes.FIND_ABSENT, polls::findAbsent),
            serve(PullRoutes.COMPARE, pull::compare),
            serve(PullRoutes.APPLY, pull::apply),
            serve(PullRoutes.NOTE_LISTS, missing::noteLists),
            serve(PullRoutes.NOTE_LOOKS, missing::noteLooks),
            serve(PullRoutes.END_TWINS, new PgDeletions(shared, merges)::endTwins),
            serve(SyncRoutes.DELETIONS, new PgHeldDeletions(shared, merges)::decide),
            serve(QueueRoutes.STATUS, new PgQueueStatus(shared, ticktick.ratePerMinute())::status),
            serve(ProjectRoutes.STORE_PROJECTS, new PgProjects(shared)::store),
            serve(TaskRoutes.PROJECTS, new PgProjectStore(shared, lists)::handle),
            serve(ProjectRoutes.CLAIM, listQueue::claim),
            serve(ProjectRoutes.SETTLE, listQueue::settle),
            serve(ProjectRoutes.RELEASE, listQueue::release),
            serve(ProjectRoutes.DELETE, new PgProjectDeletion(shared, lists, merges)::delete)));
  }

  /** What writes for a user may find that they are being erased. */
  private <C extends BusMessage, R extends BusMessage> Future<Registration> serve(
      Route<C, R> route, Function<C, Future<R>> handler) {
    Function<C, Future<R>> refusing =
        command -> handler.apply(command).recover(PgErrors::refusingErased);
    return Bus.of(vertx).serve(route, outages.telling(refusing)).onSuccess(served::add);
  }
}
