package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.Messages;
import dev.tandem.account.AccountState;
import dev.tandem.bus.Bus;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several nodes on one database and one TickTick, with refresh tokens that rotate. */
class TwoNodesRefreshIT {
  private static final Duration LIMIT = Duration.ofSeconds(8);

  /** What a lease of a node with the stage's limit may last. */
  private static final Duration LEASE = PushStage.TIMEOUT.plusSeconds(5);

  @RegisterExtension private static final PushStage stage = new PushStage();

  private final List<RefreshNode> nodes = new ArrayList<>();
  private long account;
  private long generation;

  @BeforeEach
  void connectWithARefreshToken() {
    stage.probe().quirk("refreshTokens", true);
    stage.probe().quirk("refreshRotates", true);
    JsonObject tokens = stage.probe().issueToken(PushStage.ANNA, true);
    stage.connect(
        stage.user(), tokens.getString("access_token"), tokens.getString("refresh_token"));
    account = stage.account(stage.user()).id();
    generation = generation();
  }

  @AfterEach
  void closeNodes() {
    nodes.forEach(RefreshNode::close);
  }

  @Test
  void aHundredRefusedRequestsOfTwoNodesLeadToOneRefresh() {
    RefreshNode one = node("one", LIMIT);
    RefreshNode two = node("two", LIMIT);
    stage.probe().expireToken(PushStage.ANNA);

    List<Future<Renewal>> renewals =
        IntStream.range(0, 50)
            .boxed()
            .flatMap(i -> Stream.of(one, two))
            .map(node -> node.renew(account, generation))
            .toList();

    assertThat(renewals)
        .hasSize(100)
        .allSatisfy(
            renewal -> assertThat(generationOf(PushStage.get(renewal))).isEqualTo(generation + 1));
    assertThat(stage.requests("token")).hasSize(1);
    assertThat(stage.probe().effects("token.refreshed")).isEqualTo(1);
  }

  @Test
  void tenNodesThatMeetA401AtOnceRefreshOnce() {
    List<RefreshNode> ten = IntStream.range(0, 10).mapToObj(i -> node("node " + i, LIMIT)).toList();
    stage.probe().expireToken(PushStage.ANNA);

    List<Future<Renewal>> renewals =
        ten.stream().map(node -> node.renew(account, generation)).toList();

    renewals.forEach(
        renewal -> assertThat(generationOf(PushStage.get(renewal))).isEqualTo(generation + 1));
    assertThat(stage.requests("token")).hasSize(1);
  }

  @Test
  void twoEnginesThatPushAHundredChangesRefreshOnce() {
    List<Task> tasks =
        IntStream.range(0, 100).mapToObj(i -> stage.linked(Edit.title("Task " + i))).toList();
    Vertx second = Vertx.vertx();
    try {
      Bus.install(second, Messages.types());
      PushStage.get(stage.deployPersistence(second));
      stage.undeploy();
      tasks.forEach(task -> stage.update(task, Edit.of(TaskField.PRIORITY, 5)));
      stage.probe().expireToken(PushStage.ANNA);

      PushStage.get(stage.deployEngine(second));
      stage.deploy();

      await().atMost(Duration.ofSeconds(60)).until(() -> stage.queue(stage.user()).open() == 0);
      assertThat(stage.requests("token")).hasSize(1);
      assertThat(refusedRequests()).isPositive();
      assertThat(stage.account(stage.user()).state()).isEqualTo(AccountState.CONNECTED);
    } finally {
      PushStage.get(second.close());
    }
  }

  @Test
  void theLeaseOfADeadNodeRunsOutAndAnotherOneRefreshes() {
    RefreshNode dies = node("dies", PushStage.TIMEOUT);
    RefreshNode lives = node("lives", LIMIT);
    stage.probe().expireToken(PushStage.ANNA);
    stage.probe().fault("token", "hang", "before", 1);
    Future<Renewal> dead = dies.renew(account, generation);
    await().until(() -> !stage.probe().held().isEmpty());
    dies.close();
    nodes.remove(dies);

    long begun = System.nanoTime();
    Renewal renewal = PushStage.get(lives.renew(account, generation));

    assertThat(generationOf(renewal)).isEqualTo(generation + 1);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LEASE.plusSeconds(2));
    assertThat(stage.probe().effects("token.refreshed")).isEqualTo(1);
    assertThat(dead.succeeded() && dead.result() instanceof Renewal.Renewed).isFalse();
  }

  @Test
  void aRefusalOfWhatAnotherNodeJustUsedIsNoRefusal() {
    RefreshNode slow = node("slow", LIMIT);
    RefreshNode quick = node("quick", LIMIT);
    stage.probe().expireToken(PushStage.ANNA);
    stage.probe().fault("token", "hang", "before", 1);
    Future<Renewal> late = slow.renew(account, generation);
    await().until(() -> !stage.probe().held().isEmpty());
    endTheLease();
    assertThat(generationOf(PushStage.get(quick.renew(account, generation))))
        .isEqualTo(generation + 1);

    stage.probe().releaseAll();

    assertThat(PushStage.get(late))
        .as("told invalid_grant, it uses the other's pair")
        .isInstanceOfSatisfying(
            Renewal.Renewed.class,
            renewed -> {
              assertThat(renewed.tokens().generation()).isEqualTo(generation + 1);
              assertThat(renewed.refreshed()).isFalse();
            });
    assertThat(stage.requests("token")).hasSize(2);
    assertThat(stage.account(stage.user()).state()).isEqualTo(AccountState.CONNECTED);
  }

  @Test
  void aRefusalThatComesBeforeTheOthersPairIsStoredIsNoRefusalEither() {
    RefreshNode slow = node("slow", LIMIT);
    stage.probe().expireToken(PushStage.ANNA);
    stage.probe().faultStatus("token", 400, "{\"error\":\"invalid_grant\"}", 1);
    stage.query(
        "CREATE FUNCTION end_lease() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN NEW.refresh_owner := ''another''; RETURN NEW; END'");
    stage.query(
        "CREATE TRIGGER end_lease BEFORE UPDATE OF refresh_until ON ticktick_accounts"
            + " FOR EACH ROW WHEN (NEW.refresh_owner = 'slow') EXECUTE FUNCTION end_lease()");
    try {
      assertThat(PushStage.get(slow.renew(account, generation)))
          .as("the lease is another's by now")
          .isInstanceOf(Renewal.Unavailable.class);
      assertThat(stage.account(stage.user()).state()).isEqualTo(AccountState.CONNECTED);
    } finally {
      stage.query("DROP TRIGGER end_lease ON ticktick_accounts");
      stage.query("DROP FUNCTION end_lease");
    }
  }

  @Test
  void anOutageIsMetOnceAndThenRestedOnAllNodes() {
    RefreshNode one = node("one", LIMIT);
    RefreshNode two = node("two", LIMIT);
    stage.probe().expireToken(PushStage.ANNA);
    stage.probe().fault("token", "status", "before", 1);

    assertThat(PushStage.get(one.renew(account, generation)))
        .isInstanceOf(Renewal.Unavailable.class);
    stage.query("UPDATE ticktick_accounts SET refresh_until = now() + interval '1 minute'");
    assertThat(PushStage.get(two.renew(account, generation)))
        .as("at once, without a request")
        .isInstanceOf(Renewal.Unavailable.class);
    assertThat(stage.requests("token")).hasSize(1);

    stage.query("UPDATE ticktick_accounts SET refresh_until = now()");
    assertThat(generationOf(PushStage.get(two.renew(account, generation))))
        .isEqualTo(generation + 1);
    assertThat(stage.query("SELECT refresh_failures FROM ticktick_accounts").get(0).getInteger(0))
        .isZero();
  }

  @Test
  void whoWaitsTakesOverWhenTheOthersRefreshFails() {
    RefreshNode one = node("one", LIMIT);
    RefreshNode two = node("two", LIMIT);
    stage.probe().expireToken(PushStage.ANNA);
    stage.probe().fault("token", "hang", "before", 1);
    Future<Renewal> first = one.renew(account, generation);
    await().until(() -> !stage.probe().held().isEmpty());
    Future<Renewal> second = two.renew(account, generation);
    stage.probe().release(stage.probe().held().get(0).getLong("number"), true);

    assertThat(PushStage.get(first)).isInstanceOf(Renewal.Unavailable.class);
    PushStage.get(second);
    await().until(() -> PushStage.get(two.renew(account, generation)) instanceof Renewal.Renewed);
    assertThat(stage.probe().effects("token.refreshed")).isEqualTo(1);
  }

  @Test
  void aPairThatCannotBeStoredIsOfferedUntilItIs() {
    RefreshNode node = node("one", LIMIT);
    stage.probe().expireToken(PushStage.ANNA);
    stage.query(
        "CREATE FUNCTION refuse_pair() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN RAISE EXCEPTION ''no pairs''; END'");
    stage.query(
        "CREATE TRIGGER refuse_pair BEFORE UPDATE OF generation ON ticktick_accounts"
            + " FOR EACH ROW EXECUTE FUNCTION refuse_pair()");
    try {
      Future<Renewal> fails = node.renew(account, generation);
      await().until(fails::isComplete);
      assertThat(fails.failed()).isTrue();
      assertThat(generation()).isEqualTo(generation);
    } finally {
      stage.query("DROP TRIGGER refuse_pair ON ticktick_accounts");
      stage.query("DROP FUNCTION refuse_pair");
    }

    await().until(() -> generation() == generation + 1);
    assertThat(stage.requests("token")).as("nobody asked again").hasSize(1);
  }

  private RefreshNode node(String name, Duration limit) {
    RefreshNode node = new RefreshNode(stage, name, limit);
    nodes.add(node);
    return node;
  }

  /** As if it had lasted too long. */
  private static void endTheLease() {
    stage.query("UPDATE ticktick_accounts SET refresh_until = now()");
  }

  private static long generationOf(Renewal renewal) {
    return ((Renewal.Renewed) renewal).tokens().generation();
  }

  private static long generation() {
    return stage.query("SELECT generation FROM ticktick_accounts").get(0).getLong(0);
  }

  private static long refusedRequests() {
    return stage.probe().ledger().stream()
        .filter(entry -> entry.getInteger("status") == 401)
        .count();
  }
}
