package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTopics;
import dev.tandem.account.ConnectionCommand;
import dev.tandem.account.ConnectionReply;
import dev.tandem.account.ConnectionReply.Authorization;
import dev.tandem.account.ConnectionReply.Revocation;
import dev.tandem.account.TickTickAccount;
import dev.tandem.bus.Registration;
import dev.tandem.config.Secret;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

class DisconnectIT {
  @RegisterExtension private static final PushStage stage = new PushStage();

  private final Browser browser = new Browser(stage);
  private long user;

  @BeforeEach
  void makeUser() {
    user = stage.newUser();
  }

  @Test
  void whatAConsentGaveIsRevoked() {
    stage.probe().quirk("refreshTokens", true);
    browser.connects(user, PushStage.ANNA);
    Task task = stage.create(user, Edit.title("Kept"));

    assertThat(disconnect(user)).isEqualTo(Revocation.REVOKED);

    assertThat(stage.account(user).state()).isEqualTo(AccountState.DISCONNECTED);
    assertThat(stage.requests("revoke")).as("both of the pair").hasSize(2);
    assertThat(stage.probe().effects("token.revoked")).isGreaterThanOrEqualTo(1);
    assertThat(stage.find(task).content().title()).isEqualTo("Kept");
    assertThat(disconnect(user)).isEqualTo(Revocation.NONE);
  }

  @Test
  void aPersonalTokenIsKept() {
    browser.uses(user, "tp_anna-token");

    assertThat(disconnect(user)).isEqualTo(Revocation.KEPT);
    assertThat(stage.requests("revoke")).isEmpty();
  }

  @Test
  void anAnswerThatIsLostIsAskedForAgain() {
    browser.connects(user, PushStage.ANNA);
    stage.probe().fault("revoke", "reset", "after", 1);

    assertThat(disconnect(user)).isEqualTo(Revocation.REVOKED);
  }

  @Test
  void aTickTickThatIsDownIsToldOfAndTheTokensAreErasedAllTheSame() {
    browser.connects(user, PushStage.ANNA);
    stage.probe().fault("revoke", "status", "before", 0);

    assertThat(disconnect(user)).isEqualTo(Revocation.FAILED);

    assertThat(stage.requests("revoke")).as("bounded tries").hasSize(2);
    assertThat(
            stage
                .query(
                    "SELECT coalesce(access_token, refresh_token, token_hash) IS NULL"
                        + " FROM ticktick_accounts WHERE user_id = $1",
                    user)
                .get(0)
                .getBoolean(0))
        .isTrue();
  }

  @Test
  void aPushUnderWayDoesNotRefreshAnErasedTokenBackToLife() {
    stage.probe().quirk("refreshTokens", true);
    JsonObject tokens = stage.probe().issueToken(PushStage.ANNA, true);
    browser.uses(user, tokens.getString("access_token"), tokens.getString("refresh_token"));
    stage.probe().expireToken(PushStage.ANNA);
    stage
        .probe()
        .fault(new JsonObject().put("route", "token").put("kind", "latency").put("millis", 800));
    stage.create(user, Edit.title("Under way"));
    await().until(() -> !stage.requests("token").isEmpty());

    disconnect(user);

    await().until(() -> stage.probe().effects("token.refreshed") > 0);
    await()
        .during(Duration.ofMillis(300))
        .until(() -> stage.account(user).state() == AccountState.DISCONNECTED);
    assertThat(stage.query("SELECT access_token FROM ticktick_accounts WHERE user_id = $1", user))
        .extracting(row -> row.getValue(0))
        .containsExactly((Object) null);
    assertThat(stage.requests("create-task")).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void twoUsersOfOneAccountHaveLinksOfTheirOwnAndOneBudget() {
    stage.probe().personCreates(PushStage.ANNA, new JsonObject().put("title", "In the Inbox"));
    long other = stage.newUser();
    TickTickAccount one = Browser.account(browser.connects(user, PushStage.ANNA));
    TickTickAccount two = Browser.account(browser.connects(other, PushStage.ANNA));
    assertThat(two.identity()).isEqualTo(one.identity());
    assertThat(stage.probe().effects("token.issued")).as("one and the same token").isEqualTo(1);
    Task mine = stage.create(user, Edit.title("Mine"));
    Task theirs = stage.create(other, Edit.title("Theirs"));
    assertThat(stage.push(mine).outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(stage.push(theirs).outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(
            stage.query("SELECT count(DISTINCT account_id), count(*) FROM links").get(0).getLong(0))
        .isEqualTo(2);
    assertThat(
            stage.query("SELECT DISTINCT budget_key FROM budgets WHERE budget_key LIKE 'inbox%'"))
        .extracting(row -> row.getString(0))
        .containsExactly("inbox115781412");

    assertThat(disconnect(user)).isEqualTo(Revocation.KEPT);

    assertThat(stage.updateAndPush(theirs, Edit.title("Theirs still")).outcome())
        .isEqualTo(Outcome.SYNCED);
    assertThat(disconnect(other)).isEqualTo(Revocation.REVOKED);
  }

  @Test
  void anEndThatIsNearIsAnnouncedByTheVerticle() {
    List<Long> told = new CopyOnWriteArrayList<>();
    Registration heard =
        PushStage.get(
            stage.bus().subscribe(AccountTopics.EXPIRING, event -> told.add(event.userId())));
    browser.connects(user, PushStage.ANNA);
    stage.query(
        "UPDATE ticktick_accounts SET expires_at = now() + interval '3 days' WHERE user_id = $1",
        user);

    stage.undeploy();
    stage.deploy();

    await().untilAsserted(() -> assertThat(told).containsExactly(user));
    assertThat(stage.account(user).expiresSoon()).isTrue();
    PushStage.get(heard.remove());
  }

  /** Everything is logged that anything of ours logs, also what nobody would turn on. */
  @Test
  void noSecretIsEverLogged() {
    Logger ours = (Logger) LoggerFactory.getLogger("dev.tandem");
    Level before = ours.getLevel();
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    ours.addAppender(lines);
    ours.setLevel(Level.TRACE);
    List<String> secrets = new ArrayList<>(List.of("client-secret", "tp_nobody-at-all"));
    try {
      stage.probe().quirk("refreshTokens", true);
      Authorization begun = browser.begin(user);
      Secret code = browser.consent(begun, PushStage.ANNA);
      browser.ask(Browser.finish(begun, code));
      browser.ask(Browser.finish(begun, code));
      secrets.addAll(List.of(begun.state(), begun.browser().reveal(), code.reveal()));
      stage
          .query("SELECT id FROM ticktick_accounts WHERE user_id = $1", user)
          .forEach(row -> secrets.addAll(tokens(row.getLong(0))));
      stage.create(user, Edit.title("Pushed"));
      browser.uses(user, "tp_nobody-at-all");
      browser.uses(user, "tp_ben-token");
      secrets.add("tp_ben-token");
      stage.probe().fault("token", "status", "before", 1);
      browser.connects(user, PushStage.BEN);
      browser.connects(user, PushStage.ANNA);
      stage.probe().fault("revoke", "reset", "before", 0);
      disconnect(user);
    } finally {
      ours.setLevel(before);
      ours.detachAppender(lines);
    }

    assertThat(lines.list).as("something is logged").isNotEmpty();
    assertThat(secrets).hasSizeGreaterThan(6);
    for (ILoggingEvent line : lines.list) {
      String text =
          line.getFormattedMessage() + ThrowableProxyUtil.asString(line.getThrowableProxy());
      assertThat(secrets).noneMatch(text::contains);
    }
  }

  private static List<String> tokens(long account) {
    var tokens = ((AccountReply.Tokens) stage.ask(new AccountCommand.ReadTokens(account))).tokens();
    return List.of(tokens.accessToken().reveal(), tokens.refreshToken().reveal());
  }

  private Revocation disconnect(long userId) {
    return ((ConnectionReply.Disconnected) browser.ask(new ConnectionCommand.Disconnect(userId)))
        .revocation();
  }
}
