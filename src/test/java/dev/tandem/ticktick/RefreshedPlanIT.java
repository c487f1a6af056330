package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.account.AccountState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The token ends between a plan's look and its batch. */
class RefreshedPlanIT {
  private static final int EDITS = 10;
  private static final int CREATES = 6;

  @RegisterExtension private static final PushStage stage = new PushStage();

  private final Offline offline = new Offline(stage);
  private List<Task> edited;

  @BeforeEach
  void pileUp() {
    stage.probe().quirk("refreshTokens", true);
    stage.probe().quirk("refreshRotates", true);
    JsonObject tokens = stage.probe().issueToken(PushStage.ANNA, true);
    stage.connect(
        stage.user(), tokens.getString("access_token"), tokens.getString("refresh_token"));
    edited = offline.linked(EDITS, i -> Edit.title("Old " + i));
    edited.forEach(task -> stage.update(task, Edit.of(TaskField.PRIORITY, 5)));
    IntStream.range(0, CREATES).forEach(i -> stage.create(Edit.title("New " + i)));
  }

  @Test
  void theBatchIsSentOnceMoreWithTheNewToken() {
    int batches = stage.probe().requests("batch-tasks");

    theTokenEndsBeforeTheBatch();

    offline.untilNothingIsQueued();
    assertThat(stage.requests("token")).hasSize(1);
    assertThat(stage.requests("batch-tasks").stream().skip(batches))
        .extracting(request -> request.getInteger("status"))
        .startsWith(401, 200);
    assertNothingIsLostOrTwice();
    assertThat(offline.open()).isZero();
    assertThat(stage.requests("update-task")).isEmpty();
    assertThat(stage.requests("create-task")).isEmpty();
  }

  @Test
  void aRefreshThatFailsAtFirstPutsAllOff() {
    stage.probe().faultStatus("token", 503, "", 2);

    theTokenEndsBeforeTheBatch();

    offline.untilNothingIsOpen();
    assertThat(stage.probe().effects("token.refreshed")).isEqualTo(1);
    assertThat(stage.account(stage.user()).state()).isEqualTo(AccountState.CONNECTED);
    assertNothingIsLostOrTwice();
  }

  @Test
  void aRefreshThatIsRefusedKeepsAllForTheNextConsent() {
    stage.probe().faultStatus("token", 400, "{\"error\":\"invalid_grant\"}", 1);

    theTokenEndsBeforeTheBatch();

    await().until(() -> stage.account(stage.user()).state() == AccountState.NEEDS_REAUTHORIZATION);
    assertThat(offline.queued()).isEqualTo(EDITS + CREATES);
    JsonObject tokens = stage.probe().issueToken(PushStage.ANNA, false);
    stage.connect(stage.user(), tokens.getString("access_token"), null);
    offline.untilNothingIsOpen();
    assertNothingIsLostOrTwice();
  }

  private void theTokenEndsBeforeTheBatch() {
    stage.probe().fault("project-data", "hang", "after", 1);
    stage.deploy();
    await().until(() -> stage.probe().held().size() == 1);
    stage.probe().expireToken(PushStage.ANNA);
    stage.probe().releaseAll();
  }

  private void assertNothingIsLostOrTwice() {
    assertThat(offline.titlesThere())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    IntStream.range(0, EDITS).mapToObj(i -> "Old " + i),
                    IntStream.range(0, CREATES).mapToObj(i -> "New " + i))
                .toList());
    Map<Long, JsonObject> twins = offline.twins();
    assertThat(twins).hasSize(EDITS + CREATES);
    assertThat(edited)
        .allSatisfy(task -> assertThat(twins.get(task.id()).getInteger("priority")).isEqualTo(5));
    assertThat(offline.conflicts()).isZero();
    assertThat(stage.queue(stage.user()).failed()).isZero();
  }
}
