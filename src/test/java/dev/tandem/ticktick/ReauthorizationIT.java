package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountState;
import dev.tandem.account.TokenSource;
import dev.tandem.config.Secret;
import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReauthorizationIT {
  @RegisterExtension private static final PushStage stage = new PushStage();

  @Test
  void withoutARefreshTokenTheQueuePausesAndResumesWithANewToken() {
    Task task = stage.linked(Edit.title("Old"));
    stage.probe().expireToken(PushStage.ANNA);

    SyncResult result = stage.updateAndPush(task, Edit.of(TaskField.PRIORITY, 5));

    assertThat(result.outcome()).isEqualTo(Outcome.PENDING);
    assertThat(result.error().code()).isEqualTo("needs_reauthorization");
    assertThat(stage.account(stage.user()).state()).isEqualTo(AccountState.NEEDS_REAUTHORIZATION);
    assertThat(stage.requests("token")).isEmpty();
    assertThat(stage.push(task).outcome()).as("at once").isEqualTo(Outcome.PENDING);

    JsonObject fresh = stage.probe().issueToken(PushStage.ANNA, false);
    stage.connect(stage.user(), fresh.getString("access_token"), null);

    await().until(() -> stage.queue(stage.user()).open() == 0);
    assertThat(stage.remote(PushStage.ANNA).getInteger("priority")).isEqualTo(5);
  }

  @Test
  void aRefusedRefreshTokenNeedsThePerson() {
    stage.probe().quirk("refreshTokens", true);
    connectWithRefresh();
    Task task = stage.linked(Edit.title("Old"));
    stage.probe().revokeTokens(PushStage.ANNA);

    stage.updateAndPush(task, Edit.of(TaskField.PRIORITY, 5));

    assertThat(stage.account(stage.user()).state()).isEqualTo(AccountState.NEEDS_REAUTHORIZATION);
    assertThat(stage.requests("token")).hasSize(1);
  }

  @Test
  void anOutageOfTheTokenEndpointIsNoRefusal() {
    stage.probe().quirk("refreshTokens", true);
    connectWithRefresh();
    Task task = stage.linked(Edit.title("Old"));
    stage.probe().expireToken(PushStage.ANNA);
    stage.probe().fault("token", "status", "before", 2);

    SyncResult result = stage.updateAndPush(task, Edit.of(TaskField.PRIORITY, 5));

    assertThat(result.outcome()).isEqualTo(Outcome.RETRYING);
    assertThat(result.error().code()).isEqualTo("refresh_failed");
    assertThat(result.attempts()).isZero();
    await().until(() -> stage.queue(stage.user()).open() == 0);
    assertThat(stage.account(stage.user()).state()).isEqualTo(AccountState.CONNECTED);
    assertThat(stage.probe().effects("token.refreshed")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_request",
    "400, invalid_scope",
    "400, invalid_client",
    "401, invalid_client",
    "403, access_denied",
    "429, slow_down"
  })
  void aRefreshThatIsRefusedForAnotherReasonThanTheTokenIsNoRefusal(int status, String error) {
    Task task = withARefusedRefresh(status, error);

    SyncResult result = stage.updateAndPush(task, Edit.of(TaskField.PRIORITY, 5));

    assertThat(result.error().code()).isEqualTo("refresh_failed");
    assertThat(stage.account(stage.user()).state()).isEqualTo(AccountState.CONNECTED);
    stage.probe().clearFaults();
    await().until(() -> stage.queue(stage.user()).open() == 0);
  }

  @ParameterizedTest
  @CsvSource({"400, invalid_grant", "401, invalid_token", "400, unsupported_grant_type"})
  void aRefreshThatIsRefusedForTheTokenNeedsThePerson(int status, String error) {
    Task task = withARefusedRefresh(status, error);

    SyncResult result = stage.updateAndPush(task, Edit.of(TaskField.PRIORITY, 5));

    assertThat(result.error().code()).isEqualTo("needs_reauthorization");
    assertThat(stage.account(stage.user()).state()).isEqualTo(AccountState.NEEDS_REAUTHORIZATION);
  }

  @Test
  void aTokenEndpointThatStaysDownMakesNoDeadLetterWhileOthersSucceed() {
    stage.probe().rateLimits(false);
    long ben = stage.connect("tp_ben-token", null);
    Task bens = stage.create(ben, Edit.title("Ben's"));
    Task task = withARefusedRefresh(503, "down");
    stage.update(task, Edit.of(TaskField.PRIORITY, 5));

    for (int i = 0; stage.requests("token").size() < 60; i++) {
      assertThat(stage.queue(stage.user()).failed()).as("after " + i + " successes").isZero();
      assertThat(stage.updateAndPush(bens, Edit.title("Ben's " + i)).outcome())
          .isEqualTo(Outcome.SYNCED);
    }

    assertThat(stage.query("SELECT attempts FROM push_queue").get(0).getInteger(0)).isZero();
  }

  @Test
  void tokensThatAnotherNodeReplacedAreUsedWithoutARefresh() {
    stage.probe().quirk("refreshTokens", true);
    connectWithRefresh();
    Task task = stage.linked(Edit.title("Old"));
    stage.probe().expireToken(PushStage.ANNA);
    replaceSilently(stage.probe().issueToken(PushStage.ANNA, true));

    SyncResult result = stage.updateAndPush(task, Edit.of(TaskField.PRIORITY, 5));

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(stage.requests("token")).isEmpty();
    assertThat(stage.requests("update-task")).as("not tried with the old one").hasSize(1);
  }

  @Test
  void aTokenThatAnotherNodeReplacedIsNotUsedAlthoughItIsStillGood() {
    stage.linked(Edit.title("Anna's"));
    replaceSilently(stage.probe().issueToken(PushStage.BEN, true));

    stage.push(stage.create(Edit.title("Ben's")));

    assertThat(stage.requests("create-task"))
        .extracting(request -> request.getString("account"))
        .startsWith(PushStage.ANNA, PushStage.BEN)
        .containsOnlyOnce(PushStage.ANNA);
  }

  @Test
  void anAccountThatAnotherNodeDisconnectedIsLeftAlone() {
    stage.linked(Edit.title("Known"));
    stage.query("UPDATE ticktick_accounts SET generation = generation + 1");
    Task task = stage.create(Edit.title("New"));
    assertThat(stage.push(task).outcome()).as("read again").isEqualTo(Outcome.SYNCED);
    stage.query(
        "UPDATE ticktick_accounts SET state = 'disconnected', generation = generation + 1,"
            + " access_token = NULL, refresh_token = NULL, key_id = NULL");

    SyncResult result = stage.updateAndPush(task, Edit.title("Newer"));

    assertThat(result.outcome()).isEqualTo(Outcome.PENDING);
    assertThat(stage.requests("update-task")).isEmpty();
  }

  /** As another node's refresh does: without an event that this one hears. */
  private static void replaceSilently(JsonObject tokens) {
    long account = stage.account(stage.user()).id();
    long generation = stage.query("SELECT generation FROM ticktick_accounts").get(0).getLong(0);
    stage.ask(
        new AccountCommand.StoreRefreshed(
            account,
            generation,
            TokenSource.PERSONAL,
            new Secret(tokens.getString("access_token")),
            new Secret(tokens.getString("refresh_token")),
            null));
  }

  /** A task of an account whose token has expired and is not renewed. */
  private static Task withARefusedRefresh(int status, String error) {
    stage.probe().quirk("refreshTokens", true);
    connectWithRefresh();
    Task task = stage.linked(Edit.title("Old"));
    stage.probe().expireToken(PushStage.ANNA);
    stage.probe().faultStatus("token", status, new JsonObject().put("error", error).encode(), 0);
    return task;
  }

  private static void connectWithRefresh() {
    JsonObject tokens = stage.probe().issueToken(PushStage.ANNA, true);
    stage.connect(
        stage.user(), tokens.getString("access_token"), tokens.getString("refresh_token"));
  }
}
