package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTopics;
import dev.tandem.account.AccountTopics.AccountChanged;
import dev.tandem.account.ConnectionReply;
import dev.tandem.account.ConnectionReply.GrantRefused;
import dev.tandem.account.ConnectionReply.NotReplaced;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Checks of which a part says nothing: no change may reach another account than its task's. */
class HalfCheckIT {
  private static final String ANNAS = "tp_anna-token";
  private static final String BENS = "tp_ben-token";

  @RegisterExtension private static final PushStage stage = new PushStage();

  private final Browser browser = new Browser(stage);
  private long user;
  private Task task;

  @BeforeEach
  void linkATaskOfAnnas() {
    user = stage.newUser();
    browser.uses(user, ANNAS);
    task = stage.create(user, Edit.title("Anna's"));
    await().until(() -> stage.queue(user).open() == 0);
    await().until(() -> stage.account(user).identity().inboxId() != null);
  }

  @Test
  void aPartThatMayAnswerLaterIsWaitedFor() {
    stage.probe().fault("project-members", "reset", "before", 1);

    assertThat(state(browser.connects(user, PushStage.BEN))).isEqualTo(AccountState.CHECKING);

    stage.update(task, Edit.title("Written meanwhile"));
    await().until(() -> stage.account(user).state() == AccountState.ACCOUNT_MISMATCH);
    assertNothingIsWrittenToBens();
    assertThat(stage.account(user).identity())
        .isEqualTo(new RemoteIdentity("inbox115781412", "anna@example.com"));
  }

  @Test
  void aPersonalTokenThatCannotBeCheckedLeavesAWorkingConnectionAlone() {
    stage.probe().fault("project-members", "reset", "before", 1);

    assertThat(browser.uses(user, BENS)).isInstanceOf(NotReplaced.class);
    stage.probe().fault("project-data", "status", "before", 1);
    stage.probe().fault("project-members", "status", "before", 1);
    assertThat(browser.uses(user, "tp_mistyped")).isInstanceOf(NotReplaced.class);

    assertThat(stage.account(user).state()).isEqualTo(AccountState.CONNECTED);
    assertThat(stage.updateAndPush(task, Edit.title("Still")).outcome()).isEqualTo(Outcome.SYNCED);
  }

  @Test
  void whereNothingCanBeComparedTheLinkedTasksTellAnotherAccount() {
    stage.probe().faultStatus("project-members", 404, "", 1);

    assertThat(state(browser.uses(user, BENS))).isEqualTo(AccountState.ACCOUNT_MISMATCH);

    assertNothingIsWrittenToBens();
  }

  @Test
  void whereNothingCanBeComparedTheLinkedTasksTellTheSameAccount() {
    stage.query("UPDATE ticktick_accounts SET remote_inbox_id = NULL WHERE user_id = $1", user);
    stage.probe().faultStatus("project-members", 404, "", 1);

    assertThat(state(browser.uses(user, ANNAS))).isEqualTo(AccountState.CONNECTED);

    assertThat(stage.account(user).identity())
        .isEqualTo(new RemoteIdentity("inbox115781412", "anna@example.com"));
  }

  @Test
  void aPersonWhoWasRenamedIsKnownByTheLinkedTasks() {
    stage.query(
        "UPDATE ticktick_accounts SET remote_inbox_id = NULL, remote_identity = 'old@example.com'"
            + " WHERE user_id = $1",
        user);

    assertThat(state(browser.uses(user, ANNAS))).isEqualTo(AccountState.CONNECTED);

    assertThat(stage.account(user).identity().member()).isEqualTo("anna@example.com");
  }

  @Test
  void whatLinkedTasksAnswerUnclearlyLeavesOpenIsAskedAgain() {
    stage.probe().faultStatus("project-members", 404, "", 0);
    stage.probe().faultStatus("get-task", 500, unknownException(), 0);

    assertThat(state(browser.connects(user, PushStage.BEN))).isEqualTo(AccountState.CHECKING);

    stage.probe().clearFaults();
    nudge();
    await().until(() -> stage.account(user).state() == AccountState.ACCOUNT_MISMATCH);
    assertNothingIsWrittenToBens();
  }

  @Test
  void aTokenThatMayReadNothingIsTurnedDown() {
    barAll();

    ConnectionReply reply = browser.uses(user, BENS);

    assertThat(((GrantRefused) reply).detail()).contains("lets it read nothing");
    assertThat(stage.account(user).state()).isEqualTo(AccountState.CONNECTED);
  }

  @Test
  void aStoredTokenThatMayReadNothingForLongNeedsThePerson() {
    stage.probe().fault("project-data", "status", "before", 0);
    stage.probe().fault("project-members", "status", "before", 0);
    browser.connects(user, PushStage.ANNA);
    stage.undeploy();
    stage.probe().clearFaults();
    barAll();
    int before = stage.requests("project-members").size();
    stage.deploy();

    await()
        .until(
            () -> {
              nudge();
              return stage.account(user).state() == AccountState.NEEDS_REAUTHORIZATION;
            });

    assertThat(stage.requests("project-members").size() - before)
        .as("once or twice may be an accident")
        .isGreaterThanOrEqualTo(3);
  }

  private static void barAll() {
    stage.probe().faultStatus("project-data", 403, "", 0);
    stage.probe().faultStatus("project-members", 500, unknownException(), 0);
  }

  private static String unknownException() {
    return new JsonObject().put("errorCode", "unknown_exception").encode();
  }

  /** As if the poll's time had come. */
  private void nudge() {
    stage.query("UPDATE ticktick_accounts SET poll_until = NULL");
    stage
        .bus()
        .publish(
            AccountTopics.CHANGED,
            new AccountChanged(user, stage.account(user).id(), AccountState.CHECKING));
  }

  private static void assertNothingIsWrittenToBens() {
    assertThat(stage.probe().tasks(PushStage.BEN)).isEmpty();
    assertThat(stage.probe().ledger(Map.of("account", PushStage.BEN)))
        .extracting(entry -> entry.getString("route"))
        .doesNotContain("create-task", "update-task");
  }

  private static AccountState state(ConnectionReply reply) {
    return Browser.account(reply).state();
  }
}
