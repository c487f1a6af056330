package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountState;
import dev.tandem.account.ConnectionReply;
import dev.tandem.account.ConnectionReply.Connected;
import dev.tandem.account.ConnectionReply.GrantRefused;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.account.TickTickAccount;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.sync.SyncRoutes.BreakerState;
import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AccountCheckIT {
  private static final String ANNAS = "tp_anna-token";
  private static final String BENS = "tp_ben-token";

  @RegisterExtension private static final PushStage stage = new PushStage();

  private final Browser browser = new Browser(stage);
  private long user;

  @BeforeEach
  void makeUser() {
    user = stage.newUser();
  }

  @Test
  void anotherAccountsTokenPausesUntilTheRightOneIsBack() {
    Task task = connectedWithATask();
    stage.probe().personCreates(PushStage.BEN, new JsonObject().put("title", "Ben's"));

    assertThat(state(browser.uses(user, BENS))).isEqualTo(AccountState.ACCOUNT_MISMATCH);
    stage.update(task, Edit.title("Written meanwhile"));
    assertThat(stage.push(task).outcome()).isEqualTo(Outcome.PENDING);

    assertThat(stage.find(task).sync().state()).isEqualTo(SyncState.PAUSED);
    assertThat(bensRequests())
        .as("of the check only")
        .containsOnly("project-data", "project-members");
    assertThat(browser.sweeps(user).connected()).isFalse();

    assertThat(state(browser.uses(user, ANNAS))).isEqualTo(AccountState.CONNECTED);
    await().until(() -> stage.queue(user).open() == 0);
    assertThat(stage.remote(PushStage.ANNA).getString("title")).isEqualTo("Written meanwhile");
  }

  @Test
  void anAcceptedAccountGetsWhatIsWrittenFromThenOn() {
    Task task = connectedWithATask();
    Task untouched = stage.create(user, Edit.title("Untouched"));
    await().until(() -> stage.queue(user).open() == 0);
    browser.uses(user, BENS);
    stage.update(task, Edit.title("Written meanwhile"));

    stage.ask(new AccountCommand.Accept(user));

    await().until(() -> stage.account(user).state() == AccountState.CONNECTED);
    await().until(() -> stage.queue(user).open() == 0);
    assertThat(stage.account(user).identity().member()).isEqualTo("ben@example.com");
    assertThat(stage.remote(PushStage.BEN).getString("title")).isEqualTo("Written meanwhile");
    assertThat(stage.probe().tasks(PushStage.ANNA))
        .extracting(remote -> remote.getString("title"))
        .containsExactlyInAnyOrder("Task", "Untouched");
    assertThat(stage.find(untouched).sync().state()).isEqualTo(SyncState.LOCAL_ONLY);
  }

  @Test
  void aPushUnderWayAtTheAcceptanceIsMadeAnewInTheOtherAccount() {
    connectedWithATask();
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "create-task")
                .put("kind", "latency")
                .put("millis", 1_200)
                .put("phase", "after")
                .put("count", 1));
    Task task = stage.create(user, Edit.title("Under way"));
    await().until(() -> stage.probe().tasks(PushStage.ANNA).size() == 2);

    browser.uses(user, BENS);
    stage.ask(new AccountCommand.Accept(user));

    await().until(() -> stage.queue(user).open() == 0);
    await()
        .until(() -> stage.query("SELECT 1 FROM sends WHERE task_id = $1", task.id()).size() >= 2);
    assertThat(stage.find(task).remoteId()).isEqualTo(stage.remote(PushStage.BEN).getString("id"));
    assertThat(stage.remote(PushStage.BEN).getString("title")).isEqualTo("Under way");
  }

  @Test
  void aTokenThatCannotBeCheckedIsKeptAndCheckedLater() {
    // Both requests of the first check, and no more.
    stage.probe().fault("project-data", "status", "before", 1);
    stage.probe().fault("project-members", "status", "before", 1);

    TickTickAccount account = Browser.account(browser.uses(user, ANNAS));

    assertThat(account.state()).isEqualTo(AccountState.CHECKING);
    Task task = stage.create(user, Edit.title("New"));
    await().until(() -> stage.account(user).state() == AccountState.CONNECTED);
    await().until(() -> stage.queue(user).open() == 0);
    assertThat(stage.find(task).sync().state()).isEqualTo(SyncState.SYNCED);
    assertThat(stage.account(user).identity().member()).isEqualTo("anna@example.com");
  }

  @Test
  void whatIsOutOfOrderForLongIsCheckedByTheNextStart() {
    stage.stopSandbox();
    assertThat(state(browser.uses(user, ANNAS))).isEqualTo(AccountState.CHECKING);
    Task task = stage.create(user, Edit.title("New"));
    assertThat(stage.find(task).sync().state()).isEqualTo(SyncState.PENDING);
    stage.undeploy();
    stage.startSandbox();
    stage.probe().rateLimits(false);
    stage.query("UPDATE ticktick_accounts SET poll_until = NULL");

    stage.deploy();

    await().until(() -> stage.queue(user).open() == 0);
    assertThat(stage.account(user).state()).isEqualTo(AccountState.CONNECTED);
  }

  @Test
  void theBreakerClosesAlthoughNobodyIsConnected() {
    stage.query("DELETE FROM users");
    user = stage.newUser();
    stage.stopSandbox();
    long other = stage.newUser();
    for (int i = 0; stage.breaker() == BreakerState.CLOSED && i < 20; i++) {
      browser.uses(user, ANNAS);
      browser.uses(other, BENS);
    }
    assertThat(stage.breaker()).isNotEqualTo(BreakerState.CLOSED);
    stage.query("UPDATE ticktick_accounts SET poll_until = NULL");

    stage.startSandbox();
    stage.probe().rateLimits(false);

    await().until(() -> stage.account(user).state() == AccountState.CONNECTED);
    assertThat(stage.breaker()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void aRefusedTokenLeavesTheConnectionAsItIs() {
    Task task = connectedWithATask();

    assertThat(browser.uses(user, "tp_nobody's")).isInstanceOf(GrantRefused.class);
    assertThat(browser.uses(user, "not a\r\nheader")).isInstanceOf(GrantRefused.class);

    assertThat(stage.account(user).state()).isEqualTo(AccountState.CONNECTED);
    assertThat(stage.updateAndPush(task, Edit.title("Still")).outcome()).isEqualTo(Outcome.SYNCED);
  }

  @Test
  void whereTickTickTellsNothingTheTokenIsBelieved() {
    stage.probe().faultStatus("project-members", 404, "", 1);

    TickTickAccount account = Browser.account(browser.uses(user, ANNAS));

    assertThat(account.state()).isEqualTo(AccountState.CONNECTED);
    assertThat(account.identity()).isEqualTo(RemoteIdentity.UNKNOWN);
  }

  @Test
  void oneOfTheTwoIsEnough() {
    stage.probe().personCreates(PushStage.ANNA, new JsonObject().put("title", "In the Inbox"));
    stage.probe().fault("project-members", "reset", "before", 1);
    assertThat(Browser.account(browser.uses(user, ANNAS)).identity())
        .isEqualTo(new RemoteIdentity("inbox115781412", null));
    stage.probe().fault("project-data", "html", "before", 1);
    assertThat(Browser.account(browser.uses(user, ANNAS)).identity())
        .isEqualTo(new RemoteIdentity("inbox115781412", "anna@example.com"));
  }

  @Test
  void anUncheckedTokenThatIsRefusedIsRefreshedOnce() {
    stage.probe().quirk("refreshTokens", true);
    JsonObject tokens = stage.probe().issueToken(PushStage.ANNA, true);
    uncheckable();
    browser.uses(user, tokens.getString("access_token"), tokens.getString("refresh_token"));
    checkAgain(() -> stage.probe().expireToken(PushStage.ANNA));

    await().until(() -> stage.account(user).state() == AccountState.CONNECTED);
    assertThat(stage.probe().effects("token.refreshed")).isEqualTo(1);
  }

  @Test
  void anUncheckedTokenThatIsRefusedForGoodNeedsThePerson() {
    JsonObject tokens = stage.probe().issueToken(PushStage.ANNA, false);
    uncheckable();
    browser.uses(user, tokens.getString("access_token"));
    checkAgain(() -> stage.probe().expireToken(PushStage.ANNA));

    await().until(() -> stage.account(user).state() == AccountState.NEEDS_REAUTHORIZATION);
  }

  @Test
  void whatEveryRefreshGivesIsRefusedTooAndEndsInTheQuestion() {
    stage.probe().quirk("refreshTokens", true);
    JsonObject tokens = stage.probe().issueToken(PushStage.ANNA, true);
    uncheckable();
    browser.uses(user, tokens.getString("access_token"), tokens.getString("refresh_token"));
    checkAgain(() -> stage.probe().faultStatus("project-data", 401, "", 0));

    await().until(() -> stage.account(user).state() == AccountState.NEEDS_REAUTHORIZATION);
    assertThat(stage.probe().effects("token.refreshed")).isEqualTo(1);
  }

  @Test
  void aLimitThatIsHitPausesTheCheckToo() {
    stage
        .probe()
        .faultStatus(
            "project-data",
            500,
            new JsonObject().put("errorCode", "exceed_query_limit").encode(),
            1);
    stage.probe().fault("project-members", "status", "before", 1);

    TickTickAccount account = Browser.account(browser.uses(user, ANNAS));

    assertThat(account.state()).isEqualTo(AccountState.CHECKING);
    assertThat(stage.account(user).pausedUntil()).isNotNull();
    assertThat(stage.requests("project-data")).hasSize(1);
  }

  private static void uncheckable() {
    stage.probe().fault("project-data", "status", "before", 0);
    stage.probe().fault("project-members", "status", "before", 0);
  }

  /** As if the poll's time had come after TickTick has changed. */
  private static void checkAgain(Runnable change) {
    stage.undeploy();
    stage.probe().clearFaults();
    change.run();
    stage.query("UPDATE ticktick_accounts SET poll_until = NULL");
    stage.deploy();
  }

  private Task connectedWithATask() {
    assertThat(browser.uses(user, ANNAS)).isInstanceOf(Connected.class);
    Task task = stage.create(user, Edit.title("Task"));
    await().until(() -> stage.queue(user).open() == 0);
    return stage.find(task);
  }

  private static AccountState state(ConnectionReply reply) {
    return Browser.account(reply).state();
  }

  private static Iterable<String> bensRequests() {
    return stage.probe().ledger(Map.of("account", PushStage.BEN)).stream()
        .map(entry -> entry.getString("route"))
        .filter(route -> !route.startsWith("person"))
        .toList();
  }
}
