package dev.tandem.ticktick;

import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTopics.AccountChanged;
import dev.tandem.account.ConnectionCommand;
import dev.tandem.account.ConnectionReply;
import dev.tandem.bus.Bus;
import dev.tandem.config.GatewayConfig;
import dev.tandem.sync.PollPace;
import dev.tandem.sync.PushVerdicts;
import dev.tandem.sync.RetryPolicy;
import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncRoutes;
import dev.tandem.sync.SyncRoutes.BreakerChanged;
import dev.tandem.sync.SyncRoutes.BreakerState;
import dev.tandem.sync.SyncRoutes.BreakerStatus;
import dev.tandem.sync.SyncRoutes.Push;
import dev.tandem.sync.SyncRoutes.Sweep;
import dev.tandem.sync.SyncRoutes.SweepResult;
import dev.tandem.task.TaskTopics.TaskChanged;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Puts the parts together and tells them what happened. For one event loop. */
final class PushEngine {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration READ_POLL = Duration.ofSeconds(5);
  private static final Duration CHECK_POLL = Duration.ofSeconds(30);
  private static final Duration EXPIRY_POLL = Duration.ofHours(1);
  private static final Duration RENEWAL_POLL = Duration.ofSeconds(30);

  /** Beyond a request's limit, for the settling of what was under way. */
  private static final Duration DRAIN_MARGIN = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final Bus bus;
  private final Clock clock;
  private final Duration limit;
  private final BoundedClient client;
  private final Accounts accounts;
  private final TokenRefresher tokens;
  private final AccountPauses pauses;
  private final InboxLearning inboxes;
  private final HostBreaker breaker;
  private final GuardedTickTickApi guarded;
  private final PushQueue queue;
  private final Pulse pulse;
  private final PushWaiters waiters;
  private final Poller poller;
  private final ProjectEngine lists;
  private final Sweeps sweeps;
  private final OrphanListings orphans;
  private final Dispatcher dispatcher;
  private final Connections connections;
  private final UncheckedAccounts unchecked;
  private final ExpiryNotices expiry;
  private final Optional<RefreshAhead> ahead;

  PushEngine(Vertx vertx, Bus bus, TickTickOptions options, Clock clock) {
    this.vertx = vertx;
    this.bus = bus;
    this.clock = clock;
    this.limit = options.ticktick().timeout();
    var random = RandomGenerator.getDefault();
    var retries = new RetryPolicy(options.sync().retryBase(), options.sync().retryMax());
    var lease = Lease.lengthFor(limit);

    var hostClock = new HostClock();
    client = new BoundedClient(vertx, limit);
    var api =
        new WebTickTickApi(
            client, options.ticktick().apiUrl(), new AnswerReading(clock), hostClock);
    accounts = new Accounts(bus);
    Optional<Connections.OAuth> oauth = options.ticktick().app().map(app -> oauth(options, app));
    var revocations = new RevokeEndpoint(vertx, client, options.ticktick().apiUrl());
    var backoff = new Backoff(retries, random);
    var node = "ticktick-" + UUID.randomUUID();
    var leases = new RefreshLeases(bus, node);
    tokens =
        new TokenRefresher(
            accounts,
            oauth.map(app -> new LeasedRefresh(vertx, leases, app.tokens(), backoff, limit)),
            new RefreshedPairs(vertx, accounts, revocations));
    pauses = new AccountPauses(accounts, backoff, options.breaker().reset());
    inboxes = new InboxLearning(accounts);
    breaker =
        new HostBreaker(
            vertx,
            options.breaker(),
            limit,
            clock,
            new HostBreaker.Actions(
                new HostProbe(api, accounts, pauses)::run, this::breakerTurned));
    guarded =
        new GuardedTickTickApi(
            api,
            breaker,
            tokens,
            new GuardedTickTickApi.AccountGate(accounts, new AccountTurns(), pauses),
            limit);
    queue = new PushQueue(bus, node, hostClock);
    pulse = new Pulse(vertx, POLL);
    var running = new RunningRows();
    orphans =
        new OrphanListings(new ListingRead(vertx, guarded, queue), queue, pulse, retries.max());
    var board = new PushWaiters.Board(pulse, running, orphans);
    waiters = new PushWaiters(vertx, queue, breaker, board, clock);
    poller =
        new Poller(
            new Pulse(vertx, READ_POLL),
            breaker,
            new AccountPoll.Parts(
                vertx,
                guarded,
                new Pulls(bus, node, hostClock),
                new ProjectPull(queue),
                inboxes,
                new PollPace(options.sync().pullInterval())));
    var judge = new Judge(new PushVerdicts(retries, random), breaker, pauses, backoff, clock);
    lists =
        new ProjectEngine(
            new ProjectQueue(bus, node + "-lists", lease),
            breaker,
            guarded,
            accounts,
            new ProjectEngine.Surroundings(vertx, judge, pulse));
    sweeps = new Sweeps(vertx, accounts, poller, queue, this::dispatch);
    var search = new CreateSearch(orphans, lease);
    var steps = new StepExecution(vertx, guarded, queue);
    dispatcher =
        new Dispatcher(
            pulse,
            new Dispatcher.ClaimSource(queue, breaker, waiters, lease),
            new Dispatcher.Work(
                new RowWork(steps, search, judge, queue, inboxes),
                new Plan.Parts(
                    vertx, guarded, queue, steps, new Plan.Times(lease, perRequest(options)))),
            running,
            new Announcements(bus, waiters, sweeps));
    var check = new AccountCheck(guarded, accounts);
    connections = new Connections(accounts, oauth, check, revocations);
    unchecked =
        new UncheckedAccounts(new Pulse(vertx, CHECK_POLL), breaker, accounts, tokens, check);
    expiry = new ExpiryNotices(new Pulse(vertx, EXPIRY_POLL), accounts);
    ahead =
        oauth.map(
            app ->
                new RefreshAhead(new Pulse(vertx, RENEWAL_POLL), breaker, leases, tokens, expiry));
  }

  /** The budget grants five ninths of the rate steadily (sync.md, Budget). */
  private static Duration perRequest(TickTickOptions options) {
    return Duration.ofMinutes(9).dividedBy(5L * options.ticktick().ratePerMinute());
  }

  private Connections.OAuth oauth(TickTickOptions options, GatewayConfig.OAuthApp app) {
    URI auth = options.ticktick().authUrl();
    return new Connections.OAuth(
        new AuthorizePage(auth, app.clientId()), new TokenEndpoint(client, auth, app));
  }

  void start() {
    dispatcher.start();
    poller.start();
    lists.start();
    unchecked.start();
    expiry.start();
    ahead.ifPresent(RefreshAhead::start);
  }

  private void dispatch() {
    pulse.nudge();
    lists.nudge();
  }

  Future<ConnectionReply> connection(ConnectionCommand command) {
    return connections.handle(command);
  }

  Future<SyncResult> push(Push push) {
    return waiters.push(push);
  }

  Future<SweepResult> sweep(Sweep sweep) {
    return sweeps.sweep(sweep);
  }

  ProjectEngine lists() {
    return lists;
  }

  BreakerStatus breakerStatus() {
    return breaker.status();
  }

  void taskChanged(TaskChanged event) {
    if (event.pushQueued()) {
      pulse.nudge();
    }
    poller.taskChanged(event);
  }

  /**
   * A new connection is read at once: its lists come first, so that a task can be moved into one.
   */
  void accountChanged(AccountChanged event) {
    long accountId = event.accountId();
    tokens.drop(accountId);
    pauses.forget(accountId);
    inboxes.forget(accountId);
    orphans.forget(accountId);
    if (event.state() == AccountState.CHECKING) {
      unchecked.nudge();
    }
    if (event.state() == AccountState.CONNECTED) {
      pulse.nudge();
      poller.nudge();
      lists.nudge();
    }
  }

  /**
   * Sends nothing new, lets what is under way end and be settled, for as long as a request may
   * take, and then gives the rows back.
   */
  Future<Void> stop() {
    guarded.stop();
    waiters.drain();
    sweeps.drain();
    lists.drain();
    long most = limit.plus(DRAIN_MARGIN).toMillis();
    Future<?> ended =
        Future.join(
            dispatcher.stop(),
            poller.stop(),
            lists.stop(),
            unchecked.stop(),
            expiry.stop(),
            ahead.map(RefreshAhead::stop).orElseGet(Future::succeededFuture));
    return Future.any(ended, vertx.timer(most))
        .eventually(
            () -> {
              waiters.dismiss();
              breaker.close();
              client.close();
              return Future.join(queue.release(), lists.release());
            })
        .mapEmpty();
  }

  private void breakerTurned(BreakerState state) {
    bus.publish(SyncRoutes.BREAKER_CHANGED, new BreakerChanged(state, clock.instant()));
    if (state == BreakerState.CLOSED) {
      pulse.nudge();
      poller.nudge();
      lists.nudge();
      unchecked.nudge();
    } else if (state == BreakerState.OPEN) {
      waiters.heldBack();
      poller.heldBack();
    }
  }
}
