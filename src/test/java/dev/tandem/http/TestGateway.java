package dev.tandem.http;

import dev.tandem.Messages;
import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountRoutes;
import dev.tandem.account.OpenIdQuery;
import dev.tandem.account.OpenIdReply;
import dev.tandem.account.PersonCommand;
import dev.tandem.account.PersonReply;
import dev.tandem.account.User;
import dev.tandem.account.UserCommand;
import dev.tandem.account.UserReply;
import dev.tandem.bus.Bus;
import dev.tandem.config.ConfigReader;
import dev.tandem.config.DatabaseUrl;
import dev.tandem.config.GatewayConfig;
import dev.tandem.config.Secret;
import dev.tandem.openid.FetchPace;
import dev.tandem.openid.OpenIdVerticle;
import dev.tandem.persistence.PgPools;
import dev.tandem.persistence.TestDatabase;
import dev.tandem.persistence.TestPersistence;
import dev.tandem.suggestion.SuggestionRoutes;
import dev.tandem.sync.QueueRoutes;
import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncRoutes;
import dev.tandem.sync.SyncRoutes.BreakerState;
import dev.tandem.sync.SyncRoutes.BreakerStatus;
import dev.tandem.sync.SyncRoutes.DeleteOutcome;
import dev.tandem.sync.SyncRoutes.DeleteProject;
import dev.tandem.sync.SyncRoutes.ProjectDeleted;
import dev.tandem.sync.SyncRoutes.Push;
import dev.tandem.sync.SyncRoutes.Sweep;
import dev.tandem.sync.SyncRoutes.SweepResult;
import dev.tandem.task.FeedQuery;
import dev.tandem.task.FeedReply;
import dev.tandem.task.TaskRoutes;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The HTTP verticle with its real neighbours on a new database. Only TickTick's side of the bus is
 * played by the test: what a push and a sweep answer.
 */
final class TestGateway implements AutoCloseable {
  static final String OWNER_KEY = "owner-key-0123456789-0123456789-abcdef";
  private static final int INSTANCES = 2;

  private final Vertx vertx = Vertx.vertx();
  private DatabaseUrl database;
  private final FetchPace pace;
  private final Bus bus = Bus.install(vertx, Messages.types());
  private final Readiness readiness = new Readiness();
  private final HttpOptions options;
  private final ContractCheck contract;
  private final List<HttpVerticle> verticles = new ArrayList<>();
  private Pool pool;
  private TestConnections connections;
  private String deployment;

  private volatile Function<Push, Future<SyncResult>> onPush =
      push -> Future.succeededFuture(result(push, SyncResult.Outcome.PENDING));
  private volatile Function<Sweep, Future<SweepResult>> onSweep =
      sweep -> Future.failedFuture("no sweep was expected");

  private volatile Function<DeleteProject, Future<ProjectDeleted>> onDeletion =
      asked -> Future.succeededFuture(new ProjectDeleted(DeleteOutcome.MISSING, null));

  private Function<FeedQuery, Future<? extends FeedReply>> onFeed =
      query -> Future.failedFuture("no reading of the feed was expected");

  private TestGateway(ContractCheck contract) {
    this(contract, GatewayConfig.Access.BY_KEY);
  }

  private TestGateway(ContractCheck contract, GatewayConfig.Access access) {
    this(contract, access, NodeLimits.of(access), FetchPace.STANDARD, null);
  }

  /**
   * @param database null: a new one, if it needs one
   */
  private TestGateway(
      ContractCheck contract,
      GatewayConfig.Access access,
      NodeLimits limits,
      FetchPace pace,
      DatabaseUrl database) {
    this.contract = contract;
    this.pace = pace;
    this.database = database;
    this.options =
        new HttpOptions(
            new GatewayConfig.Http("127.0.0.1", 0, Optional.empty(), access),
            Duration.ofSeconds(2),
            readiness,
            Clock.systemUTC(),
            limits);
  }

  /** On a database, with an owner who is an admin. */
  static TestGateway start(ContractCheck contract) {
    return start(contract, GatewayConfig.Access.BY_KEY);
  }

  /** The same where access is as told. */
  static TestGateway start(ContractCheck contract, GatewayConfig.Access access) {
    return start(contract, access, FetchPace.STANDARD);
  }

  /** The same where a provider is asked for its keys at that pace. */
  static TestGateway start(ContractCheck contract, GatewayConfig.Access access, FetchPace pace) {
    return started(new TestGateway(contract, access, NodeLimits.of(access), pace, null));
  }

  /** The same where connections may take so much. */
  static TestGateway start(ContractCheck contract, ConnectionLimits connections) {
    return started(limited(contract, NodeLimits.of(GatewayConfig.Access.BY_KEY).with(connections)));
  }

  /** Another node on the same database. */
  TestGateway another() {
    GatewayConfig.Access access = options.listen().access();
    return started(new TestGateway(contract, access, NodeLimits.of(access), pace, database));
  }

  private static TestGateway started(TestGateway gateway) {
    gateway.serveStores();
    gateway.serveTickTick();
    gateway.serveTokens();
    gateway.deploy();
    return gateway;
  }

  /** Without a database: the owner's key is known, whatever else is asked fails as given. */
  static TestGateway failing(ContractCheck contract, Throwable failure) {
    TestGateway gateway = new TestGateway(contract);
    Function<AccountCommand, Future<AccountReply>> accounts =
        command -> Future.failedFuture(failure);
    gateway.onFeed = query -> Future.failedFuture(failure);
    gateway.serveOnlyTheKey(failure, accounts, command -> Future.failedFuture(failure));
    gateway.deploy();
    return gateway;
  }

  /** Without a database: the owner's key is known, and accounts are what the test says. */
  static TestGateway withAccounts(
      ContractCheck contract, Function<AccountCommand, Future<AccountReply>> accounts) {
    TestGateway gateway = new TestGateway(contract);
    Throwable unexpected = new AssertionError("nothing else was expected");
    gateway.serveOnlyTheKey(unexpected, accounts, command -> Future.failedFuture(unexpected));
    gateway.deploy();
    return gateway;
  }

  /** Without a database: what is kept of the owner is what the test says. */
  static TestGateway keeping(
      ContractCheck contract, Function<PersonCommand, Future<PersonReply>> person) {
    TestGateway gateway = new TestGateway(contract);
    Throwable unexpected = new IllegalStateException("only the export is expected");
    gateway.serveOnlyTheKey(unexpected, command -> Future.failedFuture(unexpected), person);
    gateway.deploy();
    return gateway;
  }

  /**
   * The same where the owner comes by a token.
   *
   * @param token tells until when
   */
  static TestGateway keeping(
      ContractCheck contract,
      GatewayConfig.Access access,
      Function<OpenIdQuery, Future<OpenIdReply>> token,
      Function<PersonCommand, Future<PersonReply>> person) {
    TestGateway gateway = new TestGateway(contract, access);
    Throwable unexpected = new IllegalStateException("only the export is expected");
    gateway.serveOnlyTheKey(unexpected, command -> Future.failedFuture(unexpected), person);
    await(gateway.bus.serve(AccountRoutes.OPENID, token));
    gateway.deploy();
    return gateway;
  }

  /** Without a database: the owner's key is known, and the change feed is what the test says. */
  static TestGateway telling(
      ContractCheck contract, Function<FeedQuery, Future<? extends FeedReply>> feed) {
    TestGateway gateway = new TestGateway(contract);
    gateway.serveOnlyTheFeed(feed);
    return gateway;
  }

  /** The same where there is only so much room. */
  static TestGateway telling(
      ContractCheck contract,
      Room requests,
      Room answers,
      Function<FeedQuery, Future<? extends FeedReply>> feed) {
    TestGateway gateway =
        limited(contract, NodeLimits.of(GatewayConfig.Access.BY_KEY).with(requests, answers));
    gateway.serveOnlyTheFeed(feed);
    return gateway;
  }

  /** On a database, where there is only so much room for requests. */
  static TestGateway start(ContractCheck contract, Room requests) {
    Room answers = new Room(Long.MAX_VALUE);
    return started(
        limited(contract, NodeLimits.of(GatewayConfig.Access.BY_KEY).with(requests, answers)));
  }

  private static TestGateway limited(ContractCheck contract, NodeLimits limits) {
    return new TestGateway(contract, GatewayConfig.Access.BY_KEY, limits, FetchPace.STANDARD, null);
  }

  private void serveOnlyTheFeed(Function<FeedQuery, Future<? extends FeedReply>> feed) {
    onFeed = feed;
    Throwable unexpected = new IllegalStateException("only the feed is expected");
    serveOnlyTheKey(
        unexpected,
        command -> Future.failedFuture(unexpected),
        command -> Future.failedFuture(unexpected));
    deploy();
  }

  private void serveTokens() {
    options
        .listen()
        .access()
        .openId()
        .ifPresent(
            provider ->
                await(vertx.deployVerticle(new OpenIdVerticle(provider, pace, options.clock()))));
  }

  private void serveStores() {
    GatewayConfig defaults = ConfigReader.read(Map.of());
    if (database == null) {
      database = TestDatabase.fresh();
    }
    pool = PgPools.create(vertx, database);
    await(TestPersistence.deploy(vertx, database, defaults.ticktick(), defaults.sync()));
    await(
        bus.ask(
            AccountRoutes.USERS,
            new UserCommand.EnsureOwner(new Secret(OWNER_KEY)),
            Call.ASK_LIMIT));
  }

  private void serveTickTick() {
    connections = new TestConnections(bus, pool);
    await(connections.serve());
    await(bus.serve(SyncRoutes.PUSH, push -> onPush.apply(push)));
    await(bus.serve(SyncRoutes.SWEEP, sweep -> onSweep.apply(sweep)));
    await(bus.serve(SyncRoutes.DELETE_PROJECT, asked -> onDeletion.apply(asked)));
    await(
        bus.serve(
            SyncRoutes.BREAKER,
            read ->
                Future.succeededFuture(
                    new BreakerStatus(BreakerState.HALF_OPEN, Instant.EPOCH, 3))));
  }

  private void serveOnlyTheKey(
      Throwable failure,
      Function<AccountCommand, Future<AccountReply>> accounts,
      Function<PersonCommand, Future<PersonReply>> person) {
    User owner = new User(1, "owner", null, User.Role.ADMIN, Instant.EPOCH);
    await(
        bus.serve(
            AccountRoutes.USERS,
            command ->
                command instanceof UserCommand.Authenticate
                    ? Future.succeededFuture(new UserReply.Authenticated(owner, 1))
                    : Future.failedFuture(failure)));
    await(bus.serve(TaskRoutes.COMMAND, command -> Future.failedFuture(failure)));
    await(bus.serve(TaskRoutes.BATCH, command -> Future.failedFuture(failure)));
    await(bus.serve(SuggestionRoutes.COMMAND, command -> Future.failedFuture(failure)));
    await(bus.serve(TaskRoutes.PROJECTS, command -> Future.failedFuture(failure)));
    await(bus.serve(AccountRoutes.KEYED, command -> Future.failedFuture(failure)));
    await(bus.serve(TaskRoutes.FEED, query -> onFeed.apply(query)));
    await(bus.serve(SyncRoutes.DELETE_PROJECT, command -> Future.failedFuture(failure)));
    await(bus.serve(AccountRoutes.ACCOUNTS, accounts));
    await(bus.serve(AccountRoutes.CONNECTION, command -> Future.failedFuture(failure)));
    await(bus.serve(AccountRoutes.PERSON, person));
    await(bus.serve(QueueRoutes.STATUS, command -> Future.failedFuture(failure)));
    await(bus.serve(SyncRoutes.CONFLICTS, command -> Future.failedFuture(failure)));
    await(bus.serve(SyncRoutes.BREAKER, command -> Future.failedFuture(failure)));
    await(bus.serve(SyncRoutes.DELETIONS, command -> Future.failedFuture(failure)));
  }

  private void deploy() {
    deployment =
        await(
            vertx.deployVerticle(
                () -> {
                  HttpVerticle verticle = new HttpVerticle(options);
                  verticles.add(verticle);
                  return verticle;
                },
                new DeploymentOptions().setInstances(INSTANCES)));
  }

  /** How TickTick's side answers who connects. */
  TestConnections connections() {
    return connections;
  }

  /** What is to be registered at TickTick. */
  URI redirectUri() {
    return verticles.get(0).redirectUri();
  }

  int port() {
    return verticles.get(0).port();
  }

  List<Integer> ports() {
    return verticles.stream().map(HttpVerticle::port).toList();
  }

  HttpOptions options() {
    return options;
  }

  Vertx vertx() {
    return vertx;
  }

  Bus bus() {
    return bus;
  }

  Readiness readiness() {
    return readiness;
  }

  /** The owner, an admin. */
  TestClient owner() {
    return client(OWNER_KEY);
  }

  /**
   * @param key null: none is sent
   */
  TestClient client(String key) {
    return new TestClient(port(), key, contract);
  }

  /** A new user without rights. */
  TestClient someone(String name) {
    UserReply.OneUser made =
        (UserReply.OneUser)
            await(
                bus.ask(
                    AccountRoutes.USERS,
                    new UserCommand.CreateUser(name, name + "@example.org"),
                    Call.ASK_LIMIT));
    UserReply.KeyMade key =
        (UserReply.KeyMade)
            await(
                bus.ask(
                    AccountRoutes.USERS,
                    new UserCommand.CreateKey(made.user().id(), "test", null),
                    Call.ASK_LIMIT));
    return client(key.text().reveal());
  }

  void onPush(Function<Push, Future<SyncResult>> answer) {
    onPush = answer;
  }

  void onSweep(Function<Sweep, Future<SweepResult>> answer) {
    onSweep = answer;
  }

  /** What TickTick's side answers who deletes a list; without this there is none. */
  void onDeletion(Function<DeleteProject, Future<ProjectDeleted>> answer) {
    onDeletion = answer;
  }

  static SyncResult result(Push push, SyncResult.Outcome outcome) {
    return new SyncResult(
        push.taskId(),
        outcome,
        SyncResult.Operation.UPDATE,
        null,
        List.of("title"),
        0,
        1,
        null,
        Instant.EPOCH);
  }

  /** The answer to a request as it stands, letter by letter; it has to end the connection. */
  String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  void sql(String sql, Object... values) {
    await(execute(sql, values));
  }

  /** The first value of the first row. */
  long number(String sql, Object... values) {
    return await(pool.preparedQuery(sql).execute(Tuple.wrap(values))).iterator().next().getLong(0);
  }

  /** For use on an event loop. */
  Future<?> execute(String sql, Object... values) {
    return pool.preparedQuery(sql).execute(Tuple.wrap(values));
  }

  /** Undeploys the verticle alone. */
  Future<Void> undeploy() {
    return vertx.undeploy(deployment);
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
