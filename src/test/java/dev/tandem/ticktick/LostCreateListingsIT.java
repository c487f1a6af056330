package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTopics;
import dev.tandem.account.AccountTopics.AccountChanged;
import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.SyncError;
import dev.tandem.task.Task;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The listings by which lost creates are looked for: whom they hold up, and what is none. */
class LostCreateListingsIT {
  @RegisterExtension private static final PushStage stage = new PushStage();

  private static final Offline OFFLINE = new Offline(stage);

  /** A task whose create was lost, and whose first listing hangs. */
  private static Task lostWithAListingUnderWay() {
    hang("project-data");
    Task task = lost();
    await().until(() -> stage.probe().held().size() == 1);
    return task;
  }

  private static Task lost() {
    stage.probe().fault("create-task", "reset", "before", 1);
    return stage.create(Edit.title("Milk"));
  }

  private static void hang(String route) {
    stage.probe().fault(route, "hang", "before", 1);
  }

  @Test
  void aListingThatIsUnderWayHoldsUpNoOtherRow() {
    lostWithAListingUnderWay();

    List<Task> others = List.of(create("Bread"), create("Butter"), create("Beer"), create("Tea"));
    await().until(() -> stage.probe().tasks(PushStage.ANNA).size() == others.size());
    // TickTick shows a task before its create is settled here.
    await().until(() -> OFFLINE.queued() == 1);

    assertThat(stage.probe().held()).as("still under way").hasSize(1);
  }

  private static Task create(String title) {
    return stage.create(Edit.title(title));
  }

  @Test
  void itsEndMakesTheRowDue() {
    Task task = lostWithAListingUnderWay();
    await().until(() -> isPutOffFor(task, "10 seconds"));

    stage.probe().releaseAll();

    await().atMost(Duration.ofSeconds(5)).until(() -> listedOnce() == 1);
  }

  private static boolean isPutOffFor(Task task, String atLeast) {
    return !stage
        .query(
            "SELECT FROM push_queue WHERE entity_id = $1 AND lease_until IS NULL"
                + " AND last_error ->> 'code' = 'create_unconfirmed'"
                + " AND next_attempt_at > now() + $2::text::interval",
            task.id(),
            atLeast)
        .isEmpty();
  }

  private static long listedOnce() {
    return stage
        .query("SELECT count(*) FROM create_intents WHERE listed_at IS NOT NULL")
        .get(0)
        .getLong(0);
  }

  @Test
  void whoWaitsIsAnsweredByTheListingThatDecides() {
    Task task = lost();
    await().until(() -> listedOnce() == 1);
    hang("project-data");
    OFFLINE.makeTimePass();
    await().until(() -> stage.probe().held().size() == 1);
    await().until(() -> isPutOffFor(task, "10 seconds"));

    Future<SyncResult> waiting = stage.pushing(task, Duration.ofSeconds(10));
    stage.probe().releaseAll();

    SyncResult result = PushStage.get(waiting);
    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(stage.find(task).remoteId()).isEqualTo(result.remoteId()).isNotNull();
  }

  @Test
  void whoWaitsLongerThanTheyWishAreToldThatItIsPending() {
    Task task = lostWithAListingUnderWay();
    await().until(() -> isPutOffFor(task, "10 seconds"));

    SyncResult result = stage.push(task, Duration.ofMillis(200));

    assertThat(result.outcome()).isEqualTo(Outcome.PENDING);
    assertThat(result.error().code()).isEqualTo("create_unconfirmed");
  }

  @Test
  void theListThatCannotBeReadIsNamed() {
    String garden =
        stage.probe().personCreatesProject(PushStage.ANNA, "Garden\u0007").getString("id");
    stage.probe().fault(unreadable(garden));

    Task task = lost();

    await().until(() -> errorOf(task).contains("The list \"Garden\" (" + garden + ")"));
    assertThat(errorOf(task)).contains("status 503");
    stage.probe().clearFaults();
    OFFLINE.untilNothingIsOpen();
    assertThat(stage.probe().tasks(PushStage.ANNA)).hasSize(1);
  }

  private static JsonObject unreadable(String list) {
    return new JsonObject()
        .put("path", "/open/v1/project/" + list + "/data")
        .put("kind", "status")
        .put("status", 503)
        .put("count", 0);
  }

  private static String errorOf(Task task) {
    SyncError error = stage.find(task).sync().lastError();
    return error == null ? "" : error.detail();
  }

  @Test
  void whatCouldNotBeReadLastTimeIsReadFirst() {
    stage.probe().personCreatesProject(PushStage.ANNA, "Garden");
    stage.probe().fault(unreadable("inbox"));

    lost();
    await()
        .until(
            () -> {
              OFFLINE.makeTimePass();
              return readings("/open/v1/project/inbox/data") >= 4;
            });

    assertThat(stage.requests("project-data"))
        .filteredOn(request -> !request.getString("path").contains("inbox"))
        .as("not asked for in vain again")
        .hasSizeLessThanOrEqualTo(1);
  }

  private static long readings(String path) {
    return stage.requests("project-data").stream()
        .filter(request -> request.getString("path").equals(path))
        .count();
  }

  @Test
  void listsThatWereReadWithTwoTokensAreReadAgain() {
    lostWithAListingUnderWay();
    int before = stage.probe().requests("list-projects");

    stage.query("UPDATE ticktick_accounts SET generation = generation + 1");
    stage.probe().releaseAll();

    await().until(() -> listedOnce() == 1);
    assertThat(stage.probe().requests("list-projects")).isEqualTo(before + 1);
  }

  @Test
  void aListingOfAnAccountThatIsForgottenCountsForNothing() {
    lostWithAListingUnderWay();
    int before = stage.probe().requests("list-projects");

    stage
        .query("SELECT user_id, id FROM ticktick_accounts")
        .forEach(
            row ->
                stage
                    .bus()
                    .publish(
                        AccountTopics.CHANGED,
                        new AccountChanged(
                            row.getLong(0), row.getLong(1), AccountState.NEEDS_REAUTHORIZATION)));
    stage.probe().releaseAll();

    await().until(() -> listedOnce() == 1);
    assertThat(stage.probe().requests("list-projects")).isEqualTo(before + 1);
  }
}
