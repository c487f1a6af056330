package dev.tandem.ticktick;

import dev.tandem.Messages;
import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountRoutes;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.account.TokenCheck;
import dev.tandem.account.TokenGrant;
import dev.tandem.account.TokenSource;
import dev.tandem.bus.Bus;
import dev.tandem.bus.BusMessage;
import dev.tandem.bus.Route;
import dev.tandem.config.DatabaseUrl;
import dev.tandem.config.GatewayConfig;
import dev.tandem.config.Secret;
import dev.tandem.persistence.PgPools;
import dev.tandem.persistence.TestDatabase;
import dev.tandem.persistence.TestPersistence;
import dev.tandem.sandbox.SandboxAccount;
import dev.tandem.sandbox.SandboxProbe;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * One gateway and one sandbox for all seeds of an exam: each has a user and an account of its own,
 * so that many can be examined at a time.
 */
final class ExamStage implements AutoCloseable {
  private static final Duration ASK = Duration.ofSeconds(30);
  private static final long FIRST_UID = 500_000_000L;

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus;
  private final Pool pool;
  private final SandboxProbe ticktick;

  ExamStage(List<Long> seeds) throws Exception {
    bus = Bus.install(vertx, Messages.types());
    DatabaseUrl database = TestDatabase.fresh();
    pool = PgPools.create(vertx, database);
    StagedSandbox sandbox = new StagedSandbox(vertx, accounts(seeds));
    sandbox.start();
    ticktick = sandbox.probe();
    ticktick.rateLimits(false);
    ticktick.quirk("refreshTokens", true);
    GatewayConfig.TickTick config =
        new GatewayConfig.TickTick(
            Optional.of(StagedSandbox.app()),
            sandbox.root(),
            sandbox.root(),
            true,
            Duration.ofMillis(1_500),
            100_000);
    PushStage.get(TestPersistence.deploy(vertx, database, config, PushStage.SYNC));
    PushStage.get(
        vertx.deployVerticle(
            new TickTickVerticle(config, PushStage.SYNC, PushStage.BREAKER, Clock.systemUTC())));
  }

  private static List<SandboxAccount> accounts(List<Long> seeds) {
    return LongStream.range(0, seeds.size())
        .mapToObj(
            i -> {
              String name = account(seeds.get((int) i));
              return new SandboxAccount(name, FIRST_UID + i, "Europe/Rome", "tp_" + name);
            })
        .toList();
  }

  static String account(long seed) {
    return "seed" + seed;
  }

  SandboxProbe ticktick() {
    return ticktick;
  }

  /** A new user, connected to the seed's account with a token that can be refreshed. */
  long connect(long seed) {
    long user =
        query("INSERT INTO users (name) VALUES ($1) RETURNING id", account(seed)).get(0).getLong(0);
    reconnect(user, seed);
    return user;
  }

  void reconnect(long user, long seed) {
    JsonObject token = ticktick.issueToken(account(seed), true);
    ask(
        AccountRoutes.ACCOUNTS,
        new AccountCommand.Connect(
            user,
            new TokenGrant(
                TokenSource.PERSONAL,
                new Secret(token.getString("access_token")),
                new Secret(token.getString("refresh_token")),
                null,
                List.of()),
            TokenCheck.of(RemoteIdentity.UNKNOWN)));
  }

  <Q extends BusMessage, A extends BusMessage> A ask(Route<Q, A> route, Q question) {
    return PushStage.get(bus.ask(route, question, ASK));
  }

  List<Row> query(String sql, Object... values) {
    List<Row> rows = new ArrayList<>();
    PushStage.get(pool.preparedQuery(sql).execute(Tuple.wrap(values))).forEach(rows::add);
    return rows;
  }

  @Override
  public void close() {
    PushStage.get(pool.close());
    PushStage.get(vertx.close());
  }
}
