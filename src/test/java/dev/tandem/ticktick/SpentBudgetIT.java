package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountState;
import dev.tandem.account.Purpose;
import dev.tandem.account.TickTickAccount;
import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SpentBudgetIT {
  private static final String PUT_OFF =
      "SELECT 1 FROM push_queue WHERE entity_id = $1 AND lease_until IS NULL"
          + " AND last_error ->> 'code' = 'budget_spent'";

  /** Three at once, one more for a waiting person, and then one request in twelve seconds. */
  @RegisterExtension private static final PushStage stage = new PushStage(9);

  @Test
  void aWaitingPersonHearsThatNothingIsLeft() {
    for (int i = 0; i < 8; i++) {
      Task task = stage.create(Edit.title("Task " + i));
      await().until(() -> stage.find(task).remoteId() != null || isPutOff(task));
    }
    Task last = stage.create(Edit.title("Last"));
    await().until(() -> isPutOff(last));
    long account = stage.account(stage.user()).id();
    await()
        .until(
            () ->
                stage.ask(new AccountCommand.Spend(account, Purpose.PERSON, null))
                    instanceof AccountReply.Exhausted);

    SyncResult result = stage.push(last, Duration.ofSeconds(3));

    assertThat(result.outcome()).isEqualTo(Outcome.PENDING);
    assertThat(result.attempts()).isZero();
    assertThat(result.error().code()).isEqualTo("budget_spent");
    assertThat(stage.queue(stage.user()).failed()).isZero();
  }

  /** As it would not be granted while what was looked at still counts as seen. */
  @Test
  void nothingIsLookedAtBeforeTheWriteAfterItIsPaidForToo() {
    Task task = stage.linked(Edit.title("Deleted"));
    leave(1);
    stage.delete(task, true);
    await().until(() -> isPutOff(task));
    assertThat(stage.probe().requests("get-task")).isZero();
    assertThat(stage.probe().requests("delete-task")).isZero();

    leave(2);
    stage.query("UPDATE push_queue SET next_attempt_at = now() RETURNING 1");
    stage.delete(task, false);
    await().until(() -> stage.probe().requests("delete-task") == 1);
    assertThat(stage.probe().requests("get-task")).isOne();
  }

  /** So many more requests of the background. */
  private static void leave(int requests) {
    stage.query(
        "UPDATE budgets SET arrival = clock_timestamp() + (38.4 - 12 * $1::integer - 0.5) * interval '1 s'"
            + " RETURNING 1",
        requests);
  }

  private static boolean isPutOff(Task task) {
    return !stage.query(PUT_OFF, task.id()).isEmpty();
  }

  @Test
  void aCheckIsPaidForByTheAccountThatItFinds() {
    stage.probe().personCreates(PushStage.ANNA, new JsonObject().put("title", "In the Inbox"));
    long user = stage.newUser();

    new Browser(stage).uses(user, "tp_anna-token");

    assertThat(stage.account(user).identity().inboxId()).isEqualTo("inbox115781412");
    assertThat(stage.queue(user).budgetRemaining()).as("two to check").isEqualTo(2);
  }

  @Test
  void aTokenForWhoseCheckNothingIsLeftIsCheckedLater() {
    Browser browser = new Browser(stage);
    long user = stage.newUser();
    browser.uses(user, "tp_nobody's");
    browser.uses(user, "tp_nobody's");

    TickTickAccount account = Browser.account(browser.uses(user, "tp_anna-token"));

    assertThat(account.state()).isEqualTo(AccountState.CHECKING);
    assertThat(stage.probe().requests("project-data")).isEqualTo(2);
  }
}
