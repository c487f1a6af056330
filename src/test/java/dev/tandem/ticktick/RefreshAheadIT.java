package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.Messages;
import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountState;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.account.TokenCheck;
import dev.tandem.account.TokenGrant;
import dev.tandem.account.TokenSource;
import dev.tandem.bus.Bus;
import dev.tandem.config.Secret;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tokens that end soon are refreshed before a request meets a 401. */
class RefreshAheadIT {
  private static final Duration LIMIT = Duration.ofSeconds(8);

  @RegisterExtension private static final PushStage stage = new PushStage();

  @BeforeEach
  void refreshTokensRotate() {
    stage.probe().quirk("refreshTokens", true);
    stage.undeploy();
  }

  @Test
  void theyAreReplacedWhileTheOldOnesAreGood() {
    connect(stage.user(), Duration.ofDays(180));
    assertThat(one("SELECT expires_at - renew_at BETWEEN interval '12 hours' AND interval '1 day'"))
        .isTrue();
    long before = number("generation");
    due();

    stage.deploy();

    await().until(() -> number("generation") == before + 1);
    assertThat(stage.requests("token")).hasSize(1);
    assertThat(one("SELECT renew_at > now() + interval '100 days'")).isTrue();
    assertThat(stage.push(stage.create(Edit.title("New"))).outcome()).isEqualTo(Outcome.SYNCED);
  }

  @Test
  void anEndThatIsNotKnownAndTokensThatCannotRenewThemselvesAreLeftAlone() {
    long unknown = stage.newUser();
    connect(unknown, null);
    long withoutRefresh = stage.newUser();
    stage.ask(command(withoutRefresh, token(false), Duration.ofMinutes(1)));
    connect(stage.user(), Duration.ofDays(1));
    long before = number("generation");
    due();

    stage.deploy();

    await().until(() -> number("generation") == before + 1);
    assertThat(stage.requests("token")).hasSize(1);
    assertThat(
            stage.query(
                "SELECT FROM ticktick_accounts WHERE renew_at IS NULL AND user_id = ANY ($1)",
                (Object) new Long[] {unknown, withoutRefresh}))
        .hasSize(2);
  }

  @Test
  void anOutageHarmsNothingAndIsTriedAgain() {
    Task task = stage.create(Edit.title("Mine"));
    connect(stage.user(), Duration.ofDays(1));
    due();
    stage.probe().fault("token", "status", "before", 1);

    stage.deploy();

    await().until(() -> number("refresh_failures") == 1);
    assertThat(stage.push(task).outcome()).isEqualTo(Outcome.SYNCED);
    long before = number("generation");
    stage.undeploy();
    stage.query("UPDATE ticktick_accounts SET refresh_until = now()");
    stage.deploy();
    await().until(() -> number("generation") == before + 1);
    assertThat(number("refresh_failures")).isZero();
  }

  @Test
  void aVoidRefreshTokenIsToldOfAndTheAccessTokenIsUsedToItsEnd() {
    Task task = stage.create(Edit.title("Mine"));
    connect(stage.user(), Duration.ofDays(1));
    due();
    stage.probe().faultStatus("token", 400, "{\"error\":\"invalid_grant\"}", 1);

    stage.deploy();

    await().until(() -> one("SELECT renew_at IS NULL AND expiry_announced_at IS NOT NULL"));
    assertThat(stage.push(task).outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(stage.account(stage.user()).state()).isEqualTo(AccountState.CONNECTED);
    assertThat(stage.account(stage.user()).expiresSoon()).isTrue();
    assertThat(stage.requests("token")).hasSize(1);
  }

  @Test
  void twoNodesRefreshEachAccountOnce() {
    int accounts = 20;
    for (int i = 1; i < accounts; i++) {
      connect(stage.newUser(), Duration.ofDays(1));
    }
    connect(stage.user(), Duration.ofDays(1));
    due();
    Vertx second = Vertx.vertx();
    try {
      Bus.install(second, Messages.types());
      PushStage.get(stage.deployPersistence(second));

      Future<String> other = stage.deployEngine(second);
      stage.deploy();
      PushStage.get(other);

      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> stage.query("SELECT FROM ticktick_accounts WHERE renew_at <= now()").isEmpty());
      assertThat(stage.requests("token")).hasSize(accounts);
      assertThat(stage.query("SELECT FROM ticktick_accounts WHERE state <> 'connected'")).isEmpty();
    } finally {
      PushStage.get(second.close());
    }
  }

  @Test
  void a401ThatMeetsOneUnderWayWaitsForIt() {
    connect(stage.user(), Duration.ofDays(1));
    long account = stage.account(stage.user()).id();
    long before = number("generation");
    stage.probe().fault("token", "hang", "after", 1);
    try (var node = new RefreshNode(stage, "one", LIMIT)) {
      Future<Renewal> ahead = node.renewAhead(account, before);
      await().until(() -> !stage.probe().held().isEmpty());
      Future<Renewal> refused = node.renew(account, before);
      stage.probe().releaseAll();

      assertThat(PushStage.get(ahead)).isInstanceOf(Renewal.Renewed.class);
      assertThat(PushStage.get(refused)).isInstanceOf(Renewal.Renewed.class);
      assertThat(stage.requests("token")).hasSize(1);
      assertThat(number("generation")).isEqualTo(before + 1);
    }
  }

  private static void connect(long user, Duration expiresIn) {
    stage.ask(command(user, token(true), expiresIn));
  }

  private static AccountCommand command(long user, JsonObject token, Duration expiresIn) {
    String refresh = token.getString("refresh_token");
    return new AccountCommand.Connect(
        user,
        new TokenGrant(
            TokenSource.CONSENT,
            new Secret(token.getString("access_token")),
            refresh == null ? null : new Secret(refresh),
            expiresIn,
            List.of()),
        TokenCheck.of(RemoteIdentity.UNKNOWN));
  }

  private static JsonObject token(boolean refresh) {
    return stage.probe().issueToken(PushStage.ANNA, refresh);
  }

  /** As if the time had come for all that have one. */
  private static void due() {
    stage.query("UPDATE ticktick_accounts SET renew_at = now() WHERE renew_at IS NOT NULL");
  }

  private static boolean one(String select) {
    return mine(select).getBoolean(0);
  }

  private static long number(String column) {
    return mine("SELECT " + column + "::bigint").getLong(0);
  }

  private static Row mine(String select) {
    return stage.query(select + " FROM ticktick_accounts WHERE user_id = $1", stage.user()).get(0);
  }
}
