package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.Messages;
import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountRoutes;
import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTokens;
import dev.tandem.account.TokenSource;
import dev.tandem.bus.Bus;
import dev.tandem.config.Secret;
import dev.tandem.sync.RetryPolicy;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which tokens hold after a 401: a scripted account behind the bus, a token endpoint at a port. */
class TokenRefresherTest {
  private static final Renewal UNAVAILABLE = new Renewal.Unavailable();
  private static final Renewal REFUSED = new Renewal.Refused();

  private final Vertx vertx = Vertx.vertx();

  /** It is for one event loop. */
  private final Context loop = vertx.getOrCreateContext();

  private final Bus bus = Bus.install(vertx, Messages.types());
  private final BoundedClient client = new BoundedClient(vertx, Duration.ofSeconds(1));
  private final List<AccountCommand> asked = new CopyOnWriteArrayList<>();
  private final AtomicInteger refreshes = new AtomicInteger();
  private volatile AccountTokens stored = tokens(1, AccountState.CONNECTED);
  private volatile AccountReply leased = new AccountReply.RefreshLeased(0);
  private volatile AccountReply afterwards =
      new AccountReply.Tokens(tokens(2, AccountState.CONNECTED));
  private volatile Promise<Void> gate;
  private URI root;

  @BeforeEach
  void serve() {
    PushStage.get(
        bus.serve(AccountRoutes.ACCOUNTS, command -> Future.succeededFuture(reply(command))));
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  refreshes.incrementAndGet();
                  Future<Void> open = gate == null ? Future.succeededFuture() : gate.future();
                  open.onComplete(
                      go ->
                          request
                              .response()
                              .putHeader("content-type", "application/json")
                              .end("{\"access_token\":\"a\",\"refresh_token\":\"r\"}"));
                });
    root = URI.create("http://127.0.0.1:" + PushStage.get(server.listen(0)).actualPort());
  }

  @AfterEach
  void close() {
    PushStage.get(vertx.close());
  }

  @Test
  void anOlderPairInMemoryIsNoRenewal() {
    TokenRefresher refresher = withoutApplication();
    assertThat(PushStage.get(refresher.tokens(7))).contains(stored);
    stored = tokens(2, AccountState.CHECKING);
    afterwards = new AccountReply.Tokens(tokens(2, AccountState.NEEDS_REAUTHORIZATION));

    assertThat(renewed(() -> refresher.renew(7, 2, false))).isEqualTo(REFUSED);
    assertThat(asked).contains(new AccountCommand.TokenRefused(7, 2));
    assertThat(renewed(() -> refresher.renew(7, 1, false)))
        .as("a newer one is")
        .isEqualTo(new Renewal.Renewed(stored, false));
  }

  @Test
  void tokensAreAskedForOnceAndUsedOnlyInAStateThatAllowsIt() {
    TokenRefresher refresher = refresher();
    assertThat(PushStage.get(refresher.tokens(7))).contains(stored);
    assertThat(PushStage.get(refresher.tokens(7))).contains(stored);
    assertThat(asked).hasSize(1);
    stored = tokens(2, AccountState.ACCOUNT_MISMATCH);
    refresher.drop(7);
    assertThat(PushStage.get(refresher.tokens(7))).isEmpty();
  }

  @Test
  void tokensOlderThanThoseThatHeldAreNotUsed() {
    TokenRefresher refresher = refresher();
    assertThat(PushStage.get(refresher.tokens(7, 1))).contains(stored);
    assertThat(PushStage.get(refresher.tokens(7, 1))).contains(stored);
    assertThat(asked).as("the same").hasSize(1);
    AccountTokens old = stored;
    assertThat(PushStage.get(refresher.tokens(7, 2))).contains(old);
    assertThat(asked).as("newer ones are asked for").hasSize(2);
    stored = tokens(2, AccountState.CONNECTED);
    assertThat(PushStage.get(refresher.tokens(7))).as("old ones are not kept").contains(stored);
  }

  @Test
  void whatIsRefusedIsRefreshedStoredAndKnown() {
    TokenRefresher refresher = refresher();
    assertThat(renewed(() -> refresher.renew(7, 1, false)))
        .isEqualTo(new Renewal.Renewed(tokens(2, AccountState.CONNECTED), true));
    assertThat(refreshes).hasValue(1);
    assertThat(asked).hasAtLeastOneElementOfType(AccountCommand.StoreRefreshed.class);
    int questions = asked.size();
    assertThat(renewed(() -> refresher.renew(7, 1, false)))
        .as("who comes later has it at once")
        .isEqualTo(new Renewal.Renewed(tokens(2, AccountState.CONNECTED), false));
    assertThat(asked).hasSize(questions);
  }

  @Test
  void allWhoAreRefusedAtOnceShareOneRefresh() {
    gate = Promise.promise();
    TokenRefresher refresher = refresher();
    Future<Renewal> first = onLoop(() -> refresher.renew(7, 1, false));
    Future<Renewal> second = onLoop(() -> refresher.renew(7, 1, false));
    Future<Renewal> person = onLoop(() -> refresher.renew(7, 1, true));
    Future<Renewal> ahead = onLoop(() -> refresher.renewAhead(7, 1));
    assertThat(PushStage.get(ahead)).as("it is left to them").isEqualTo(UNAVAILABLE);
    await().until(() -> refreshes.get() == 1);
    gate.complete();

    assertThat(PushStage.get(first)).isEqualTo(PushStage.get(second));
    assertThat(PushStage.get(person))
        .isEqualTo(new Renewal.Renewed(tokens(2, AccountState.CONNECTED), false));
    assertThat(refreshes).hasValue(1);
  }

  @Test
  void who401MeetsARefreshAheadOfItWaitsForThat() {
    gate = Promise.promise();
    TokenRefresher refresher = refresher();
    Future<Renewal> ahead = onLoop(() -> refresher.renewAhead(7, 1));
    await().until(() -> refreshes.get() == 1);
    Future<Renewal> refused = onLoop(() -> refresher.renew(7, 1, false));
    gate.complete();
    assertThat(PushStage.get(ahead))
        .isEqualTo(new Renewal.Renewed(tokens(2, AccountState.CONNECTED), true));
    assertThat(PushStage.get(refused))
        .isEqualTo(new Renewal.Renewed(tokens(2, AccountState.CONNECTED), false));
    assertThat(refreshes).hasValue(1);
  }

  @Test
  void tokensThatSomebodyReplacedAreUsedWithoutARefresh() {
    stored = tokens(3, AccountState.CONNECTED);
    TokenRefresher refresher = refresher();
    assertThat(renewed(() -> refresher.renew(7, 1, false)))
        .isEqualTo(new Renewal.Renewed(stored, false));
    assertThat(refreshes).hasValue(0);
    assertThat(renewed(() -> refresher.renewAhead(7, 1))).isEqualTo(UNAVAILABLE);
  }

  @Test
  void anAccountWithoutUsableTokensIsRefused() {
    stored = tokens(1, AccountState.NEEDS_REAUTHORIZATION);
    TokenRefresher refresher = refresher();
    assertThat(renewed(() -> refresher.renew(7, 1, false))).isEqualTo(REFUSED);
    assertThat(renewed(() -> refresher.renewAhead(7, 1))).isEqualTo(UNAVAILABLE);
    assertThat(refreshes).hasValue(0);
  }

  @Test
  void withoutARefreshTokenTheAccountIsToldToBeRefused() {
    stored = tokens(1, AccountState.CONNECTED, null);
    afterwards = new AccountReply.Tokens(tokens(1, AccountState.NEEDS_REAUTHORIZATION, null));
    TokenRefresher refresher = refresher();
    assertThat(renewed(() -> refresher.renewAhead(7, 1))).isEqualTo(UNAVAILABLE);
    assertThat(renewed(() -> refresher.renew(7, 1, false))).isEqualTo(REFUSED);
    assertThat(asked).contains(new AccountCommand.TokenRefused(7, 1));
  }

  @Test
  void givingUpFindsWhatSomebodyConnectedMeanwhile() {
    TokenRefresher refresher = refresher();
    assertThat(renewed(() -> refresher.giveUp(7, 1)))
        .isEqualTo(new Renewal.Renewed(tokens(2, AccountState.CONNECTED), false));
    assertThat(renewed(() -> refresher.giveUp(7, 2))).isEqualTo(REFUSED);
    afterwards = new AccountReply.Missing();
    assertThat(renewed(() -> refresher.giveUp(7, 2))).isEqualTo(REFUSED);
  }

  @Test
  void whereNobodyMayAskForNowNothingIsRefused() {
    leased = new AccountReply.RefreshResting();
    TokenRefresher refresher = refresher();
    assertThat(renewed(() -> refresher.renew(7, 1, false))).isEqualTo(UNAVAILABLE);
    assertThat(renewed(() -> refresher.renewAhead(7, 1))).isEqualTo(UNAVAILABLE);
    assertThat(refreshes).hasValue(0);
  }

  @Test
  void whatHoldsInsteadOfALeaseDecides() {
    leased = new AccountReply.Tokens(tokens(4, AccountState.CONNECTED));
    TokenRefresher refresher = refresher();
    assertThat(renewed(() -> refresher.renew(7, 1, false)))
        .isEqualTo(new Renewal.Renewed(tokens(4, AccountState.CONNECTED), false));
    refresher.drop(7);
    leased = new AccountReply.Tokens(stored);
    assertThat(renewed(() -> refresher.renewAhead(7, 1))).as("the same").isEqualTo(UNAVAILABLE);
    refresher.drop(7);
    leased = new AccountReply.Missing();
    assertThat(renewed(() -> refresher.renew(7, 1, false))).isEqualTo(REFUSED);
  }

  private AccountReply reply(AccountCommand command) {
    asked.add(command);
    if (command instanceof AccountCommand.LeaseRefresh) {
      return leased;
    }
    boolean after =
        command instanceof AccountCommand.TokenRefused
            || command instanceof AccountCommand.StoreRefreshed;
    return after ? afterwards : new AccountReply.Tokens(stored);
  }

  private TokenRefresher withoutApplication() {
    return new TokenRefresher(new Accounts(bus), Optional.empty(), pairs());
  }

  private TokenRefresher refresher() {
    var backoff =
        new Backoff(new RetryPolicy(Duration.ofMillis(10), Duration.ofMillis(10)), new Random(1));
    var endpoint = new TokenEndpoint(client, root, StagedSandbox.app());
    var refresh =
        new LeasedRefresh(
            vertx, new RefreshLeases(bus, "node"), endpoint, backoff, Duration.ofSeconds(1));
    return new TokenRefresher(new Accounts(bus), Optional.of(refresh), pairs());
  }

  private RefreshedPairs pairs() {
    return new RefreshedPairs(
        vertx,
        new Accounts(bus),
        new RevokeEndpoint(vertx, client, URI.create("http://127.0.0.1:1")));
  }

  private Renewal renewed(Supplier<Future<Renewal>> call) {
    return PushStage.get(onLoop(call));
  }

  private Future<Renewal> onLoop(Supplier<Future<Renewal>> call) {
    Promise<Renewal> end = Promise.promise();
    loop.runOnContext(go -> call.get().onComplete(end));
    return end.future();
  }

  private static AccountTokens tokens(long generation, AccountState state) {
    return tokens(generation, state, new Secret("r" + generation));
  }

  private static AccountTokens tokens(long generation, AccountState state, Secret refreshToken) {
    return new AccountTokens(
        7,
        generation,
        state,
        TokenSource.CONSENT,
        new Secret("t" + generation),
        refreshToken,
        null);
  }
}
