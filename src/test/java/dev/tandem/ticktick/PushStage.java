package dev.tandem.ticktick;

import static org.awaitility.Awaitility.await;

import dev.tandem.Messages;
import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountRoutes;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.account.TickTickAccount;
import dev.tandem.account.TokenCheck;
import dev.tandem.account.TokenGrant;
import dev.tandem.account.TokenSource;
import dev.tandem.bus.Bus;
import dev.tandem.config.DatabaseUrl;
import dev.tandem.config.GatewayConfig;
import dev.tandem.config.Secret;
import dev.tandem.persistence.PgPools;
import dev.tandem.persistence.TestDatabase;
import dev.tandem.persistence.TestPersistence;
import dev.tandem.sandbox.SandboxProbe;
import dev.tandem.sync.QueueRoutes;
import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncRoutes;
import dev.tandem.task.Quadrant;
import dev.tandem.task.Task;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskReply;
import dev.tandem.task.TaskRoutes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The gateway without its HTTP API: a real database, the sandbox, and the verticle under test. Each
 * test begins with one connected user and an empty TickTick.
 */
final class PushStage
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  static final Duration TIMEOUT = Duration.ofMillis(1_500);
  static final int ATTEMPTS = 3;
  static final String ANNA = "anna";
  static final String BEN = "ben";

  private static final Duration ASK = Duration.ofSeconds(20);
  private static final String DEADLOCK = "40P01";
  static final GatewayConfig.Sync SYNC =
      new GatewayConfig.Sync(
          Duration.ofSeconds(2),
          Duration.ofMinutes(1),
          Duration.ofMillis(20),
          Duration.ofMillis(200),
          ATTEMPTS);
  static final GatewayConfig.Breaker BREAKER = new GatewayConfig.Breaker(5, Duration.ofMillis(300));

  private final int ratePerMinute;
  private final boolean hasApplication;
  private final boolean reads;
  private Vertx vertx;
  private Bus bus;
  private DatabaseUrl database;
  private Pool pool;
  private StagedSandbox sandbox;
  private String deployment;
  private long user;

  /** With more requests a minute than any test makes. */
  PushStage() {
    this(100_000);
  }

  PushStage(int ratePerMinute) {
    this(ratePerMinute, true, false);
  }

  private PushStage(int ratePerMinute, boolean hasApplication, boolean reads) {
    this.ratePerMinute = ratePerMinute;
    this.hasApplication = hasApplication;
    this.reads = reads;
  }

  /** There is no OAuth application to refresh tokens with. */
  static PushStage withoutApplication() {
    return new PushStage(100_000, false, false);
  }

  /** One that also reads TickTick by itself, once a minute; each test begins after a first time. */
  static PushStage reading() {
    return reading(100_000);
  }

  static PushStage reading(int ratePerMinute) {
    return new PushStage(ratePerMinute, true, true);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    vertx = Vertx.vertx();
    bus = Bus.install(vertx, Messages.types());
    database = TestDatabase.fresh();
    pool = PgPools.create(vertx, database);
    sandbox = new StagedSandbox(vertx);
    startSandbox();
    get(deployPersistence(vertx));
    if (!reads) {
      Polls.never(pool);
    }
  }

  /** On this stage's database, also for another node. */
  Future<String> deployPersistence(Vertx node) {
    return TestPersistence.deploy(node, database, ticktick(), SYNC);
  }

  /** On this stage's TickTick, also for another node. */
  Future<String> deployEngine(Vertx node) {
    return node.deployVerticle(new TickTickVerticle(ticktick(), SYNC, BREAKER, Clock.systemUTC()));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    query("TRUNCATE users, budgets RESTART IDENTITY CASCADE");
    probe().reset();
    probe().rateLimits(false);
    deploy();
    user = connect("tp_anna-token", null);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    undeploy();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    get(pool.close());
    get(vertx.close());
  }

  void startSandbox() {
    sandbox.start();
  }

  /** TickTick is down: its port refuses. */
  void stopSandbox() {
    sandbox.stop();
  }

  void deploy() {
    deployment = get(deployEngine(vertx));
  }

  private GatewayConfig.TickTick ticktick() {
    return new GatewayConfig.TickTick(
        Optional.of(StagedSandbox.app()).filter(app -> hasApplication),
        sandbox.root(),
        sandbox.root(),
        hasApplication,
        TIMEOUT,
        ratePerMinute);
  }

  void undeploy() {
    if (deployment != null) {
      String ended = deployment;
      deployment = null;
      get(vertx.undeploy(ended));
    }
  }

  Vertx vertx() {
    return vertx;
  }

  Bus bus() {
    return bus;
  }

  SandboxProbe probe() {
    return sandbox.probe();
  }

  long user() {
    return user;
  }

  /** A new user with an account at the sandbox. */
  long connect(String accessToken, String refreshToken) {
    long id = newUser();
    connect(id, accessToken, refreshToken);
    return id;
  }

  /** One without an account. */
  long newUser() {
    return query("INSERT INTO users (name) VALUES ('somebody') RETURNING id").get(0).getLong(0);
  }

  void connect(long userId, String accessToken, String refreshToken) {
    ask(
        new AccountCommand.Connect(
            userId,
            new TokenGrant(
                TokenSource.PERSONAL,
                new Secret(accessToken),
                refreshToken == null ? null : new Secret(refreshToken),
                null,
                List.of()),
            TokenCheck.of(RemoteIdentity.UNKNOWN)));
    if (reads && deployment != null) {
      new Polls(this).first(userId);
    }
  }

  AccountReply ask(AccountCommand command) {
    return get(bus.ask(AccountRoutes.ACCOUNTS, command, ASK));
  }

  TickTickAccount account(long userId) {
    return ((AccountReply.Settings) ask(new AccountCommand.Read(userId))).account();
  }

  Task create(Edit edit) {
    return create(user, edit);
  }

  Task create(long userId, Edit edit) {
    return one(new TaskCommand.Create(userId, edit.patch(), true));
  }

  /** One that TickTick never gets. */
  Task createHere(Edit edit) {
    return one(new TaskCommand.Create(user, edit.patch(), false));
  }

  /** A task that both sides have. */
  Task linked(Edit edit) {
    Task task = create(edit);
    SyncResult result = push(task);
    if (result.outcome() != SyncResult.Outcome.SYNCED) {
      throw new AssertionError("not linked: " + result);
    }
    return find(task);
  }

  Task update(Task task, Edit edit) {
    return one(new TaskCommand.Update(task.userId(), task.id(), edit.patch(), null));
  }

  void delete(Task task, boolean soft) {
    get(
        bus.ask(
            TaskRoutes.COMMAND, new TaskCommand.Delete(task.userId(), task.id(), soft, null), ASK));
  }

  /**
   * Lets what was put off for this reason wait until long after the test, as soon as it is.
   *
   * @param code of the error
   */
  void putOff(String code) {
    await()
        .until(
            () ->
                !query(
                        "UPDATE push_queue SET next_attempt_at = now() + interval '1 hour'"
                            + " WHERE fence IS NULL AND last_error ->> 'code' = $1 RETURNING 1",
                        code)
                    .isEmpty());
  }

  /** A person lets what was given up be tried again. */
  void retryFailures(long userId) {
    query("SELECT entity_id FROM push_queue WHERE is_dead AND user_id = $1", userId)
        .forEach(row -> one(new TaskCommand.RetryFailed(userId, row.getLong(0))));
  }

  void place(Task task, Quadrant quadrant) {
    one(new TaskCommand.Place(task.userId(), task.id(), quadrant, null, null));
  }

  Task restore(Task task) {
    return one(new TaskCommand.Restore(task.userId(), task.id()));
  }

  Task find(Task task) {
    return one(new TaskCommand.Get(task.userId(), task.id(), false));
  }

  /** A task of this test's user. */
  Task find(long taskId) {
    return one(new TaskCommand.Get(user, taskId, false));
  }

  private Task one(TaskCommand command) {
    TaskReply reply = get(bus.ask(TaskRoutes.COMMAND, command, ASK));
    if (reply instanceof TaskReply.One one) {
      return one.task();
    }
    throw new AssertionError(reply);
  }

  SyncResult push(Task task) {
    return push(task, Duration.ofSeconds(10));
  }

  SyncResult push(Task task, Duration limit) {
    return get(pushing(task, limit));
  }

  Future<SyncResult> pushing(Task task, Duration limit) {
    return pushing(task.userId(), task, limit);
  }

  /** A push that any verticle may ask for, also under a user's name that is not the task's. */
  SyncResult pushAs(long userId, Task task, Duration limit) {
    return get(pushing(userId, task, limit));
  }

  private Future<SyncResult> pushing(long userId, Task task, Duration limit) {
    return bus.ask(SyncRoutes.PUSH, new SyncRoutes.Push(userId, task.id(), limit), ASK);
  }

  SyncRoutes.SweepResult sweep(Duration limit) {
    return get(bus.ask(SyncRoutes.SWEEP, new SyncRoutes.Sweep(user, limit), ASK));
  }

  SyncResult updateAndPush(Task task, Edit edit) {
    return push(update(task, edit));
  }

  SyncRoutes.BreakerState breaker() {
    return get(bus.ask(SyncRoutes.BREAKER, new SyncRoutes.ReadBreaker(), ASK)).state();
  }

  QueueRoutes.QueueStatus queue(long userId) {
    return get(bus.ask(QueueRoutes.STATUS, new QueueRoutes.ReadQueue(userId), ASK));
  }

  /** The ledger of one route, whether it had an effect or not. */
  List<JsonObject> requests(String route) {
    return probe().ledger(Map.of("route", route));
  }

  /** The one open task of the account, as its lists show it. */
  JsonObject remote(String account) {
    List<JsonObject> tasks = probe().tasks(account);
    if (tasks.size() != 1) {
      throw new AssertionError(tasks.size() + " open tasks");
    }
    return tasks.get(0);
  }

  Pool pool() {
    return pool;
  }

  /**
   * One statement beside the engine. It may touch rows in another order than the engine, which is
   * then refused or refuses it for a deadlock: refused, it did nothing and is made again.
   */
  List<Row> query(String sql, Object... values) {
    List<Row> rows = new ArrayList<>();
    get(execute(sql, Tuple.wrap(values))).forEach(rows::add);
    return rows;
  }

  private Future<RowSet<Row>> execute(String sql, Tuple values) {
    return pool.preparedQuery(sql)
        .execute(values)
        .recover(
            refused ->
                refused instanceof PgException e && DEADLOCK.equals(e.getSqlState())
                    ? execute(sql, values)
                    : Future.failedFuture(refused));
  }

  static <T> T get(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
