package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.Messages;
import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountRoutes;
import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTokens;
import dev.tandem.account.TokenSource;
import dev.tandem.bus.Bus;
import dev.tandem.config.GatewayConfig;
import dev.tandem.config.Secret;
import dev.tandem.sync.Base;
import dev.tandem.sync.Fields;
import dev.tandem.sync.Link;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushVerdicts;
import dev.tandem.sync.QueueRoutes;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RetryPolicy;
import dev.tandem.sync.SyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The database fails one of a plan's calls while another's request is on its way. Its side of the
 * bus is played by the test, as no real one fails at so exact a time.
 */
final class PlanFailureTest {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final long ACCOUNT = 7;
  private static final int LISTS = 2;
  private static final int CREATES = 20;

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.install(vertx, Messages.types());
  private final AtomicInteger spends = new AtomicInteger();
  private final Promise<RemoteAnswer> late = Promise.promise();
  private IntPredicate failing = spend -> false;
  private BooleanSupplier unlucky = () -> false;
  private Supplier<Future<RemoteAnswer>> listing = late::future;

  @BeforeEach
  void serveDatabase() {
    AccountTokens tokens =
        new AccountTokens(
            ACCOUNT,
            1,
            AccountState.CONNECTED,
            TokenSource.CONSENT,
            new Secret("token"),
            null,
            null);
    bus.<AccountCommand, AccountReply>serve(
        AccountRoutes.ACCOUNTS,
        command -> {
          if (unlucky.getAsBoolean()) {
            return Future.failedFuture("the database is gone");
          }
          if (command instanceof AccountCommand.ReadTokens) {
            return Future.succeededFuture(new AccountReply.Tokens(tokens));
          }
          if (!(command instanceof AccountCommand.Spend)) {
            return Future.succeededFuture(new AccountReply.Done());
          }
          int spend = spends.getAndIncrement();
          if (spend == LISTS - 1) {
            // Lists whose requests are under way are answered after the failure is known.
            vertx.runOnContext(go -> vertx.runOnContext(again -> answerLate()));
          }
          if (failing.test(spend)) {
            return Future.failedFuture("the database is gone");
          }
          return Future.succeededFuture(new AccountReply.Granted(1, "b", Instant.now()));
        });
    bus.serve(QueueRoutes.RENEW, renew -> perhaps(new QueueRoutes.Renewed(renew.fences())));
    bus.serve(QueueRoutes.INTEND, intend -> perhaps(new QueueRoutes.Intended(true)));
    bus.serve(
        QueueRoutes.SETTLE,
        settle ->
            perhaps(
                new QueueRoutes.Settled(
                    null,
                    true,
                    new SyncResult(
                        settle.job().taskId(),
                        SyncResult.Outcome.PENDING,
                        SyncResult.Operation.NONE,
                        null,
                        List.of(),
                        0,
                        0,
                        null,
                        Instant.now()))));
  }

  private <T> Future<T> perhaps(T reply) {
    return unlucky.getAsBoolean()
        ? Future.failedFuture("the database is gone")
        : Future.succeededFuture(reply);
  }

  private void answerLate() {
    late.tryComplete(new RemoteAnswer.NoAnswer(RemoteAnswer.Silence.TIMEOUT));
  }

  @AfterEach
  void close() {
    Future<Void> closed = vertx.close();
    await().until(closed::isComplete);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void everyRowEndsWhicheverGrantFails(int failingSpend) {
    failing = spend -> spend == failingSpend;
    begin();
    assertThat(spends.get()).isGreaterThan(failingSpend);
  }

  /** Two of five calls fail, and each answer of TickTick's takes its own time. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyRowEndsWhicheverCallsFail(long seed) {
    Random random = new Random(seed);
    unlucky = () -> random.nextInt(5) < 2;
    listing =
        () ->
            vertx
                .timer(1 + random.nextInt(20), TimeUnit.MILLISECONDS)
                .map(
                    over ->
                        random.nextBoolean()
                            ? new RemoteAnswer.NoAnswer(RemoteAnswer.Silence.TIMEOUT)
                            : nothing());
    begin();
  }

  private void begin() {
    List<PushJob> jobs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      jobs.add(job(10 + i, "a1"));
      jobs.add(job(20 + i, "b1"));
    }
    for (int i = 0; i < CREATES; i++) {
      jobs.add(job(30 + i, null));
    }
    Promise<Map<PushJob, Future<Void>>> begun = Promise.promise();
    vertx.runOnContext(go -> begun.complete(plan(jobs).begin(work(), new Unheard())));
    await().until(() -> begun.future().isComplete());

    await()
        .untilAsserted(
            () -> assertThat(begun.future().result().values()).allMatch(Future::isComplete));
  }

  private record Unheard() implements PushListener {
    @Override
    public void stepSettled(long userId, SyncResult result) {}

    @Override
    public void rowFinished(PushJob job, SyncResult result) {}
  }

  private static PushJob job(long id, String list) {
    Fields now = fields("new " + id, list == null ? "c1" : list);
    Link link =
        list == null
            ? null
            : new Link(
                "6ac94fb88f084dbfaa69f" + (100 + id),
                list,
                Base.of(fields("old", list)),
                new Link.Sight("e", 1L, true, Instant.EPOCH, Instant.EPOCH),
                Set.of(),
                null,
                Link.State.LINKED);
    return new PushJob(
        1_000 + id,
        1,
        ACCOUNT,
        id,
        1,
        now,
        PushJob.Blocker.NONE,
        link,
        list == null ? PushJob.Look.IF_STALE : PushJob.Look.FIRST,
        null,
        List.of("title"),
        0,
        0,
        null,
        Instant.now(),
        null,
        false);
  }

  private static Fields fields(String title, String list) {
    return Fields.BLANK.but().title(title).projectId(list).parentId("").build();
  }

  private Plan plan(List<PushJob> jobs) {
    Duration lease = Lease.lengthFor(LIMIT);
    return new Plan(
        new Plan.Parts(
            vertx, api(), queue(), steps(), new Plan.Times(lease, Duration.ofSeconds(1))),
        jobs,
        Lease.from(System.nanoTime(), lease));
  }

  private final Accounts accounts = new Accounts(bus);
  private final RetryPolicy retries = new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5));
  private final Backoff backoff = new Backoff(retries, RandomGenerator.getDefault());
  private final AccountPauses pauses = new AccountPauses(accounts, backoff, LIMIT);
  private final HostBreaker breaker =
      new HostBreaker(
          vertx,
          new GatewayConfig.Breaker(50, Duration.ofSeconds(30)),
          LIMIT,
          Clock.systemUTC(),
          new HostBreaker.Actions(() -> Future.failedFuture("no probe"), state -> {}));
  private final GuardedTickTickApi guarded =
      new GuardedTickTickApi(
          new Remote(),
          breaker,
          new TokenRefresher(accounts, Optional.empty(), new RefreshedPairs(vertx, accounts, null)),
          new GuardedTickTickApi.AccountGate(accounts, new AccountTurns(), pauses),
          LIMIT);
  private final PushQueue queue = new PushQueue(bus, "node", new HostClock());
  private final StepExecution steps = new StepExecution(vertx, guarded, queue);

  private GuardedTickTickApi api() {
    return guarded;
  }

  private PushQueue queue() {
    return queue;
  }

  private StepExecution steps() {
    return steps;
  }

  private RowWork work() {
    Judge judge =
        new Judge(
            new PushVerdicts(retries, RandomGenerator.getDefault()),
            breaker,
            pauses,
            backoff,
            Clock.systemUTC());
    return new RowWork(
        steps,
        new CreateSearch(null, Lease.lengthFor(LIMIT)),
        judge,
        queue,
        new InboxLearning(accounts));
  }

  private static RemoteAnswer nothing() {
    return new RemoteAnswer.Body(JsonNodeFactory.instance.objectNode());
  }

  private static RemoteAnswer made() {
    ObjectNode etags = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < CREATES; i++) {
      etags.put("6ac94fb88f084dbfaa69e" + (100 + i), "e" + i);
    }
    return new RemoteAnswer.Body(JsonNodeFactory.instance.objectNode().set("id2etag", etags));
  }

  /** A batch makes its tasks; a list is answered late, and shows none of them. */
  private final class Remote implements TickTickApi {
    @Override
    public Future<RemoteAnswer> call(Secret accessToken, TickTickRequest request) {
      return request.path().endsWith("data") ? listing.get() : Future.succeededFuture(made());
    }

    @Override
    public Future<RemoteAnswer> knock() {
      return Future.failedFuture("nobody knocks");
    }
  }
}
